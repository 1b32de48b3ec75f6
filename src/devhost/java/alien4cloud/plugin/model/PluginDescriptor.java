package alien4cloud.plugin.model;

import com.fasterxml.jackson.annotation.JsonInclude;

/** What META-INF/plugin.yml says. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class PluginDescriptor {
    private String id;
    private String name;
    private String version;
    private String description;
    private String configurationClass;
    private String uiEntryPoint;
    private String[] dependencies;
    private PluginComponentDescriptor[] componentDescriptors;

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public String getVersion() {
        return version;
    }

    public void setVersion(String version) {
        this.version = version;
    }

    public String getDescription() {
        return description;
    }

    public void setDescription(String description) {
        this.description = description;
    }

    public String getConfigurationClass() {
        return configurationClass;
    }

    public void setConfigurationClass(String configurationClass) {
        this.configurationClass = configurationClass;
    }

    public String getUiEntryPoint() {
        return uiEntryPoint;
    }

    public void setUiEntryPoint(String uiEntryPoint) {
        this.uiEntryPoint = uiEntryPoint;
    }

    public String[] getDependencies() {
        return dependencies;
    }

    public void setDependencies(String[] dependencies) {
        this.dependencies = dependencies;
    }

    public PluginComponentDescriptor[] getComponentDescriptors() {
        return componentDescriptors;
    }

    public void setComponentDescriptors(PluginComponentDescriptor[] componentDescriptors) {
        this.componentDescriptors = componentDescriptors;
    }
}
