package org.alien4cloud.plugin.backup.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Clock;
import java.util.Collection;
import java.util.Collections;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.OperationStore;
import org.alien4cloud.plugin.backup.operation.RepositoryLocks;
import org.alien4cloud.plugin.backup.operation.ServerPresence;
import org.alien4cloud.plugin.backup.platform.StoppedPlatform;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.alien4cloud.plugin.backup.service.BackupProperties;
import org.alien4cloud.plugin.backup.service.BackupPropertiesReader;
import org.alien4cloud.plugin.backup.service.capture.BackupBrowser;
import org.alien4cloud.plugin.backup.service.capture.BackupJob;
import org.alien4cloud.plugin.backup.service.capture.BackupService;
import org.alien4cloud.plugin.backup.service.monitor.HealthService;
import org.alien4cloud.plugin.backup.service.policy.SettingsService;
import org.alien4cloud.plugin.backup.service.restore.ImpactService;
import org.alien4cloud.plugin.backup.service.restore.Recovery;
import org.alien4cloud.plugin.backup.service.restore.RestoreHistory;
import org.alien4cloud.plugin.backup.service.restore.RestoreJob;
import org.alien4cloud.plugin.backup.service.restore.RestoreService;
import org.alien4cloud.plugin.backup.service.restore.UnfinishedRestoreGuard;
import org.alien4cloud.plugin.backup.service.schedule.OverdueBackupCheck;
import org.alien4cloud.plugin.backup.service.transfer.ArchiveService;
import org.alien4cloud.plugin.backup.service.transfer.BackupCopyService;
import org.alien4cloud.plugin.backup.service.transfer.LegacyScriptImport;
import org.alien4cloud.plugin.backup.service.verify.VerifyService;
import org.elasticsearch.client.Client;

/** Provides the services of the plugin to one call of the command line, on the data of a stopped Alien4Cloud. */
final class Session implements Closeable {

    private final AlienConfiguration configuration;
    private final BackupProperties properties;
    private final ServerPresence servers;
    private final StoppedPlatform platform;
    private final BackupContext context;
    private final OperationStore store;
    private final RepositoryLocks locks;
    private final OperationRunner runner;
    private ElasticsearchConnection elasticsearch;

    /** Reads the configuration. Opens nothing yet, so that commands that need no Elasticsearch work without it. */
    Session(GlobalOptions options, boolean ignorePort) {
        configuration = new AlienConfiguration(options);
        properties = BackupPropertiesReader.read(configuration.environment(), dataDirectory());
        servers = new ServerPresence(properties.directory());
        platform = new StoppedPlatform(
                configuration.environment(),
                configuration.directory(),
                this::elasticsearch,
                this::indicesOfPlugins,
                new RunningServerCheck(servers, configuration.port(), !ignorePort));
        context = new BackupContext(platform, properties);
        store = new OperationStore(properties.directory().resolve("operations"));
        locks = new RepositoryLocks(properties.directory());
        runner = new OperationRunner(
                locks, store, platform.lastingClassLoader(), new UnfinishedRestoreGuard(context)::requireNone);
    }

    private Path dataDirectory() {
        return Paths.get(configuration.environment().getRequiredProperty("directories.alien"));
    }

    /** Connects to Elasticsearch when it is first needed, since an embedded one takes seconds to start. */
    private synchronized Client elasticsearch() {
        if (elasticsearch == null) {
            elasticsearch = ElasticsearchConnection.open(configuration);
        }
        return elasticsearch.client();
    }

    /** Returns the indices of the newest backup. Only a running Alien4Cloud knows the indices of plugins. */
    private Collection<String> indicesOfPlugins() {
        return context.isSetUp()
                ? backups().list(null).stream()
                        .findFirst()
                        .map(newest ->
                                newest.indices().stream().map(IndexEntry::name).collect(Collectors.toList()))
                        .orElse(Collections.emptyList())
                : Collections.emptyList();
    }

    /**
     * Requires the data directory.
     *
     * @throws InvalidInputException if it does not exist
     */
    Session requireData() {
        Path data = dataDirectory();
        if (!Files.isDirectory(data)) {
            throw new InvalidInputException(
                    "Alien4Cloud's data directory " + data
                            + " (directories.alien) does not exist, or this user cannot see it. On a new machine, create it first. Otherwise run this as the user that runs Alien4Cloud, or use --alien-directory.");
        }
        return this;
    }

    /**
     * Requires a backup directory that can be read.
     *
     * @throws BackupException (PRECONDITION) if it does not exist, is not set up or cannot be read
     */
    Session requireBackups() {
        if (Files.isDirectory(properties.directory()) && !Files.isExecutable(properties.directory())) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "The user " + System.getProperty("user.name") + " may not read the backups in "
                            + properties.directory() + ". Run this as the user that runs Alien4Cloud.");
        }
        if (!context.isSetUp()) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "There are no backups in " + properties.directory()
                            + (Files.isDirectory(properties.directory())
                                    ? " (no repository.json)."
                                    : ": no such directory.")
                            + " Check that its disk is mounted, or give another directory with --backup-directory.");
        }
        return this;
    }

    /**
     * Calls a function with the name of an existing backup.
     *
     * @throws InvalidInputException if there is no such backup; the message suggests the nearest names
     */
    <T> T named(String name, Function<BackupName, T> use) {
        requireBackups();
        try {
            return use.apply(BackupName.of(name));
        } catch (BackupException e) {
            if (e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
            throw new InvalidInputException(
                    e.getMessage() + ' ' + new NameSuggestions(backups().list(null)).offer(name));
        }
    }

    BackupContext context() {
        return context;
    }

    OperationRunner runner() {
        return runner;
    }

    OperationStore store() {
        return store;
    }

    RepositoryLocks locks() {
        return locks;
    }

    Path backupDirectory() {
        return properties.directory();
    }

    BackupService backups() {
        return new BackupService(context, runner, new BackupJob(context), settings(), verifications());
    }

    BackupBrowser contents() {
        return new BackupBrowser(context, store);
    }

    RestoreService restores() {
        return new RestoreService(context, runner, new RestoreJob(context, new BackupJob(context)), servers);
    }

    RestoreHistory restoreHistory() {
        return new RestoreHistory(context, store);
    }

    ImpactService impact() {
        return new ImpactService(context, servers);
    }

    VerifyService verifications() {
        return new VerifyService(context, runner, store);
    }

    ArchiveService archives() {
        return new ArchiveService(context, runner);
    }

    LegacyScriptImport scriptImport() {
        return new LegacyScriptImport(context, runner, platform.knownIndices());
    }

    SettingsService settings() {
        return new SettingsService(context, Clock.systemUTC());
    }

    HealthService health() {
        return new HealthService(
                context,
                store,
                runner,
                settings(),
                new OverdueBackupCheck(context, settings(), Clock.systemUTC()),
                copy());
    }

    BackupCopyService copy() {
        return new BackupCopyService(context, runner);
    }

    Recovery recovery() {
        return new Recovery(context, store, runner, locks);
    }

    /** Returns the user that is recorded as the one who started an operation. */
    static String user() {
        return System.getProperty("user.name") + " (command line)";
    }

    @Override
    public void close() throws IOException {
        servers.close();
        if (elasticsearch != null) {
            elasticsearch.close();
        }
    }
}
