package alien4cloud.plugin.model;

import alien4cloud.plugin.Plugin;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Map;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** A loaded plugin; the primary bean {@code alien-plugin-context} of its own context. */
public class ManagedPlugin {
    private AnnotationConfigApplicationContext pluginContext;
    private Plugin plugin;
    private final Path pluginPath;
    private Path pluginUiPath;
    private Map<String, Object> exposedBeans;

    public ManagedPlugin(String pluginPath) {
        this.pluginPath = Paths.get(pluginPath);
    }

    public ManagedPlugin(
            AnnotationConfigApplicationContext pluginContext, Plugin plugin, Path pluginPath, Path pluginUiPath) {
        this.pluginContext = pluginContext;
        this.plugin = plugin;
        this.pluginPath = pluginPath;
        this.pluginUiPath = pluginUiPath;
    }

    public AnnotationConfigApplicationContext getPluginContext() {
        return pluginContext;
    }

    public Plugin getPlugin() {
        return plugin;
    }

    public Path getPluginPath() {
        return pluginPath;
    }

    public Path getPluginUiPath() {
        return pluginUiPath;
    }

    public Map<String, Object> getExposedBeans() {
        return exposedBeans;
    }

    public void setExposedBeans(Map<String, Object> exposedBeans) {
        this.exposedBeans = exposedBeans;
    }
}
