package org.alien4cloud.plugin.backup.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.alien4cloud.plugin.backup.elasticsearch.IndexEngine;
import org.alien4cloud.plugin.backup.files.DataDirectoryMarks;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.Consistency;
import org.alien4cloud.plugin.backup.model.LineageMarks;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.OperationStore;
import org.alien4cloud.plugin.backup.operation.RepositoryLock;
import org.alien4cloud.plugin.backup.operation.RepositoryLocks;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.alien4cloud.plugin.backup.service.capture.BackupJob;
import org.alien4cloud.plugin.backup.service.capture.BackupService;
import org.alien4cloud.plugin.backup.service.capture.CreateBackupRequest;
import org.alien4cloud.plugin.backup.service.policy.Settings;
import org.alien4cloud.plugin.backup.service.policy.SettingsService;
import org.alien4cloud.plugin.backup.service.restore.Recovery;
import org.alien4cloud.plugin.backup.service.restore.UnfinishedRestoreGuard;
import org.alien4cloud.plugin.backup.service.schedule.Notifier;
import org.alien4cloud.plugin.backup.service.schedule.OverdueBackupAlert;
import org.alien4cloud.plugin.backup.service.schedule.OverdueBackupCheck;
import org.alien4cloud.plugin.backup.service.schedule.Scheduler;
import org.alien4cloud.plugin.backup.service.transfer.BackupCopyService;
import org.alien4cloud.plugin.backup.service.verify.VerifyRequest;
import org.alien4cloud.plugin.backup.service.verify.VerifyService;

/**
 * The plugin's services on a directory that has {@code alien} (the data), {@code snapshots}, and gets {@code backups};
 * all but Elasticsearch and Alien4Cloud is as in the plugin. The directory may be on a file system that fails.
 */
public final class DirectoryServer {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Nobody writes here, so nothing needs to settle. */
    private static final ConsistencyProperties IMMEDIATE =
            new ConsistencyProperties(true, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ZERO);

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
    private final BackupContext context;
    private final RepositoryLocks locks;
    private final OperationRunner runner;
    private final OperationStore store;
    private final BackupJob backupJob;
    private final BackupService service;

    public DirectoryServer(Path directory) {
        this(directory.resolve("alien"), directory.resolve("backups"), directory.resolve("snapshots"));
    }

    public DirectoryServer(Path data, Path backups, Path snapshots) {
        this(data, backups, snapshots, null);
    }

    /** @param copy where the second copy is; null for nowhere */
    public DirectoryServer(Path data, Path backups, Path snapshots, Path copy) {
        this(data, backups, snapshots, copy, IMMEDIATE);
    }

    public DirectoryServer(Path data, Path backups, Path snapshots, Path copy, ConsistencyProperties consistency) {
        this.backups = backups;
        BackupProperties properties = new BackupProperties(
                backups, copy, Duration.ofSeconds(1), Duration.ofSeconds(1), EngineProperties.DEFAULT, consistency);
        DirectoryPlatform platform = new DirectoryPlatform(data);
        context = new BackupContext(platform, properties) {
            private BackupRepository repository;

            @Override
            public synchronized BackupRepository repository() {
                if (repository == null) {
                    repository = BackupRepository.open(properties.directory(), "cluster");
                }
                return repository;
            }

            @Override
            public EngineSelector engines() {
                IndexEngine engine = new DirectoryEngine(snapshots);
                return new EngineSelector(engine, engine);
            }

            @Override
            public LineageTracker lineage() {
                return new LineageTracker(repository(), NO_DOCUMENTS, new DataDirectoryMarks(data));
            }
        };
        store = new OperationStore(backups.resolve("operations"));
        locks = new RepositoryLocks(backups);
        runner = new OperationRunner(
                locks, store, getClass().getClassLoader(), new UnfinishedRestoreGuard(context)::requireNone);
        backupJob = new BackupJob(context);
        service = new BackupService(context, runner, backupJob, settings(Clock.systemUTC()), verifications());
    }

    public BackupRepository repository() {
        return context.repository();
    }

    public BackupContext context() {
        return context;
    }

    public OperationRunner runner() {
        return runner;
    }

    public BackupService backups() {
        return service;
    }

    public OperationStore operations() {
        return store;
    }

    /** Makes a backup as a user does, and waits for its end. */
    public Operation backUp(String name) {
        return ended(service.create(
                new CreateBackupRequest(BackupName.of(name), null, null, Consistency.LIVE, false), "admin"));
    }

    /** Makes a backup in this thread, without an operation. */
    public Manifest backUpHere(String name, boolean full, Progress progress) {
        return backupJob.run(
                new CreateBackupRequest(BackupName.of(name), null, null, Consistency.LIVE, full),
                BackupOrigin.MANUAL,
                "admin",
                progress,
                phase -> {});
    }

    /** Deletes a backup as a user does, and waits for its end. */
    public Operation delete(String name) {
        return ended(service.delete(BackupName.of(name), "admin"));
    }

    /** Verifies a backup as a user does, and waits for its end. */
    public Operation verify(String name) {
        return ended(verifications().verify(BackupName.of(name), new VerifyRequest(false), "admin"));
    }

    public BackupCopyService copy() {
        return new BackupCopyService(context, runner);
    }

    public VerifyService verifications() {
        return new VerifyService(context, runner, store);
    }

    /** Sets all settings, whatever is set. */
    public void set(Settings settings) {
        SettingsService service = settings(Clock.systemUTC());
        service.replace(settings, service.defaults().getVersion(), false);
    }

    public SettingsService settings(Clock clock) {
        return new SettingsService(context, clock);
    }

    /** What a start of the server makes, without a thread of its own. */
    public Scheduler scheduler(Clock clock) {
        SettingsService settings = settings(clock);
        OverdueBackupCheck overdue = new OverdueBackupCheck(context, settings, clock);
        OverdueBackupAlert overdueAlert = new OverdueBackupAlert(overdue, new Notifier(settings, runner), clock);
        return new Scheduler(context, settings, service, verifications(), overdueAlert, copy(), store, runner, clock);
    }

    /** Waits for what was begun last, and until nobody has the lock. */
    public void awaitIdle() {
        lock().close();
    }

    /** Does what each start of the server does. */
    public void recover() {
        if (!Files.isDirectory(backups)) {
            return;
        }
        try (RepositoryLock held = lock()) {
            new Recovery(context, store, runner, locks).run();
        }
    }

    /** Begins what each start of the server begins; to be closed by the caller. */
    public Recovery startRecovery() {
        Recovery recovery = new Recovery(context, store, runner, locks);
        recovery.start();
        return recovery;
    }

    public SwitchedMaintenance maintenance() {
        return (SwitchedMaintenance) context.platform().maintenance();
    }

    /** An operation that has told its end may still have the lock for a moment. */
    public RepositoryLock lock() {
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

    public Operation ended(Operation begun) {
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

    public static void requireSuccess(Operation operation) {
        if (operation.state() != OperationState.SUCCEEDED) {
            throw new AssertionError(operation.state() + ": " + operation.error());
        }
    }

    /** The directories that a server needs to begin with. */
    public static void make(Path directory) throws IOException {
        Files.createDirectories(directory.resolve("alien"));
        Files.createDirectories(directory.resolve("snapshots"));
    }
}
