package org.alien4cloud.plugin.backup.platform;

import alien4cloud.audit.AuditService;
import alien4cloud.dao.ESIndexMapper;
import alien4cloud.events.HALeaderElectionEvent;
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
import org.elasticsearch.Version;
import org.elasticsearch.action.admin.cluster.node.info.NodeInfo;
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
 * The Alien4Cloud server that this plugin runs in.
 *
 * <p>{@link #quiesce()} destroys the full application context and with it every bean that was injected here but those
 * of the root context. So what is needed afterwards (the root context, the Elasticsearch client, paths) is taken when
 * this object is made.
 */
public class LivePlatform implements AlienPlatform {

    private static final Logger LOG = LoggerFactory.getLogger(LivePlatform.class);
    /** Restoring it would restore "in maintenance"; it is Alien4Cloud's state of the moment, not data. */
    private static final String MAINTENANCE_INDEX = "maintenancemodestate";

    private final ApplicationContext pluginContext;
    private final ApplicationContext rootContext;
    private final Client elasticsearch;
    private final PluginManager pluginManager;
    private final OrchestratorStateService orchestrators;
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
    private volatile boolean broughtToRest;
    private volatile LeaderChanges leaderChanges;

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
        this.orchestrators = orchestrators;
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
        this.orphanedPlugins = new OrphanedPlugins(
                rootContext, (ConfigurableApplicationContext) pluginContext.getParent(), this::plugins);
        loadOwnClasses();
        rootEvents.addApplicationListener(orphanedPlugins);
    }

    /** The plugin is being unloaded. */
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
        return TemporaryDirectories.below(dataDirectory, uploadDirectory, elasticsearch);
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

    /** Alien4Cloud's own map, which it changes when a plugin comes or goes, is not made for several threads. */
    private List<ManagedPlugin> plugins() {
        while (true) {
            try {
                return new ArrayList<>(pluginManager.getPluginContexts().values());
            } catch (ConcurrentModificationException e) {
                LOG.debug("Backup: a plugin comes or goes; looking again");
            }
        }
    }

    /** A plugin that is removed meanwhile has none: asking a closed context fails. */
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
                elasticsearch.admin().cluster().prepareNodesInfo().clear().get().getNodes().stream()
                        .map(NodeInfo::getVersion)
                        .min(Version::compareTo)
                        .map(Version::toString)
                        .orElse(null),
                System.getProperty("java.version"));
    }

    @Override
    public String clusterName() {
        return elasticsearch
                .admin()
                .cluster()
                .prepareNodesInfo()
                .clear()
                .get()
                .getClusterName()
                .value();
    }

    @Override
    public PluginFootprint footprint() {
        Plugin plugin = self.getPlugin();
        return new PluginFootprint(
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
        unloadOrchestrators();
        broughtToRest = true;
        leaderChanges = LeaderChanges.hold(rootEvents);
        rootContext.publishEvent(new HALeaderElectionEvent(this, false));
    }

    @Override
    public void requireAtRest() {
        if (leaderChanges.isElected()) {
            throw new BackupException(
                    BackupException.Kind.PRECONDITION,
                    "Somebody else wants Alien4Cloud up while its data are being restored"
                            + " (an election of the leader). It comes up when the data are whole.");
        }
    }

    @Override
    public boolean isHighlyAvailable() {
        return highlyAvailable;
    }

    /**
     * The documents of orchestrators may be what is broken, and the reason for the restore. What is not unloaded in
     * good order here goes with the context.
     */
    private void unloadOrchestrators() {
        try {
            orchestrators.unloadAllOrchestrators();
        } catch (RuntimeException e) {
            LOG.warn("Backup: the orchestrators could not be unloaded in good order; going on", e);
        }
    }

    /**
     * The directory that this plugin's classes are in may be away when one is first needed: an administrator deletes
     * the plugin in the middle of an operation. And it would be in the path of a failure.
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
    public void resume() {
        if (leaderChanges != null) {
            leaderChanges.release();
        }
        try {
            rootContext.publishEvent(new HALeaderElectionEvent(this, true));
        } catch (RuntimeException | Error first) {
            LOG.warn("Backup: Alien4Cloud did not come up; trying again", first);
            try {
                takeDownHalfBuilt();
                rootContext.publishEvent(new HALeaderElectionEvent(this, true));
            } catch (RuntimeException | Error second) {
                second.addSuppressed(first);
                // or it would take the next try for none
                takeDownHalfBuilt();
                throw new BackupException(
                        BackupException.Kind.PRECONDITION, "Alien4Cloud does not come up: " + second, second);
            }
        }
    }

    /**
     * After a failed start Alien4Cloud believes that it is up. Taking it down may fail as well, but it then knows that
     * it is not, and {@link OrphanedPlugins} hears of it the second time.
     */
    private void takeDownHalfBuilt() {
        for (int i = 0; i < 2; i++) {
            try {
                rootContext.publishEvent(new HALeaderElectionEvent(this, false));
                return;
            } catch (RuntimeException | Error e) {
                LOG.info("Backup: taking the half built context down ended with {}", e.toString());
            }
        }
    }

    /**
     * While Alien4Cloud builds its full context it holds a lock that this event waits for. A context that is up already
     * is left as it is; Alien4Cloud then logs a warning that "something seems wrong", which is not so.
     */
    @Override
    public void awaitUp() {
        if (isLoaded()) {
            rootContext.publishEvent(new HALeaderElectionEvent(this, true));
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
        if (broughtToRest) {
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
