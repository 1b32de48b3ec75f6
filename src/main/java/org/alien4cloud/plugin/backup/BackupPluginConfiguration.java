package org.alien4cloud.plugin.backup;

import alien4cloud.orchestrators.services.OrchestratorStateService;
import alien4cloud.plugin.PluginManager;
import alien4cloud.plugin.model.ManagedPlugin;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.alien4cloud.plugin.backup.model.EngineKind;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.OperationStore;
import org.alien4cloud.plugin.backup.operation.RepositoryLocks;
import org.alien4cloud.plugin.backup.operation.ServerPresence;
import org.alien4cloud.plugin.backup.platform.AlienPlatform;
import org.alien4cloud.plugin.backup.platform.LivePlatform;
import org.alien4cloud.plugin.backup.rest.ArchiveController;
import org.alien4cloud.plugin.backup.rest.BackupController;
import org.alien4cloud.plugin.backup.rest.ContentsController;
import org.alien4cloud.plugin.backup.rest.FallbackController;
import org.alien4cloud.plugin.backup.rest.HealthController;
import org.alien4cloud.plugin.backup.rest.OperationController;
import org.alien4cloud.plugin.backup.rest.SettingsController;
import org.alien4cloud.plugin.backup.service.ArchiveService;
import org.alien4cloud.plugin.backup.service.BackupContents;
import org.alien4cloud.plugin.backup.service.BackupRun;
import org.alien4cloud.plugin.backup.service.BackupService;
import org.alien4cloud.plugin.backup.service.BackupSettings;
import org.alien4cloud.plugin.backup.service.ConsistencySettings;
import org.alien4cloud.plugin.backup.service.EngineSettings;
import org.alien4cloud.plugin.backup.service.HealthService;
import org.alien4cloud.plugin.backup.service.ImpactService;
import org.alien4cloud.plugin.backup.service.Notifier;
import org.alien4cloud.plugin.backup.service.OperationService;
import org.alien4cloud.plugin.backup.service.Recovery;
import org.alien4cloud.plugin.backup.service.RestoreRun;
import org.alien4cloud.plugin.backup.service.RestoreService;
import org.alien4cloud.plugin.backup.service.Scheduler;
import org.alien4cloud.plugin.backup.service.SettingsService;
import org.alien4cloud.plugin.backup.service.VerifyService;
import org.alien4cloud.plugin.backup.service.Workspace;
import org.alien4cloud.server.MaintenanceModeService;
import org.elasticsearch.mapping.ElasticSearchClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.EnableAspectJAutoProxy;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/**
 * What Alien4Cloud loads when it loads this plugin; named in plugin.yml.
 * <p>
 * Without the auto proxy {@code @PreAuthorize} would do nothing in a plugin's context, and an anonymous caller could restore a backup.
 */
@Configuration
@EnableAspectJAutoProxy(proxyTargetClass = true)
@Import({BackupController.class, ContentsController.class, ArchiveController.class, SettingsController.class, OperationController.class, FallbackController.class,
        HealthController.class})
public class BackupPluginConfiguration {

    private static final String REPOSITORY = "backup.elasticsearch.repository.";
    private static final Logger LOG = LoggerFactory.getLogger(BackupPluginConfiguration.class);

    @Bean(destroyMethod = "close")
    public AlienPlatform alienPlatform(ApplicationContext pluginContext, Environment environment, ElasticSearchClient elasticSearchClient,
            PluginManager pluginManager, OrchestratorStateService orchestratorStateService, MaintenanceModeService maintenanceModeService,
            ManagedPlugin self) {
        return new LivePlatform(pluginContext, environment, elasticSearchClient, pluginManager, orchestratorStateService, maintenanceModeService,
                self);
    }

    @Bean
    public BackupSettings backupSettings(Environment environment, AlienPlatform platform) {
        String configured = environment.getProperty("backup.directory");
        Path directory = configured == null || configured.trim().isEmpty()
                ? platform.dataDirectory().resolveSibling("alien4cloud-backups") : Paths.get(configured.trim());
        return new BackupSettings(directory,
                seconds(environment, "backup.restore.quiesce-timeout-seconds", Duration.ofSeconds(30)),
                seconds(environment, "backup.restore.undo-retry-seconds", Duration.ofMinutes(10)), engine(environment),
                new ConsistencySettings(environment.getProperty("backup.consistency.escalate", Boolean.class, ConsistencySettings.DEFAULT.escalate()),
                        seconds(environment, "backup.consistency.escalate-seconds", ConsistencySettings.DEFAULT.escalationLimit()),
                        seconds(environment, "backup.consistency.frozen-seconds", ConsistencySettings.DEFAULT.frozenLimit()),
                        Duration.ofMillis(environment.getProperty("backup.consistency.settle-millis", Long.class,
                                ConsistencySettings.DEFAULT.settleTime().toMillis()))));
    }

