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
import org.alien4cloud.plugin.backup.rest.UploadController;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.alien4cloud.plugin.backup.service.BackupProperties;
import org.alien4cloud.plugin.backup.service.BackupPropertiesReader;
import org.alien4cloud.plugin.backup.service.capture.BackupBrowser;
import org.alien4cloud.plugin.backup.service.capture.BackupJob;
import org.alien4cloud.plugin.backup.service.capture.BackupService;
import org.alien4cloud.plugin.backup.service.monitor.AuditTrail;
import org.alien4cloud.plugin.backup.service.monitor.BackupMetrics;
import org.alien4cloud.plugin.backup.service.monitor.HealthService;
import org.alien4cloud.plugin.backup.service.monitor.OperationService;
import org.alien4cloud.plugin.backup.service.policy.SettingsService;
import org.alien4cloud.plugin.backup.service.restore.ImpactService;
import org.alien4cloud.plugin.backup.service.restore.Recovery;
import org.alien4cloud.plugin.backup.service.restore.RestoreHistory;
import org.alien4cloud.plugin.backup.service.restore.RestoreJob;
import org.alien4cloud.plugin.backup.service.restore.RestoreService;
import org.alien4cloud.plugin.backup.service.restore.UnfinishedRestoreGuard;
import org.alien4cloud.plugin.backup.service.schedule.Notifier;
import org.alien4cloud.plugin.backup.service.schedule.OverdueBackupAlert;
import org.alien4cloud.plugin.backup.service.schedule.OverdueBackupCheck;
import org.alien4cloud.plugin.backup.service.schedule.Scheduler;
import org.alien4cloud.plugin.backup.service.transfer.ArchiveService;
import org.alien4cloud.plugin.backup.service.transfer.ArchiveTickets;
import org.alien4cloud.plugin.backup.service.transfer.BackupCopyService;
import org.alien4cloud.plugin.backup.service.verify.VerifyService;
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
 * Wires the beans of this plugin; plugin.yml names this class as what Alien4Cloud loads.
 *
 * <p>Without the auto proxy, {@code @PreAuthorize} would have no effect in a plugin's context, and an anonymous caller
 * could restore a backup.
 */
@Configuration
@EnableAspectJAutoProxy(proxyTargetClass = true)
@Import({
    BackupController.class,
    CopyController.class,
    ContentsController.class,
    ArchiveController.class,
    UploadController.class,
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
    public BackupProperties backupProperties(Environment environment, AlienPlatform platform) {
        return BackupPropertiesReader.read((ConfigurableEnvironment) environment, platform.dataDirectory());
    }

    @Bean
    public OperationStore operationStore(BackupProperties properties) {
        return new OperationStore(properties.directory().resolve("operations"));
    }

    /**
     * Provides the same locks to all users of the backup directory, since they remember how long another machine's lock
     * has been silent.
     */
    @Bean
    public RepositoryLocks repositoryLocks(BackupProperties properties) {
        return new RepositoryLocks(properties.directory());
    }

    @Bean(destroyMethod = "close")
    public OperationRunner operationRunner(
            RepositoryLocks locks, OperationStore store, AlienPlatform platform, BackupContext backupContext) {
        return new OperationRunner(
                locks, store, platform.lastingClassLoader(), new UnfinishedRestoreGuard(backupContext)::requireNone);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    public ServerPresence serverPresence(BackupProperties properties) {
        return new ServerPresence(properties.directory());
    }

    @Bean
    public BackupContext backupContext(AlienPlatform platform, BackupProperties properties) {
        return new BackupContext(platform, properties);
    }

    @Bean
    public BackupJob backupJob(BackupContext backupContext) {
        return new BackupJob(backupContext);
    }

    @Bean
    public BackupService backupService(
            BackupContext backupContext,
            OperationRunner runner,
            BackupJob backupJob,
            SettingsService settings,
            VerifyService verifications) {
        return new BackupService(backupContext, runner, backupJob, settings, verifications);
    }

    @Bean
    public BackupBrowser backupContents(BackupContext backupContext, OperationStore store) {
        return new BackupBrowser(backupContext, store);
    }

    @Bean
    public RestoreService restoreService(
            BackupContext backupContext, OperationRunner runner, BackupJob backupJob, ServerPresence servers) {
        return new RestoreService(backupContext, runner, new RestoreJob(backupContext, backupJob), servers);
    }

    @Bean
    public RestoreHistory restoreHistory(BackupContext backupContext, OperationStore store) {
        return new RestoreHistory(backupContext, store);
    }

    @Bean
    public ImpactService impactService(BackupContext backupContext, ServerPresence servers) {
        return new ImpactService(backupContext, servers);
    }

    @Bean
    public VerifyService verifyService(BackupContext backupContext, OperationRunner runner, OperationStore store) {
        return new VerifyService(backupContext, runner, store);
    }

    @Bean
    public ArchiveService archiveService(BackupContext backupContext, OperationRunner runner) {
        return new ArchiveService(backupContext, runner);
    }

    @Bean
    public ArchiveTickets archiveTickets() {
        return new ArchiveTickets(Clock.systemUTC());
    }

    @Bean
    public SettingsService settingsService(BackupContext backupContext) {
        return new SettingsService(backupContext, Clock.systemUTC());
    }

    @Bean(initMethod = "start")
    public BackupCopyService backupCopyService(BackupContext backupContext, OperationRunner runner) {
        return new BackupCopyService(backupContext, runner);
    }

    @Bean
    public OverdueBackupCheck overdueBackupCheck(BackupContext backupContext, SettingsService settings) {
        return new OverdueBackupCheck(backupContext, settings, Clock.systemUTC());
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    public Scheduler scheduler(
            BackupContext backupContext,
            SettingsService settings,
            BackupService backups,
            VerifyService verifications,
            OverdueBackupCheck overdue,
            Notifier notifier,
            BackupCopyService copy,
            OperationStore store,
            OperationRunner runner) {
        OverdueBackupAlert overdueAlert = new OverdueBackupAlert(overdue, notifier, Clock.systemUTC());
        return new Scheduler(
                backupContext, settings, backups, verifications, overdueAlert, copy, store, runner, Clock.systemUTC());
    }

    @Bean(initMethod = "start")
    public AuditTrail auditTrail(AlienPlatform platform, OperationRunner runner) {
        return new AuditTrail(platform, runner);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    public BackupMetrics backupMetrics(MetricRegistry registry, BackupContext backupContext, OperationRunner runner) {
        return new BackupMetrics(registry, backupContext, runner);
    }

    @Bean(initMethod = "start")
    public Notifier notifier(SettingsService settings, OperationRunner runner) {
        return new Notifier(settings, runner);
    }

    @Bean
    public HealthService healthService(
            BackupContext backupContext,
            OperationStore store,
            OperationRunner runner,
            SettingsService settings,
            OverdueBackupCheck overdue,
            BackupCopyService copy) {
        return new HealthService(backupContext, store, runner, settings, overdue, copy);
    }

    @Bean
    public OperationService operationService(OperationStore store, OperationRunner runner) {
        return new OperationService(store, runner);
    }

    /** Comes last: it may find an unfinished restore, which this instance of the plugin then completes. */
    @Bean(initMethod = "start", destroyMethod = "close")
    public Recovery recovery(
            BackupContext backupContext, OperationStore store, OperationRunner runner, RepositoryLocks locks) {
        return new Recovery(backupContext, store, runner, locks);
    }
}
