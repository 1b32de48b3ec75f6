package alien4cloud.paas;

import alien4cloud.dao.MonitorESDAO;
import alien4cloud.orchestrators.plugin.IOrchestratorPlugin;
import java.util.List;
import java.util.Map;

/**
 * Polls an orchestrator and saves its events. As in A4C the mark "in progress" is not taken back when the save fails:
 * from then on this monitor does nothing, and nobody is told. Only a new registration of the orchestrator (or of the
 * full context) makes a new monitor.
 */
final class PaaSProviderPollingMonitor implements Runnable {
    private final String orchestratorId;
    private final IOrchestratorPlugin orchestrator;
    private final MonitorESDAO dao;
    private boolean inProgress;

    PaaSProviderPollingMonitor(String orchestratorId, IOrchestratorPlugin orchestrator, MonitorESDAO dao) {
        this.orchestratorId = orchestratorId;
        this.orchestrator = orchestrator;
        this.dao = dao;
    }

    @Override
    public synchronized void run() {
        if (inProgress) {
            return;
        }
        inProgress = true;
        List<Map<String, Object>> events = orchestrator.pollEvents();
        for (Map<String, Object> event : events) {
            event.put("orchestratorId", orchestratorId);
            dao.save("paasmessagemonitorevent", String.valueOf(event.get("id")), event);
        }
        inProgress = false;
    }

    synchronized boolean isStuck() {
        return inProgress;
    }
}
