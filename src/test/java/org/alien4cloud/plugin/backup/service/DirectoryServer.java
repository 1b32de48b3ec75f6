package org.alien4cloud.plugin.backup.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.alien4cloud.plugin.backup.files.FileLineage;
import org.alien4cloud.plugin.backup.index.IndexEngine;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Consistency;
import org.alien4cloud.plugin.backup.model.LineageMarks;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.model.Trigger;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.OperationStore;
import org.alien4cloud.plugin.backup.operation.RepositoryLock;
import org.alien4cloud.plugin.backup.operation.RepositoryLocks;
import org.alien4cloud.plugin.backup.repository.BackupRepository;

/**
 * The plugin's services on a directory that has {@code alien} (the data), {@code snapshots}, and gets {@code backups};
 * all but Elasticsearch and Alien4Cloud is as in the plugin. The directory may be on a file system that fails.
 */
final class DirectoryServer {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Nobody writes here, so nothing needs to settle. */
    private static final ConsistencySettings IMMEDIATE =
            new ConsistencySettings(true, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ZERO);

    /** There are no documents that could be put back to an earlier state. */
    private static final LineageMarks NO_DOCUMENTS = new LineageMarks() {
        @Override
        public String place() {
            return "Elasticsearch";
        }

        @Override
        public boolean holds(String repositoryId, String mark) {
            return true;
        }

        @Override
        public void flush(Collection<String> indices) {
            // there is nothing
        }

        @Override
        public void add(String repositoryId, String mark, Collection<String> existing) {
            // nobody asks for it
        }
    };

    private final Path backups;
    private final Workspace workspace;
    private final RepositoryLocks locks;
    private final OperationRunner runner;
    private final OperationStore store;
    private final BackupRun backupRun;
    private final BackupService service;

    DirectoryServer(Path directory) {
        this(directory.resolve("alien"), directory.resolve("backups"), directory.resolve("snapshots"));
    }

    DirectoryServer(Path data, Path backups, Path snapshots) {
        this(data, backups, snapshots, null);
    }

    /** @param copy where the second copy is; null for nowhere */
    DirectoryServer(Path data, Path backups, Path snapshots, Path copy) {
        this(data, backups, snapshots, copy, IMMEDIATE);
    }

    DirectoryServer(Path data, Path backups, Path snapshots, Path copy, ConsistencySettings consistency) {
        this.backups = backups;
        BackupSettings settings = new BackupSettings(
                backups, copy, Duration.ofSeconds(1), Duration.ofSeconds(1), EngineSettings.DEFAULT, consistency);
        DirectoryPlatform platform = new DirectoryPlatform(data);
        workspace = new Workspace(platform, settings) {
            private BackupRepository repository;

            @Override
            public synchronized BackupRepository repository() {
                if (repository == null) {
                    repository = BackupRepository.open(settings.directory(), "cluster");
                }
                return repository;
            }

            @Override
            Engines engines() {
                IndexEngine engine = new DirectoryEngine(snapshots);
                return new Engines(engine, engine);
            }

            @Override
            Lineage lineage() {
                return new Lineage(repository(), NO_DOCUMENTS, new FileLineage(data));
            }
        };
        store = new OperationStore(backups.resolve("operations"));
        locks = new RepositoryLocks(backups);
        runner = new OperationRunner(locks, store, getClass().getClassLoader());
        backupRun = new BackupRun(workspace);
        service = new BackupService(workspace, runner, backupRun, settings(Clock.systemUTC()), verifications());
    }

    BackupRepository repository() {
        return workspace.repository();
    }

    Workspace workspace() {
        return workspace;
    }

    OperationRunner runner() {
        return runner;
    }

    BackupService backups() {
        return service;
    }

    OperationStore operations() {
        return store;
    }

    /** Makes a backup as a user does, and waits for its end. */
    Operation backUp(String name) {
        return ended(
                service.create(new CreateBackup(BackupName.of(name), null, null, Consistency.LIVE, false), "admin"));
    }

    /** Makes a backup in this thread, without an operation. */
    Manifest backUpHere(String name, boolean full, Progress progress) {
        return backupRun.run(
                new CreateBackup(BackupName.of(name), null, null, Consistency.LIVE, full),
                Trigger.MANUAL,
                "admin",
                progress,
                phase -> {});
    }

    /** Deletes a backup as a user does, and waits for its end. */
    Operation delete(String name) {
        return ended(service.delete(BackupName.of(name), "admin"));
    }

    /** Verifies a backup as a user does, and waits for its end. */
    Operation verify(String name) {
        return ended(verifications().verify(BackupName.of(name), new VerifyOptions(false), "admin"));
    }

    SecondCopy copy() {
        return new SecondCopy(workspace, runner);
    }

    VerifyService verifications() {
        return new VerifyService(workspace, runner, store);
    }

    /** Sets all settings, whatever is set. */
    void set(Settings settings) {
        SettingsService service = settings(Clock.systemUTC());
        service.replace(settings, service.defaults().getVersion(), false);
    }

    SettingsService settings(Clock clock) {
        return new SettingsService(workspace, clock);
    }

    /** What a start of the server makes, without a thread of its own. */
    Scheduler scheduler(Clock clock) {
        SettingsService settings = settings(clock);
        BackupAge age = new BackupAge(workspace, settings, clock);
        BackupWatch watch = new BackupWatch(age, new Notifier(settings, runner), clock);
        return new Scheduler(workspace, settings, service, verifications(), watch, copy(), store, runner, clock);
    }

    /** Waits for what was begun last, and until nobody has the lock. */
    void awaitIdle() {
        lock().close();
    }

    /** Does what each start of the server does. */
    void recover() {
        if (!Files.isDirectory(backups)) {
            return;
        }
        try (RepositoryLock held = lock()) {
            new Recovery(workspace, store, runner, locks).run();
        }
    }

    /** Begins what each start of the server begins; to be closed by the caller. */
    Recovery startRecovery() {
        Recovery recovery = new Recovery(workspace, store, runner, locks);
        recovery.start();
        return recovery;
    }

    SwitchedMaintenance maintenance() {
        return (SwitchedMaintenance) workspace.platform().maintenance();
    }

    /** An operation that has told its end may still have the lock for a moment. */
    RepositoryLock lock() {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<RepositoryLock> lock = locks.tryAcquire("recovery");
            if (lock.isPresent()) {
                return lock.get();
            }
            pause();
        }
        throw new AssertionError("The lock is taken: " + locks.refusal());
    }

    Operation ended(Operation begun) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (runner.current().isPresent()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "No end within " + LIMIT + ": " + runner.current().get());
            }
            pause();
        }
        return store.find(begun.id()).orElseThrow(() -> new AssertionError("No record of " + begun.id()));
    }

    private static void pause() {
        try {
            Thread.sleep(2);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static void requireSuccess(Operation operation) {
        if (operation.state() != OperationState.SUCCEEDED) {
            throw new AssertionError(operation.state() + ": " + operation.error());
        }
    }

    /** The directories that a server needs to begin with. */
    static void make(Path directory) throws IOException {
        Files.createDirectories(directory.resolve("alien"));
        Files.createDirectories(directory.resolve("snapshots"));
    }
}
