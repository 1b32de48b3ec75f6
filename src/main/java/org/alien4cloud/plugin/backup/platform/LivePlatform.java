package org.alien4cloud.plugin.backup.platform;

import alien4cloud.audit.AuditService;
import alien4cloud.dao.ESIndexMapper;
import alien4cloud.orchestrators.services.OrchestratorStateService;
import alien4cloud.plugin.Plugin;
import alien4cloud.plugin.PluginManager;
import alien4cloud.plugin.model.ManagedPlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Versions;
import org.alien4cloud.server.MaintenanceModeService;
import org.elasticsearch.client.Client;
import org.elasticsearch.mapping.ElasticSearchClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.env.Environment;

/**
 * Gives access to the Alien4Cloud server that this plugin runs in.
 *
 * <p>{@link #quiesce()} destroys the full application context and every bean that was injected here, except those of
 * the root context. So the constructor fetches what is needed afterwards: the root context, the Elasticsearch client,
 * paths.
 */
public class LivePlatform implements AlienPlatform {

    private static final Logger LOG = LoggerFactory.getLogger(LivePlatform.class);
    /** Left out: restoring it would restore "in maintenance", which is a state of the moment, not data. */
    private static final String MAINTENANCE_INDEX = "maintenancemodestate";

    private final ApplicationContext pluginContext;
    private final ApplicationContext rootContext;
    private final Client elasticsearch;
    private final PluginManager pluginManager;
    private final ApplicationContextReload lifecycle;
    private final LiveMaintenance maintenance;
    private final LiveAudit audit;
    private final ManagedPlugin self;
    private final Path dataDirectory;
    private final String uploadDirectory;
    private final DataLayout layout;
    private final ConfigurationFiles configuration;
    private final ApplicationEventMulticaster rootEvents;
    private final OrphanedPlugins orphanedPlugins;
    private final boolean highlyAvailable;

    public LivePlatform(
            ApplicationContext pluginContext,
            Environment environment,
            ElasticSearchClient elasticSearchClient,
            PluginManager pluginManager,
            OrchestratorStateService orchestrators,
            MaintenanceModeService maintenanceModeService,
            ManagedPlugin self) {
        this.pluginContext = pluginContext;
        this.rootContext = rootOf(pluginContext);
        this.elasticsearch = elasticSearchClient.getClient();
        this.pluginManager = pluginManager;
        this.maintenance = new LiveMaintenance(maintenanceModeService);
        this.audit = new LiveAudit(rootContext.getBean(AuditService.class));
        this.self = self;
        this.dataDirectory = DataLayout.dataDirectory(environment);
        this.uploadDirectory = DataLayout.uploadDirectory(environment);
        this.layout = DataLayout.of(environment);
        this.configuration = new ConfigurationFiles(environment, rootContext.getClassLoader());
        this.highlyAvailable = environment.getProperty("ha.ha_enabled", Boolean.class, false);
        this.rootEvents = rootContext.getBean(
                AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME, ApplicationEventMulticaster.class);
        this.lifecycle = new ApplicationContextReload(rootContext, rootEvents, orchestrators);
        this.orphanedPlugins = new OrphanedPlugins(
                rootContext, (ConfigurableApplicationContext) pluginContext.getParent(), this::plugins);
        loadOwnClasses();
        rootEvents.addApplicationListener(orphanedPlugins);
    }

    /** Ends what this object does in the background: the plugin is being unloaded. */
    public void close() {
        rootEvents.removeApplicationListener(orphanedPlugins);
    }

    private static ApplicationContext rootOf(ApplicationContext context) {
        ApplicationContext root = context;
        while (root.getParent() != null) {
            root = root.getParent();
        }
        return root;
    }

    @Override
    public Path dataDirectory() {
        return dataDirectory;
    }

    @Override
    public Set<String> temporaryDirectories() {
        return ExcludedDirectories.below(dataDirectory, uploadDirectory, elasticsearch);
    }

    @Override
    public void audit(String user, String action, String description, boolean succeeded) {
        audit.record(user, action, description, succeeded);
    }

    @Override
    public Map<String, Path> configurationFiles() {
        return configuration.find();
    }

    @Override
    public DataLayout layout() {
        return layout;
    }

    @Override
    public Client elasticsearch() {
        return elasticsearch;
    }

