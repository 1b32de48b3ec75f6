package org.alien4cloud.plugin.backup.platform;

import alien4cloud.events.HALeaderElectionEvent;
import alien4cloud.plugin.IPluginLoadingCallback;
import alien4cloud.plugin.model.ManagedPlugin;
import java.util.Collection;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/**
 * Unloads the plugins that Alien4Cloud did not unload when it went down, for example because it could not read the
 * document of another plugin. Otherwise their threads and REST paths would stay alive as long as the process.
 */
final class OrphanedPlugins implements ApplicationListener<HALeaderElectionEvent>, Ordered {

    private static final Logger LOG = LoggerFactory.getLogger(OrphanedPlugins.class);

    private final ApplicationContext rootContext;
    private final ConfigurableApplicationContext fullContext;
    private final Supplier<Collection<ManagedPlugin>> plugins;

    /** @param plugins the plugins that were loaded into the full context */
    OrphanedPlugins(
            ApplicationContext rootContext,
            ConfigurableApplicationContext fullContext,
            Supplier<Collection<ManagedPlugin>> plugins) {
        this.rootContext = rootContext;
        this.fullContext = fullContext;
        this.plugins = plugins;
    }

    @Override
    public void onApplicationEvent(HALeaderElectionEvent event) {
        if (event.isLeader() || fullContext.isActive()) {
            return;
        }
        for (ManagedPlugin plugin : plugins.get()) {
            if (plugin.getPluginContext().isActive()) {
                LOG.warn(
                        "Backup: Alien4Cloud went down without unloading the plugin {}; unloading it",
                        plugin.getPluginPath());
                rootContext
                        .getBeansOfType(IPluginLoadingCallback.class)
                        .values()
                        .forEach(callback -> guarded(() -> callback.onPluginClosed(plugin)));
                guarded(() -> plugin.getPluginContext().close());
            }
        }
    }

    private static void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.warn("Backup: a plugin could not be unloaded in good order", e);
        }
    }

    /** Puts this listener after Alien4Cloud's own. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
