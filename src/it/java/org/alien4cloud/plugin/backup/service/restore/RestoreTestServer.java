package org.alien4cloud.plugin.backup.service.restore;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.alien4cloud.plugin.backup.faults.FaultyFileSystem;
import org.alien4cloud.plugin.backup.model.Consistency;
import org.alien4cloud.plugin.backup.model.EngineKind;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.OperationStore;
import org.alien4cloud.plugin.backup.operation.RepositoryLock;
import org.alien4cloud.plugin.backup.operation.RepositoryLocks;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.alien4cloud.plugin.backup.service.BackupProperties;
import org.alien4cloud.plugin.backup.service.ConsistencyProperties;
import org.alien4cloud.plugin.backup.service.DirectoryPlatform;
import org.alien4cloud.plugin.backup.service.EngineProperties;
import org.alien4cloud.plugin.backup.service.KillSwitch;
import org.alien4cloud.plugin.backup.service.capture.BackupJob;
import org.alien4cloud.plugin.backup.service.capture.BackupService;
import org.alien4cloud.plugin.backup.service.capture.CreateBackupRequest;
import org.alien4cloud.plugin.backup.service.policy.SettingsService;
import org.alien4cloud.plugin.backup.service.verify.VerifyService;
import org.elasticsearch.client.Client;

/**
 * Runs the plugin's services on a directory and an Elasticsearch that are cut off when the process dies. The lock is
 * released then.
 */
class RestoreTestServer {

    private final Path plain;
    private final Client client;

    private final BackupContext context;
    private final OperationStore store;
    private final RepositoryLocks locks;
    private final OperationRunner runner;
    private final BackupJob backupJob;

    /**
     * Starts the services.
     *
     * @param plain the directory of the server, without faults
     * @param client without faults
     * @param atRest runs again and again while the server is at rest
     */
    RestoreTestServer(Path plain, Client client, KillSwitch fault, Runnable atRest) throws IOException {
        this.plain = plain;
        this.client = client;
        Path root = new FaultyFileSystem(plain, fault).path(plain);
        store = new OperationStore(root.resolve("backups/operations"));
        locks = new RepositoryLocks(plain.resolve("backups"));
        context = new BackupContext(
                new DirectoryPlatform(root.resolve("alien")) {
                    @Override
                    public Client elasticsearch() {
                        return fault.client(client);
                    }

                    @Override
                    public List<String> ownedIndices() {
                        return RestoreStates.INDICES;
                    }

                    @Override
                    public boolean isStopped() {
                        return RestoreTestServer.this.isStopped();
                    }

                    @Override
                    public void quiesce() {
                        // nothing runs
                    }

                    @Override
                    public void requireAtRest() {
                        atRest.run();
                    }

                    @Override
                    public void resume() {
                        fault.requireAlive();
                        resumed();
                    }
                },
                new BackupProperties(
                        root.resolve("backups"),
                        null,
                        Duration.ofSeconds(1),
                        Duration.ZERO,
                        EngineProperties.DEFAULT,
                        new ConsistencyProperties(false, Duration.ZERO, Duration.ZERO, Duration.ZERO)));
        runner = new OperationRunner(
                locks, store, getClass().getClassLoader(), new UnfinishedRestoreGuard(context)::requireNone);
        backupJob = new BackupJob(context);
    }

    BackupContext context() {
        return context;
    }

    OperationStore operations() {
        return store;
    }

    OperationRunner runner() {
        return runner;
    }

    /** Tells whether this is the command line, with Alien4Cloud stopped. */
    boolean isStopped() {
        return false;
    }

    /** Runs when Alien4Cloud comes up again. */
    void resumed() {
        // most tests need nothing here
    }

    void backUp() {
        BackupService backups = new BackupService(
                context,
                runner,
                backupJob,
                new SettingsService(context, Clock.systemUTC()),
                new VerifyService(context, runner, store));
        ended(backups.create(
                new CreateBackupRequest(RestoreStates.BACKUP, null, EngineKind.EXPORT, Consistency.LIVE, false),
                "ann"));
    }

    /** Restores as the service does, without its preflight. */
    Operation restore() {
        Manifest manifest = intact().context.repository().catalog().get(RestoreStates.BACKUP);
        RestoreJob job = new RestoreJob(context, backupJob);
        return ended(runner.start(
                OperationKind.RESTORE,
                RestoreStates.BACKUP,
                "ann",
                operation -> job.run(
                        manifest,
                        RestoreRequest.builder()
                                .confirm("good")
                                .safetyBackup(false)
                                .acknowledge(null, null, true)
                                .build(),
                        operation)));
    }

    private RestoreTestServer intact() {
        try {
            return new RestoreTestServer(plain, client, KillSwitch.none(), () -> {});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Operation ended(Operation begun) {
        while (runner.current().isPresent()) {
            pause();
        }
        return intact().store.find(begun.id()).get();
    }

    /** Recovers as the next start does. */
    void recover() {
        // an operation that has ended may still hold the lock for a moment
        Optional<RepositoryLock> free = locks.tryAcquire("recovery");
        while (!free.isPresent()) {
            pause();
            free = locks.tryAcquire("recovery");
        }
        try (RepositoryLock lock = free.get()) {
            new Recovery(context, store, runner, locks).run();
        } catch (KillSwitch.Death e) {
            // the next recovery continues
        }
    }
}