    @Override
    public List<String> ownedIndices() {
        Collection<ESIndexMapper> mappers = new ArrayList<>(
                BeanFactoryUtils.beansOfTypeIncludingAncestors(pluginContext, ESIndexMapper.class, true, false)
                        .values());
        for (ManagedPlugin plugin : plugins()) {
            mappers.addAll(mappersOf(plugin));
        }
        Set<String> indices = new TreeSet<>();
        for (ESIndexMapper mapper : mappers) {
            indices.addAll(Arrays.asList(mapper.getAllIndexes()));
        }
        indices.remove(MAINTENANCE_INDEX);
        return new ArrayList<>(indices);
    }

    /** Alien4Cloud's own map is not thread-safe, and changes whenever a plugin is loaded or unloaded. */
    private List<ManagedPlugin> plugins() {
        while (true) {
            try {
                return new ArrayList<>(pluginManager.getPluginContexts().values());
            } catch (ConcurrentModificationException e) {
                LOG.debug("Backup: a plugin is being loaded or unloaded; reading the list again");
            }
        }
    }

    /** Returns nothing for a plugin that is unloaded meanwhile: asking a closed context fails. */
    private static Collection<ESIndexMapper> mappersOf(ManagedPlugin plugin) {
        try {
            return plugin.getPluginContext()
                    .getBeansOfType(ESIndexMapper.class, true, false)
                    .values();
        } catch (IllegalStateException e) {
            if (plugin.getPluginContext().isActive()) {
                throw e;
            }
            return Collections.emptyList();
        }
    }

    @Override
    public Versions versions() {
        return new Versions(
                self.getPlugin().getDescriptor().getVersion(),
                PluginManager.class.getPackage().getImplementationVersion(),
                ClusterInfo.oldestVersion(elasticsearch),
                System.getProperty("java.version"));
    }

    @Override
    public String clusterName() {
        return ClusterInfo.name(elasticsearch);
    }

    @Override
    public PluginOwnData footprint() {
        Plugin plugin = self.getPlugin();
        return new PluginOwnData(
                plugin.getId(),
                new TreeSet<>(Arrays.asList(
                        "work/plugins/content/" + plugin.getPluginPathId(),
                        "work/plugins/ui/" + plugin.getPluginPathId())));
    }

    @Override
    public Maintenance maintenance() {
        return maintenance;
    }

    @Override
    public void quiesce() {
        lifecycle.quiesce();
    }

    @Override
    public void requireAtRest() {
        lifecycle.requireAtRest();
    }

    @Override
    public void resume() {
        lifecycle.resume();
    }

    @Override
    public void awaitUp() {
        if (isLoaded()) {
            lifecycle.awaitUp();
        }
    }

    @Override
    public boolean isHighlyAvailable() {
        return highlyAvailable;
    }

    /**
     * Loads all classes of this plugin. An administrator may delete the plugin, and so the directory of its classes, in
     * the middle of an operation. A class that is needed for the first time after that could not be loaded any more.
     */
    private void loadOwnClasses() {
        Path classes = self.getPluginPath();
        try (Stream<Path> files = Files.walk(classes.resolve("org"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).collect(Collectors.toList())) {
                String name = classes.relativize(file)
                        .toString()
                        .replace(file.getFileSystem().getSeparator(), ".");
                Class.forName(
                        name.substring(0, name.length() - ".class".length()),
                        false,
                        getClass().getClassLoader());
            }
        } catch (IOException | ClassNotFoundException | LinkageError e) {
            throw new BackupException(
                    BackupException.Kind.PRECONDITION,
                    "The plugin's own classes cannot be loaded from " + classes + ": " + e
                            + ". Delete the plugin and upload it again.",
                    e);
        }
    }

    @Override
    public Set<String> loadedPlugins() {
        return plugins().stream()
                .map(ManagedPlugin::getPlugin)
                .map(plugin -> plugin.getId() + ":" + plugin.getDescriptor().getVersion())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public boolean isStopped() {
        return false;
    }

    @Override
    public boolean isLoaded() {
        if (lifecycle.wasBroughtToRest()) {
            return false;
        }
        for (ApplicationContext context = pluginContext; context != null; context = context.getParent()) {
            if (!((ConfigurableApplicationContext) context).isActive()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public ClassLoader lastingClassLoader() {
        return rootContext.getClassLoader();
    }
}
