package org.alien4cloud.plugin.backup;

import alien4cloud.orchestrators.services.OrchestratorStateService;
import alien4cloud.plugin.PluginManager;
import alien4cloud.plugin.model.ManagedPlugin;
import com.codahale.metrics.MetricRegistry;
import java.time.Clock;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.OperationStore;
import org.alien4cloud.plugin.backup.operation.RepositoryLocks;
import org.alien4cloud.plugin.backup.operation.ServerPresence;
import org.alien4cloud.plugin.backup.platform.AlienPlatform;
import org.alien4cloud.plugin.backup.platform.LivePlatform;
import org.alien4cloud.plugin.backup.rest.ArchiveController;
import org.alien4cloud.plugin.backup.rest.BackupController;
import org.alien4cloud.plugin.backup.rest.ContentsController;
import org.alien4cloud.plugin.backup.rest.CopyController;
import org.alien4cloud.plugin.backup.rest.FallbackController;
import org.alien4cloud.plugin.backup.rest.HeadController;
import org.alien4cloud.plugin.backup.rest.HealthController;
import org.alien4cloud.plugin.backup.rest.OperationController;
import org.alien4cloud.plugin.backup.rest.SettingsController;
import org.alien4cloud.plugin.backup.service.ArchiveService;
import org.alien4cloud.plugin.backup.service.ArchiveTickets;
import org.alien4cloud.plugin.backup.service.AuditTrail;
import org.alien4cloud.plugin.backup.service.BackupAge;
import org.alien4cloud.plugin.backup.service.BackupContents;
import org.alien4cloud.plugin.backup.service.BackupMetrics;
import org.alien4cloud.plugin.backup.service.BackupRun;
import org.alien4cloud.plugin.backup.service.BackupService;
import org.alien4cloud.plugin.backup.service.BackupSettings;
import org.alien4cloud.plugin.backup.service.BackupWatch;
import org.alien4cloud.plugin.backup.service.ConfiguredSettings;
import org.alien4cloud.plugin.backup.service.HealthService;
import org.alien4cloud.plugin.backup.service.ImpactService;
import org.alien4cloud.plugin.backup.service.Notifier;
import org.alien4cloud.plugin.backup.service.OperationService;
import org.alien4cloud.plugin.backup.service.Recovery;
import org.alien4cloud.plugin.backup.service.RestoreHistory;
import org.alien4cloud.plugin.backup.service.RestoreRun;
import org.alien4cloud.plugin.backup.service.RestoreService;
import org.alien4cloud.plugin.backup.service.Scheduler;
import org.alien4cloud.plugin.backup.service.SecondCopy;
import org.alien4cloud.plugin.backup.service.SettingsService;
import org.alien4cloud.plugin.backup.service.VerifyService;
import org.alien4cloud.plugin.backup.service.Workspace;
import org.alien4cloud.server.MaintenanceModeService;
import org.elasticsearch.mapping.ElasticSearchClient;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.EnableAspectJAutoProxy;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * What Alien4Cloud loads when it loads this plugin; named in plugin.yml.
 *
 * <p>Without the auto proxy {@code @PreAuthorize} would do nothing in a plugin's context, and an anonymous caller could
 * restore a backup.
 */
@Configuration
@EnableAspectJAutoProxy(proxyTargetClass = true)
@Import({
    BackupController.class,
    CopyController.class,
    ContentsController.class,
    ArchiveController.class,
    SettingsController.class,
    OperationController.class,
    FallbackController.class,
    HealthController.class,
    HeadController.class
})
public class BackupPluginConfiguration {

    @Bean(destroyMethod = "close")
    public AlienPlatform alienPlatform(
            ApplicationContext pluginContext,
            Environment environment,
            ElasticSearchClient elasticSearchClient,
            PluginManager pluginManager,
            OrchestratorStateService orchestratorStateService,
            MaintenanceModeService maintenanceModeService,
            ManagedPlugin self) {
        return new LivePlatform(
                pluginContext,
                environment,
                elasticSearchClient,
                pluginManager,
                orchestratorStateService,
                maintenanceModeService,
                self);
    }

    @Bean
    public BackupSettings backupSettings(Environment environment, AlienPlatform platform) {
        return ConfiguredSettings.read((ConfigurableEnvironment) environment, platform.dataDirectory());
    }

    @Bean
    public OperationStore operationStore(BackupSettings settings) {
        return new OperationStore(settings.directory().resolve("operations"));
    }

    /**
     * One for all that work in the backup directory: it remembers since when another machine's lock has been silent.
     */
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
    public BackupService backupService(
            Workspace workspace,
            OperationRunner runner,
            BackupRun backupRun,
            SettingsService settings,
            VerifyService verifications) {
        return new BackupService(workspace, runner, backupRun, settings, verifications);
    }

    @Bean
    public BackupContents backupContents(Workspace workspace, OperationStore store) {
        return new BackupContents(workspace, store);
    }

    @Bean
    public RestoreService restoreService(
            Workspace workspace, OperationRunner runner, BackupRun backupRun, ServerPresence servers) {
        return new RestoreService(workspace, runner, new RestoreRun(workspace, backupRun), servers);
    }

    @Bean
    public RestoreHistory restoreHistory(Workspace workspace, OperationStore store) {
        return new RestoreHistory(workspace, store);
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
    public ArchiveTickets archiveTickets() {
        return new ArchiveTickets(Clock.systemUTC());
    }

    @Bean
    public SettingsService settingsService(Workspace workspace) {
        return new SettingsService(workspace, Clock.systemUTC());
    }

    @Bean(initMethod = "start")
    public SecondCopy secondCopy(Workspace workspace, OperationRunner runner) {
        return new SecondCopy(workspace, runner);
    }

    @Bean
    public BackupAge backupAge(Workspace workspace, SettingsService settings) {
        return new BackupAge(workspace, settings, Clock.systemUTC());
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    public Scheduler scheduler(
            Workspace workspace,
            SettingsService settings,
            BackupService backups,
            VerifyService verifications,
            BackupAge age,
            Notifier notifier,
            SecondCopy copy,
            OperationStore store,
            OperationRunner runner) {
        BackupWatch watch = new BackupWatch(age, notifier, Clock.systemUTC());
        return new Scheduler(
                workspace, settings, backups, verifications, watch, copy, store, runner, Clock.systemUTC());
    }

    @Bean(initMethod = "start")
    public AuditTrail auditTrail(AlienPlatform platform, OperationRunner runner) {
        return new AuditTrail(platform, runner);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    public BackupMetrics backupMetrics(MetricRegistry registry, Workspace workspace, OperationRunner runner) {
        return new BackupMetrics(registry, workspace, runner);
    }

    @Bean(initMethod = "start")
    public Notifier notifier(SettingsService settings, OperationRunner runner) {
        return new Notifier(settings, runner);
    }

    @Bean
    public HealthService healthService(
            Workspace workspace,
            OperationStore store,
            OperationRunner runner,
            SettingsService settings,
            BackupAge age,
            SecondCopy copy) {
        return new HealthService(workspace, store, runner, settings, age, copy);
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
