package org.alien4cloud.plugin.backup.operation;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.time.Duration;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.operation.OperationRunner.Outcome;
import org.alien4cloud.plugin.backup.operation.OperationRunner.Precondition;
import org.junit.Test;

/** Tests what operations do with the lock of the backup directory, and when they lose it. */
public class OperationLockTest extends OperationFixture {

    @Test
    public void stopsWhenTheLockIsLost() {
        RepositoryLocks locks = quickLocks();
        Operation operation = new OperationRunner(locks, store, lasting, Precondition.NONE)
                .start(OperationKind.RESTORE, NAME, "admin", running -> {
                    running.pointOfNoReturn();
                    OtherMachine.takeOver(directory, "BACKUP of other");
                    while (true) {
                        running.checkCancelled();
                        Thread.yield();
                    }
                });
        Operation ended = endedOf(operation);
        assertEquals(OperationState.FAILED, ended.state());
        assertTrue(ended.error(), ended.error().contains("was taken over by BACKUP of other on host elsewhere"));
    }

    @Test
    public void doesNotPassThePointOfNoReturnWithoutTheLock() {
        RepositoryLocks locks = new RepositoryLocks(directory);
        Operation operation = new OperationRunner(locks, store, lasting, Precondition.NONE)
                .start(OperationKind.RESTORE, NAME, "admin", running -> {
                    OtherMachine.takeOver(directory, "BACKUP of other");
                    running.pointOfNoReturn();
                    throw new AssertionError("passed");
                });
        assertTrue(endedOf(operation).error(), endedOf(operation).error().contains("was taken over"));
    }

    @Test
    public void findsALostLockBeforeTheNextHeartbeat() {
        Operation operation = runner.start(OperationKind.BACKUP, NAME, "admin", running -> {
            OtherMachine.takeOver(directory, "BACKUP of other");
            running.checkCancelled();
            assertEquals(
                    Kind.BUSY,
                    assertThrows(BackupException.class, running::requireLock).kind());
            running.checkCancelled();
            throw new AssertionError("passed");
        });
        assertTrue(endedOf(operation).error(), endedOf(operation).error().contains("was taken over"));
    }

    @Test
    public void logsFromWhomItTookTheLock() throws Exception {
        Files.write(
                directory.resolve("lock"),
                LockOwner.now(ProcessIdentity.ofThisProcess(), "BACKUP of older")
                        .toJson());
        Operation operation = runner.start(OperationKind.BACKUP, NAME, "admin", running -> Outcome.DONE);
        ended(operation);
        String first = store.log(operation.id(), 0).get(0);
        assertTrue(first, first.contains("taken over from BACKUP of older"));

        Files.write(
                directory.resolve("lock"),
                LockOwner.now(ProcessIdentity.ofThisProcess(), "BACKUP of older")
                        .toJson());
        RepositoryLocks locks = new RepositoryLocks(directory);
        try (RepositoryLock lock = locks.tryAcquire("recovery").get()) {
            new OperationRunner(locks, store, lasting, Precondition.NONE).resume(operation, running -> Outcome.DONE);
        }
        assertEquals(
                2,
                store.log(operation.id(), 0).stream()
                        .filter(line -> line.contains("taken over from BACKUP of older"))
                        .count());
    }

    @Test
    public void namesTheOwnerAndTheTimeOfTakeover() throws Exception {
        Files.write(
                directory.resolve("lock"),
                LockOwner.now(OtherMachine.ELSEWHERE, "BACKUP of other").toJson());
        BackupException refused = assertThrows(
                BackupException.class,
                () -> runner.start(OperationKind.BACKUP, NAME, "admin", running -> Outcome.DONE));
        assertEquals(Kind.BUSY, refused.kind());
        assertTrue(
                refused.getMessage(),
                refused.getMessage()
                        .matches(
                                "Another operation is running: BACKUP of other on host elsewhere"
                                        + " \\(process 4711\\), since [^ ]+\\. Wait for its end\\. If it has died, try again in [0-9]+ s: .*"));
        Files.delete(directory.resolve("lock"));
    }

    private RepositoryLocks quickLocks() {
        return new RepositoryLocks(
                new LockFile(directory.resolve("lock")),
                ProcessIdentity.ofThisProcess(),
                new LockTiming(System::nanoTime, Duration.ofMillis(5), Duration.ofSeconds(30), Duration.ofMillis(1)),
                FileChannel::tryLock);
    }
}
