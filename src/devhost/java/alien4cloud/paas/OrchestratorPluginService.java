package alien4cloud.paas;

import alien4cloud.dao.MonitorESDAO;
import alien4cloud.exception.AlreadyExistException;
import alien4cloud.orchestrators.plugin.IOrchestratorPlugin;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import javax.annotation.Resource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.stereotype.Component;

/** Keeps the running orchestrators, each with its monitor. */
@Component
public class OrchestratorPluginService {
    @Resource(name = "alien-monitor-es-dao")
    private MonitorESDAO monitorDao;

    @Resource(name = "paas-monitor-scheduler")
    private ThreadPoolTaskScheduler scheduler;

    @Value("${paas_monitor.monitor_interval_ms}")
    private long intervalMs;

    private final Map<String, Registration> registrations = new ConcurrentHashMap<>();

    public void register(String orchestratorId, IOrchestratorPlugin instance) {
        if (registrations.containsKey(orchestratorId)) {
            throw new AlreadyExistException("Orchestrator [" + orchestratorId + "] has already been registered");
        }
        PaaSProviderPollingMonitor monitor = new PaaSProviderPollingMonitor(orchestratorId, instance, monitorDao);
        registrations.put(
                orchestratorId,
                new Registration(instance, monitor, scheduler.scheduleAtFixedRate(monitor, intervalMs)));
    }

    /** Stops polling; gives the instance back, null when there was none. */
    public IOrchestratorPlugin unregister(String orchestratorId) {
        Registration registration = registrations.remove(orchestratorId);
        if (registration == null) {
            return null;
        }
        registration.polling.cancel(false);
        return registration.instance;
    }

    public boolean isRegistered(String orchestratorId) {
        return registrations.containsKey(orchestratorId);
    }

    /** Whether the monitor of the orchestrator gave up after a save that failed. */
    public boolean isStuck(String orchestratorId) {
        Registration registration = registrations.get(orchestratorId);
        return registration != null && registration.monitor.isStuck();
    }

    private static final class Registration {
        private final IOrchestratorPlugin instance;
        private final PaaSProviderPollingMonitor monitor;
        private final ScheduledFuture<?> polling;

        private Registration(
                IOrchestratorPlugin instance, PaaSProviderPollingMonitor monitor, ScheduledFuture<?> polling) {
            this.instance = instance;
            this.monitor = monitor;
            this.polling = polling;
        }
    }
}
