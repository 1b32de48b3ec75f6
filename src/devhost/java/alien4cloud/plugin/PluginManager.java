package alien4cloud.plugin;

import alien4cloud.dao.ElasticSearchDAO;
import alien4cloud.exception.AlreadyExistException;
import alien4cloud.exception.NotFoundException;
import alien4cloud.plugin.exception.MissingPlugingDescriptorFileException;
import alien4cloud.plugin.exception.PluginLoadingException;
import alien4cloud.plugin.model.ManagedPlugin;
import alien4cloud.plugin.model.PluginDescriptor;
import alien4cloud.utils.FileUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.annotation.PostConstruct;
import javax.annotation.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/**
 * Manages the plugins: zips unpacked below work/plugins, a document each, a context each. Order of writes as in A4C:
 * files, document, load; and a plugin that fails to load at start is disabled in its document for good.
 */
@Component("plugin-manager")
public class PluginManager {
    private static final Logger LOG = LoggerFactory.getLogger(PluginManager.class);

    @Value("${directories.alien}/work/plugins/content")
    private String pluginsWorkDirectory;

    @Value("${directories.alien}/work/plugins/ui")
    private String pluginsUiDirectory;

    @Resource(name = "alien-es-dao")
    private ElasticSearchDAO dao;

    @Autowired
    private ApplicationContext alienContext;

    private final Map<String, ManagedPlugin> pluginContexts = new HashMap<>();

    @PostConstruct
    public void postConstruct() throws IOException {
        Files.createDirectories(Paths.get(pluginsWorkDirectory));
    }

    /** Loads every enabled plugin whose dependencies are loaded; disables the rest. */
    public void initialize() {
        loadPlugins(dao.findAll(Plugin.class, "enabled", true));
    }

    private void loadPlugins(Plugin[] plugins) {
        List<Plugin> waiting = new ArrayList<>();
        for (Plugin plugin : plugins) {
            if (lacksDependencies(plugin)) {
                waiting.add(plugin);
                continue;
            }
            try {
                loadPlugin(plugin);
            } catch (PluginLoadingException e) {
                LOG.error("Plugin <{}> is disabled: {}", plugin.getId(), e.getMessage());
                disable(plugin.getId());
            }
        }
        if (waiting.size() == plugins.length) {
            waiting.forEach(plugin -> {
                LOG.error("Plugin <{}> is disabled: it depends on plugins that are not loaded", plugin.getId());
                disable(plugin.getId());
            });
        } else if (!waiting.isEmpty()) {
            loadPlugins(waiting.toArray(new Plugin[0]));
        }
    }

    private boolean lacksDependencies(Plugin plugin) {
        String[] dependencies = plugin.getDescriptor().getDependencies();
        return dependencies != null && !pluginContexts.keySet().containsAll(Arrays.asList(dependencies));
    }

    /**
     * The plugins of the init folder, at each start of the full context: each replaces the one of its id and gets a new
     * directory.
     */
    public void uploadInitPlugins(List<Path> zips) throws IOException {
        for (Path zip : zips) {
            try {
                Plugin plugin = new Plugin(
                        PluginZip.readDescriptor(zip), UUID.randomUUID().toString());
                Plugin old = replace(zip, plugin);
                if (old == null || old.isEnabled()) {
                    if (!lacksDependencies(plugin)) {
                        loadPlugin(plugin);
                    }
                    plugin.setEnabled(true);
                }
                save(plugin);
            } catch (AlreadyExistException e) {
                LOG.debug("{} is loaded already", zip);
            } catch (PluginLoadingException | MissingPlugingDescriptorFileException e) {
                LOG.error("Failed to load {} of the init folder: {}", zip, e.toString());
            }
        }
    }

    /**
     * Installs a plugin. One that replaces a disabled one stays disabled; the configuration of the old one stays.
     *
     * @throws AlreadyExistException when a plugin of that id is loaded
     * @throws PluginLoadingException when it was stored but cannot be loaded: it stays, disabled
     */
    public Plugin uploadPlugin(Path zip)
            throws PluginLoadingException, IOException, MissingPlugingDescriptorFileException {
        Plugin plugin =
                new Plugin(PluginZip.readDescriptor(zip), UUID.randomUUID().toString());
        Plugin old = replace(zip, plugin);
        save(plugin);
        if (old == null || old.isEnabled()) {
            enable(plugin);
        }
        return plugin;
    }

