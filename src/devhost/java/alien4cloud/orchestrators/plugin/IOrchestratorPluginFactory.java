package alien4cloud.orchestrators.plugin;

/** A bean of a plugin that makes orchestrators. Much smaller than A4C's interface of that name. */
public interface IOrchestratorPluginFactory {
    IOrchestratorPlugin newInstance(String orchestratorId);

    void destroy(IOrchestratorPlugin instance);
}
