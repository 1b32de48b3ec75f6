package org.alien4cloud.devhost.mockorchestrator;

import alien4cloud.orchestrators.plugin.IOrchestratorPlugin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Simulates one running orchestrator: it has one event per poll while events are on, otherwise none. */
final class MockOrchestrator implements IOrchestratorPlugin {
    private final String id;
    private final AtomicLong polls = new AtomicLong();
    private volatile boolean events;

    MockOrchestrator(String id, boolean events) {
        this.id = id;
        this.events = events;
    }

    String id() {
        return id;
    }

    void setEvents(boolean events) {
        this.events = events;
    }

    long polls() {
        return polls.get();
    }

    @Override
    public List<Map<String, Object>> pollEvents() {
        long poll = polls.incrementAndGet();
        List<Map<String, Object>> found = new ArrayList<>();
        if (events) {
            Map<String, Object> event = new LinkedHashMap<>();
            event.put("id", id + "-counter");
            event.put("date", System.currentTimeMillis());
            event.put("message", "Poll " + poll);
            event.put("counter", poll);
            found.add(event);
        }
        return found;
    }
}
