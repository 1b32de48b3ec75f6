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
import org.alien4cloud.plugin.backup.service.ArchiveService;
import org.alien4cloud.plugin.backup.service.BackupAge;
import org.alien4cloud.plugin.backup.service.BackupContents;
import org.alien4cloud.plugin.backup.service.BackupRun;
import org.alien4cloud.plugin.backup.service.BackupService;
import org.alien4cloud.plugin.backup.service.BackupSettings;
import org.alien4cloud.plugin.backup.service.ConfiguredSettings;
import org.alien4cloud.plugin.backup.service.HealthService;
import org.alien4cloud.plugin.backup.service.ImpactService;
import org.alien4cloud.plugin.backup.service.Recovery;
import org.alien4cloud.plugin.backup.service.RestoreHistory;
import org.alien4cloud.plugin.backup.service.RestoreRun;
import org.alien4cloud.plugin.backup.service.RestoreService;
import org.alien4cloud.plugin.backup.service.ScriptedBackups;
import org.alien4cloud.plugin.backup.service.SecondCopy;
import org.alien4cloud.plugin.backup.service.SettingsService;
import org.alien4cloud.plugin.backup.service.VerifyService;
import org.alien4cloud.plugin.backup.service.Workspace;
import org.elasticsearch.client.Client;

/**
 * One call of the command line: the services that the plugin has too, on the data of an Alien4Cloud that is stopped.
 */
final class Session implements Closeable {

    private final AlienConfiguration configuration;
    private final BackupSettings settings;
    private final ServerPresence servers;
    private final StoppedPlatform platform;
    private final Workspace workspace;
    private final OperationStore store;
    private final RepositoryLocks locks;
    private final OperationRunner runner;
    private ElasticsearchConnection elasticsearch;

    /** Reads the configuration, and opens nothing yet: what needs no Elasticsearch works without it. */
    Session(GlobalOptions options, boolean ignorePort) {
        configuration = new AlienConfiguration(options);
        settings = ConfiguredSettings.read(configuration.environment(), dataDirectory());
        servers = new ServerPresence(settings.directory());
        platform = new StoppedPlatform(
                configuration.environment(),
                configuration.directory(),
                this::elasticsearch,
                this::indicesOfPlugins,
                new RunningAlien(servers, configuration.port(), !ignorePort));
        workspace = new Workspace(platform, settings);
        store = new OperationStore(settings.directory().resolve("operations"));
        locks = new RepositoryLocks(settings.directory());
        runner = new OperationRunner(locks, store, platform.lastingClassLoader());
    }

    private Path dataDirectory() {
        return Paths.get(configuration.environment().getRequiredProperty("directories.alien"));
    }

    /** Opened when it is first needed, since an embedded one takes seconds to start. */
    private synchronized Client elasticsearch() {
        if (elasticsearch == null) {
            elasticsearch = ElasticsearchConnection.open(configuration);
        }
        return elasticsearch.client();
    }

    /** Which they are, a running Alien4Cloud told when a backup was made. */
    private Collection<String> indicesOfPlugins() {
        return workspace.isSetUp()
                ? backups().list(null).stream()
                        .findFirst()
                        .map(newest ->
                                newest.indices().stream().map(IndexEntry::name).collect(Collectors.toList()))
                        .orElse(Collections.emptyList())
                : Collections.emptyList();
    }

    /** @throws InvalidInputException if there is no data directory */
    Session requireData() {
        Path data = dataDirectory();
        if (!Files.isDirectory(data)) {
            throw new InvalidInputException("There is no directory " + data
                    + ", where Alien4Cloud has its data (directories.alien). On a new machine make"
                    + " it first; else run this as the user that runs Alien4Cloud, or say --alien-directory.");
        }
        return this;
    }

    /** @throws BackupException (PRECONDITION) if there are no backups where they should be */
    Session requireBackups() {
        if (Files.isDirectory(settings.directory()) && !Files.isExecutable(settings.directory())) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "The backups in " + settings.directory() + " may not be read by the user "
                            + System.getProperty("user.name") + ". Run this as the user that runs Alien4Cloud.");
        }
        if (!workspace.isSetUp()) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "There are no backups in " + settings.directory()
                            + (Files.isDirectory(settings.directory())
                                    ? " (no repository.json)."
                                    : ": no such directory.")
                            + " Is its disk mounted? --backup-directory tells another place.");
        }
        return this;
    }

    /**
     * Does something with a backup.
     *
     * @throws InvalidInputException if there is none of this name, with the names that are nearest to it
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
                    e.getMessage() + ' ' + new NearestNames(backups().list(null)).offer(name));
        }
    }

    Workspace workspace() {
        return workspace;
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
        return settings.directory();
    }

    BackupService backups() {
        return new BackupService(workspace, runner, new BackupRun(workspace), settings(), verifications());
    }

    BackupContents contents() {
        return new BackupContents(workspace, store);
    }

    RestoreService restores() {
        return new RestoreService(workspace, runner, new RestoreRun(workspace, new BackupRun(workspace)), servers);
    }

    RestoreHistory restoreHistory() {
        return new RestoreHistory(workspace, store);
    }

    ImpactService impact() {
        return new ImpactService(workspace, servers);
    }

    VerifyService verifications() {
        return new VerifyService(workspace, runner, store);
    }

    ArchiveService archives() {
        return new ArchiveService(workspace, runner);
    }

    ScriptedBackups scripted() {
        return new ScriptedBackups(workspace, runner, platform.knownIndices());
    }

    SettingsService settings() {
        return new SettingsService(workspace, Clock.systemUTC());
    }

    HealthService health() {
        return new HealthService(
                workspace, store, runner, settings(), new BackupAge(workspace, settings(), Clock.systemUTC()), copy());
    }

    SecondCopy copy() {
        return new SecondCopy(workspace, runner);
    }

    Recovery recovery() {
        return new Recovery(workspace, store, runner, locks);
    }

    /** Who is named as the one that began an operation. */
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
