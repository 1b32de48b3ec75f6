package alien4cloud.plugin;

import alien4cloud.plugin.model.PluginDescriptor;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The document of index {@code plugin}: the plugin comes back only if it is enabled and {@code pluginPathId} names a
 * directory.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public class Plugin {
    private PluginDescriptor descriptor;
    private String pluginPathId;
    private boolean enabled;
    private boolean configurable;

    public Plugin() {}

    public Plugin(PluginDescriptor descriptor, String pluginPathId) {
        this.descriptor = descriptor;
        this.pluginPathId = pluginPathId;
    }

    public String getId() {
        return descriptor.getId();
    }

    public PluginDescriptor getDescriptor() {
        return descriptor;
    }

    public void setDescriptor(PluginDescriptor descriptor) {
        this.descriptor = descriptor;
    }

    public String getPluginPathId() {
        return pluginPathId;
    }

    public void setPluginPathId(String pluginPathId) {
        this.pluginPathId = pluginPathId;
    }

    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    public boolean isConfigurable() {
        return configurable;
    }

    public void setConfigurable(boolean configurable) {
        this.configurable = configurable;
    }
}
