package alien4cloud.plugin;

import alien4cloud.plugin.model.ManagedPlugin;

/** Beans of this type are told of plugins that come and go. */
public interface IPluginLoadingCallback {
    void onPluginLoaded(ManagedPlugin managedPlugin);

    void onPluginClosed(ManagedPlugin managedPlugin);
}
