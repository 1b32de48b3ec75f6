package org.alien4cloud.devhost.mockorchestrator;

import alien4cloud.orchestrators.plugin.IOrchestratorPlugin;
import alien4cloud.orchestrators.plugin.IOrchestratorPluginFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import javax.annotation.PostConstruct;
import javax.annotation.PreDestroy;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Makes the orchestrators, and runs a thread of its own from the load of the plugin to its unload. */
@Component
public class MockOrchestratorFactory implements IOrchestratorPluginFactory {
    private final List<MockOrchestrator> orchestrators = new CopyOnWriteArrayList<>();
    private final AtomicLong ticks = new AtomicLong();
    private final long since = System.currentTimeMillis();
    /** Off at first: an idle server writes nothing. */
    @Value("${mock_orchestrator.events:false}")
    private volatile boolean events;

    private Thread thread;

    @PostConstruct
    public void start() {
        thread = new Thread(this::work, "mock-orchestrator");
        thread.setDaemon(true);
        thread.start();
    }

    private void work() {
        try {
            while (true) {
                ticks.incrementAndGet();
                Thread.sleep(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @PreDestroy
    public void stop() {
        thread.interrupt();
    }

    @Override
    public IOrchestratorPlugin newInstance(String orchestratorId) {
        MockOrchestrator orchestrator = new MockOrchestrator(orchestratorId, events);
        orchestrators.add(orchestrator);
        return orchestrator;
    }

    @Override
    public void destroy(IOrchestratorPlugin instance) {
        orchestrators.remove(instance);
    }

    void setEvents(boolean enabled) {
        events = enabled;
        orchestrators.forEach(orchestrator -> orchestrator.setEvents(enabled));
    }

    Map<String, Object> status() {
        Map<String, Object> status = new ConcurrentHashMap<>();
        status.put("running", thread.isAlive());
        status.put("since", since);
        status.put("ticks", ticks.get());
        status.put("events", events);
        Map<String, Long> polls = new ConcurrentHashMap<>();
        orchestrators.forEach(orchestrator -> polls.put(orchestrator.id(), orchestrator.polls()));
        status.put("polls", polls);
        return status;
    }
}