    private static EngineSettings engine(Environment environment) {
        return new EngineSettings(engineKind(environment), environment.getProperty(REPOSITORY + "type", "fs").trim(),
                properties(environment, REPOSITORY + "settings."));
    }

    /** All properties whose names begin so, without that beginning: how deep they are nested only their reader knows. */
    private static Map<String, String> properties(Environment environment, String prefix) {
        Map<String, String> properties = new TreeMap<>();
        for (PropertySource<?> source : ((ConfigurableEnvironment) environment).getPropertySources()) {
            if (source instanceof EnumerablePropertySource) {
                for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
                    if (name.startsWith(prefix)) {
                        properties.put(name.substring(prefix.length()), environment.getProperty(name));
                    }
                }
            }
        }
        return properties;
    }

    private static EngineKind engineKind(Environment environment) {
        String configured = environment.getProperty("backup.engine", "auto");
        try {
            return EngineKind.valueOf(configured.trim().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            // a plugin that does not load for this could not restore either
            LOG.warn("Backup: backup.engine is '{}'; it must be auto, snapshot or export. Taken for auto", configured);
            return EngineKind.AUTO;
        }
    }

    private static Duration seconds(Environment environment, String key, Duration otherwise) {
        return Duration.ofSeconds(environment.getProperty(key, Long.class, otherwise.getSeconds()));
    }

    @Bean
    public OperationStore operationStore(BackupSettings settings) {
        return new OperationStore(settings.directory().resolve("operations"));
    }

    /** One for all that work in the backup directory: it remembers since when another machine's lock has been silent. */
    @Bean
    public RepositoryLocks repositoryLocks(BackupSettings settings) {
        return new RepositoryLocks(settings.directory());
    }

    @Bean(destroyMethod = "close")
    public OperationRunner operationRunner(RepositoryLocks locks, OperationStore store, AlienPlatform platform) {
        return new OperationRunner(locks, store, platform.lastingClassLoader());
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    public ServerPresence serverPresence(BackupSettings settings) {
        return new ServerPresence(settings.directory());
    }

    @Bean
    public Workspace workspace(AlienPlatform platform, BackupSettings settings) {
        return new Workspace(platform, settings);
    }

    @Bean
    public BackupRun backupRun(Workspace workspace) {
        return new BackupRun(workspace);
    }

    @Bean
    public BackupService backupService(Workspace workspace, OperationRunner runner, BackupRun backupRun) {
        return new BackupService(workspace, runner, backupRun);
    }

    @Bean
    public BackupContents backupContents(Workspace workspace, OperationStore store) {
        return new BackupContents(workspace, store);
    }

    @Bean
    public RestoreService restoreService(Workspace workspace, OperationRunner runner, BackupRun backupRun, ServerPresence servers) {
        return new RestoreService(workspace, runner, new RestoreRun(workspace, backupRun), servers);
    }

    @Bean
    public ImpactService impactService(Workspace workspace, ServerPresence servers) {
        return new ImpactService(workspace, servers);
    }

    @Bean
    public VerifyService verifyService(Workspace workspace, OperationRunner runner, OperationStore store) {
        return new VerifyService(workspace, runner, store);
    }

    @Bean
    public ArchiveService archiveService(Workspace workspace, OperationRunner runner) {
        return new ArchiveService(workspace, runner);
    }

    @Bean
    public SettingsService settingsService(Workspace workspace) {
        return new SettingsService(workspace, Clock.systemUTC());
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    public Scheduler scheduler(Workspace workspace, SettingsService settings, BackupService backups, OperationStore store, OperationRunner runner) {
        return new Scheduler(workspace, settings, backups, store, runner, Clock.systemUTC());
    }

    @Bean(initMethod = "start")
    public Notifier notifier(SettingsService settings, OperationRunner runner) {
        return new Notifier(settings, runner);
    }

    @Bean
    public HealthService healthService(Workspace workspace, OperationStore store, OperationRunner runner, SettingsService settings) {
        return new HealthService(workspace, store, runner, settings);
    }

    @Bean
    public OperationService operationService(OperationStore store, OperationRunner runner) {
        return new OperationService(store, runner);
    }

    /** Started last: it may find a restore that only waits for this instance of the plugin to end it. */
    @Bean(initMethod = "start", destroyMethod = "close")
    public Recovery recovery(Workspace workspace, OperationStore store, OperationRunner runner, RepositoryLocks locks) {
        return new Recovery(workspace, store, runner, locks);
    }
}
