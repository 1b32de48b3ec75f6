package alien4cloud.orchestrators.services;

import alien4cloud.dao.ElasticSearchDAO;
import alien4cloud.exception.AlreadyExistException;
import alien4cloud.exception.NotFoundException;
import alien4cloud.orchestrators.plugin.IOrchestratorPlugin;
import alien4cloud.orchestrators.plugin.IOrchestratorPluginFactory;
import alien4cloud.paas.OrchestratorPluginService;
import alien4cloud.plugin.PluginManager;
import alien4cloud.plugin.model.ManagedPlugin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.annotation.Resource;
import org.elasticsearch.index.query.QueryBuilders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Connects the orchestrators, each in a thread of its own, and keeps their state in their documents: two saves for each
 * at every start.
 */
@Component
public class OrchestratorStateService {
    private static final Logger LOG = LoggerFactory.getLogger(OrchestratorStateService.class);
    private static final String INDEX = "orchestrator";

    @Resource(name = "alien-es-dao")
    private ElasticSearchDAO dao;

    @Resource
    private PluginManager pluginManager;

    @Resource
    private OrchestratorPluginService orchestrators;

    public void initialize() {
        ExecutorService threads = Executors.newCachedThreadPool();
        for (Map<String, Object> orchestrator : enabledOrchestrators()) {
            threads.execute(() -> {
                try {
                    load(orchestrator);
                } catch (RuntimeException e) {
                    // One whose plugin is missing is disabled in its document, for good.
                    LOG.error("Orchestrator <{}> is disabled: {}", orchestrator.get("id"), e.getMessage());
                    saveState(orchestrator, "DISABLED");
                }
            });
        }
        threads.shutdown();
    }

    public void enable(String orchestratorId) {
        Map<String, Object> orchestrator = getOrFail(orchestratorId);
        if (!"DISABLED".equals(orchestrator.get("state"))) {
            throw new AlreadyExistException("Orchestrator " + orchestratorId + " is already instanciated.");
        }
        load(orchestrator);
    }

    public void disable(String orchestratorId) {
        Map<String, Object> orchestrator = getOrFail(orchestratorId);
        try {
            unload(orchestrator);
        } finally {
            saveState(orchestrator, "DISABLED");
        }
    }

    /**
     * Takes every orchestrator out of memory; their documents stay as they are. The change of leaders does not do this.
     */
    public void unloadAllOrchestrators() {
        enabledOrchestrators().forEach(this::unload);
    }

    public Map<String, Object> getOrFail(String orchestratorId) {
        Map<String, Object> orchestrator = dao.find(INDEX, orchestratorId);
        if (orchestrator == null) {
            throw new NotFoundException("Orchestrator [" + orchestratorId + "] doesn't exists.");
        }
        return orchestrator;
    }

    private List<Map<String, Object>> enabledOrchestrators() {
        return new ArrayList<>(
                dao.all(INDEX, QueryBuilders.boolQuery().mustNot(QueryBuilders.termQuery("state", "DISABLED"))));
    }

    private void load(Map<String, Object> orchestrator) {
        String id = (String) orchestrator.get("id");
        if (orchestrators.isRegistered(id)) {
            throw new AlreadyExistException("Plugin is already loaded.");
        }
        saveState(orchestrator, "CONNECTING");
        orchestrators.register(id, factoryOf(orchestrator).newInstance(id));
        saveState(orchestrator, "CONNECTED");
    }

    private void unload(Map<String, Object> orchestrator) {
        IOrchestratorPlugin instance = orchestrators.unregister((String) orchestrator.get("id"));
        if (instance != null) {
            factoryOf(orchestrator).destroy(instance);
        }
    }

    private IOrchestratorPluginFactory factoryOf(Map<String, Object> orchestrator) {
        ManagedPlugin plugin = pluginManager.getPluginContexts().get(orchestrator.get("pluginId"));
        if (plugin == null) {
            throw new NotFoundException("Plugin <" + orchestrator.get("pluginId") + "> is not loaded.");
        }
        return plugin.getPluginContext().getBean(IOrchestratorPluginFactory.class);
    }

    private void saveState(Map<String, Object> orchestrator, String state) {
        orchestrator.put("state", state);
        dao.save(INDEX, (String) orchestrator.get("id"), orchestrator);
    }
}