    private Plugin replace(Path zip, Plugin plugin) throws IOException {
        if (pluginContexts.containsKey(plugin.getId())) {
            throw new AlreadyExistException("A plugin with the given id already exists and is enabled.");
        }
        Plugin old = dao.findById(Plugin.class, plugin.getId());
        if (old != null) {
            remove(old, false);
        }
        Path content = contentPath(plugin);
        FileUtil.unzip(zip, content);
        if (Files.exists(content.resolve("ui"))) {
            FileUtil.copy(content.resolve("ui"), uiPath(plugin));
        }
        return old;
    }

    public void enablePlugin(String pluginId) throws PluginLoadingException {
        if (pluginContexts.containsKey(pluginId)) {
            return;
        }
        Plugin plugin = dao.findById(Plugin.class, pluginId);
        if (plugin == null) {
            throw new NotFoundException("The plugin <" + pluginId + "> doesn't exists in alien.");
        }
        enable(plugin);
    }

    private void enable(Plugin plugin) throws PluginLoadingException {
        loadPlugin(plugin);
        plugin.setEnabled(true);
        save(plugin);
    }

    /**
     * Unloads the plugin and disables or removes it. One that is not there is no case of its own in A4C either: a
     * NullPointerException.
     */
    public void disablePlugin(String pluginId, boolean remove) {
        close(pluginId);
        if (remove) {
            remove(dao.findById(Plugin.class, pluginId), true);
        } else {
            disable(pluginId);
        }
        pluginContexts.remove(pluginId);
    }

    /** On the way down of the full context; what fails is logged. */
    public void unloadAllPlugins() {
        for (Plugin plugin : dao.findAll(Plugin.class, "enabled", true)) {
            try {
                close(plugin.getId());
                pluginContexts.remove(plugin.getId());
            } catch (RuntimeException e) {
                LOG.error("Unable to unload plugin <{}>", plugin.getId(), e);
            }
        }
    }

    public Map<String, ManagedPlugin> getPluginContexts() {
        return pluginContexts;
    }

    public PluginDescriptor getPluginDescriptor(String pluginId) {
        return pluginContexts.get(pluginId).getPlugin().getDescriptor();
    }

    public Plugin getPluginOrFail(String pluginId) {
        Plugin plugin = dao.findById(Plugin.class, pluginId);
        if (plugin == null) {
            throw new NotFoundException("Plugin [" + pluginId + "] doesn't exists.");
        }
        return plugin;
    }

    /** Also on a plugin that is loaded already A4C writes its document: start-time writes. */
    private void loadPlugin(Plugin plugin) throws PluginLoadingException {
        if (pluginContexts.containsKey(plugin.getId())) {
            return;
        }
        try {
            ManagedPlugin managed =
                    PluginContexts.start(alienContext, plugin, contentPath(plugin), uiPath(plugin), pluginContexts);
            // A callback that fails after another one succeeded leaves the other one's work behind: the controllers
            // stay mapped.
            callbacks().forEach(callback -> callback.onPluginLoaded(managed));
            pluginContexts.put(plugin.getId(), managed);
            save(plugin);
        } catch (Exception | LinkageError e) {
            LOG.error("Failed to load plugin <{}>", plugin.getId(), e);
            throw new PluginLoadingException("Failed to load plugin [ " + plugin.getId() + " ]. " + e.getMessage(), e);
        }
    }

    private void close(String pluginId) {
        ManagedPlugin managed = pluginContexts.get(pluginId);
        if (managed != null) {
            callbacks().forEach(callback -> callback.onPluginClosed(managed));
            managed.getPluginContext().stop();
            managed.getPluginContext().destroy();
        }
    }

    private Iterable<IPluginLoadingCallback> callbacks() {
        return BeanFactoryUtils.beansOfTypeIncludingAncestors(alienContext, IPluginLoadingCallback.class)
                .values();
    }

    private void remove(Plugin plugin, boolean configurationToo) {
        dao.delete(Plugin.class, plugin.getId());
        if (configurationToo) {
            dao.delete("pluginconfiguration", plugin.getId());
        }
        try {
            FileUtil.delete(contentPath(plugin));
            FileUtil.delete(uiPath(plugin));
        } catch (IOException e) {
            LOG.error("Failed to delete the files of plugin <{}>", plugin.getId(), e);
        }
    }

    private void disable(String pluginId) {
        Plugin plugin = dao.findById(Plugin.class, pluginId);
        plugin.setEnabled(false);
        save(plugin);
    }

    private void save(Plugin plugin) {
        dao.save(Plugin.class, plugin.getId(), plugin);
    }

    private Path contentPath(Plugin plugin) {
        return Paths.get(pluginsWorkDirectory, plugin.getPluginPathId());
    }

    private Path uiPath(Plugin plugin) {
        return Paths.get(pluginsUiDirectory, plugin.getPluginPathId());
    }
}
