package org.alien4cloud.plugin.backup.operation;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.alien4cloud.plugin.backup.faults.Act;
import org.alien4cloud.plugin.backup.faults.FaultyFileSystem;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.model.Phase;
import org.alien4cloud.plugin.backup.operation.OperationRunner.Outcome;
import org.alien4cloud.plugin.backup.operation.OperationRunner.Precondition;
import org.junit.Test;

public class OperationRunnerTest extends OperationFixture {

    @Test
    public void writesAMissedEndWithTheNextRecord() throws Exception {
        AtomicBoolean full = new AtomicBoolean();
        Path faulty = new FaultyFileSystem(directory, (act, path, target) -> {
                    if (act == Act.CREATE
                            && full.get()
                            && path.startsWith(directory.toRealPath().resolve("operations"))) {
                        throw new FileSystemException(path.toString(), null, "No space left on device");
                    }
                })
                .path(directory);
        store = new OperationStore(faulty.resolve("operations"));
        runner = new OperationRunner(new RepositoryLocks(directory), store, lasting, Precondition.NONE);
        Operation operation = runner.start(OperationKind.BACKUP, NAME, "admin", running -> {
            full.set(true);
            throw new BackupException(Kind.NO_SPACE, "full");
        });
        endedOf(operation);
        assertEquals(OperationState.FAILED, store.find(operation.id()).get().state());
        assertEquals(OperationState.FAILED, store.list().get(0).state());
        assertEquals(
                OperationState.RUNNING,
                new OperationStore(directory.resolve("operations"))
                        .list()
                        .get(0)
                        .state());
        full.set(false);
        endedOf(runner.start(OperationKind.DELETE, NAME, "admin", running -> Outcome.DONE));
        assertEquals(
                OperationState.FAILED,
                new OperationStore(directory.resolve("operations"))
                        .find(operation.id())
                        .get()
                        .state());
    }

    @Test
    public void runsWithTheLastingClassLoader() {
        AtomicReference<ClassLoader> seen = new AtomicReference<>();
        Operation operation = runner.start(OperationKind.BACKUP, NAME, "admin", running -> {
            seen.set(Thread.currentThread().getContextClassLoader());
            return Outcome.DONE;
        });
        assertEquals(OperationState.SUCCEEDED, ended(operation).state());
        assertSame(lasting, seen.get());
    }

    @Test
    public void refusesASecondOperationAndNamesTheFirst() {
        Operation first = runner.start(OperationKind.BACKUP, NAME, "admin", running -> await());
        BackupException refused = assertThrows(
                BackupException.class,
                () -> runner.start(OperationKind.RESTORE, NAME, "admin", running -> Outcome.DONE));
        assertEquals(Kind.BUSY, refused.kind());
        assertTrue(refused.getMessage(), refused.getMessage().contains(first.id()));
        go.countDown();
        ended(first);
    }

    @Test
    public void refusesWhileAnotherInstanceWorks() {
        Operation first = runner.start(OperationKind.RESTORE, NAME, "admin", running -> await());
        OperationRunner next = new OperationRunner(new RepositoryLocks(directory), store, lasting, Precondition.NONE);
        BackupException refused = assertThrows(
                BackupException.class, () -> next.start(OperationKind.BACKUP, NAME, "admin", running -> Outcome.DONE));
        assertTrue(refused.getMessage(), refused.getMessage().contains("RESTORE of nightly"));
        go.countDown();
        ended(first);
    }

    @Test
    public void runsAnotherOperationAfterAFailure() {
        Operation failed = runner.start(OperationKind.BACKUP, NAME, "admin", running -> {
            throw new IllegalStateException("boom");
        });
        assertEquals(OperationState.FAILED, ended(failed).state());
        Operation next = runner.start(OperationKind.BACKUP, NAME, "admin", running -> Outcome.DONE);
        assertEquals(OperationState.SUCCEEDED, ended(next).state());
    }

    @Test
    public void survivesListenersThatThrow() {
        List<String> told = new CopyOnWriteArrayList<>();
        for (boolean failing : new boolean[] {true, false}) {
            runner.addListener(new OperationListener() {

                private void tell(String event) {
                    if (failing) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    told.add(event);
                }

                @Override
                public void started(Operation operation) {
                    tell("started");
                }

                @Override
                public void ending(Operation operation) {
                    tell("ending");
                }

                @Override
                public void ended(Operation operation) {
                    tell("ended");
                }
            });
        }
        runner.run(OperationKind.BACKUP, NAME, "admin", running -> Outcome.DONE);
        assertEquals(Arrays.asList("started", "ending", "ended"), told);
        assertEquals(OperationState.SUCCEEDED, store.list().get(0).state());
        runner.run(OperationKind.DELETE, NAME, "admin", running -> Outcome.DONE);
        assertEquals(6, told.size());
    }

    @Test
    public void stopsAtTheNextSafePointWhenCancelled() {
        Operation operation = runner.start(OperationKind.BACKUP, NAME, "admin", running -> {
            await();
            running.checkCancelled();
            return Outcome.DONE;
        });
        runner.cancel(operation.id());
        go.countDown();
        assertEquals(OperationState.CANCELLED, ended(operation).state());
    }

    @Test
    public void refusesToCancelAfterThePointOfNoReturn() throws Exception {
        CountDownLatch passed = new CountDownLatch(1);
        Operation operation = runner.start(OperationKind.RESTORE, NAME, "admin", running -> {
            running.pointOfNoReturn();
            passed.countDown();
            return await();
        });
        assertTrue(passed.await(30, TimeUnit.SECONDS));
        assertEquals(
                Kind.PRECONDITION,
                assertThrows(BackupException.class, () -> runner.cancel(operation.id()))
                        .kind());
        go.countDown();
        assertEquals(OperationState.SUCCEEDED, ended(operation).state());
    }

    @Test
    public void keepsAHandedOverOperationRunningOnDisk() {
        Operation operation = runner.start(OperationKind.RESTORE, NAME, "admin", running -> Outcome.HANDED_OVER);
        lockIsFree();
        assertEquals(OperationState.RUNNING, store.find(operation.id()).get().state());
        RepositoryLocks locks = new RepositoryLocks(directory);
        OperationRunner next = new OperationRunner(locks, store, lasting, Precondition.NONE);
        assertThrows(
                "without the lock",
                IllegalStateException.class,
                () -> next.resume(store.find(operation.id()).get(), running -> Outcome.DONE));
        try (RepositoryLock lock = locks.tryAcquire("recovery").get()) {
            next.resume(store.find(operation.id()).get(), running -> Outcome.DONE);
        }
        assertEquals(OperationState.SUCCEEDED, store.find(operation.id()).get().state());
        assertEquals(operation.startedAt(), store.find(operation.id()).get().startedAt());
    }

    @Test
    public void fillsThePartOfTheBarThatThePhaseHas() {
        Operation operation = runner.start(OperationKind.BACKUP, NAME, "admin", running -> {
            running.phase(Phase.FILES);
            running.expect(1000);
            running.advance(500);
            return await();
        });
        Operation seen = runner.current().get();
        while (seen.doneBytes() == 0) {
            seen = runner.current().get();
        }
        assertEquals((Phase.FILES.startPercent() + Phase.FILES.endPercent()) / 2, seen.percent());
        go.countDown();
        assertEquals(100, ended(operation).percent());
    }

    @Test
    public void showsDamagedLogsAndSkipsDamagedRecords() throws IOException {
        Operation operation = ended(runner.start(OperationKind.BACKUP, NAME, "admin", running -> {
            running.log("first");
            return Outcome.DONE;
        }));
        Path log = directory.resolve("operations").resolve(operation.id() + ".log");
        byte[] bytes = Files.readAllBytes(log);
        bytes[bytes.length - 3] = (byte) 0xff;
        Files.write(log, bytes);
        assertEquals(2, store.log(operation.id(), 0).size());
        Path record = directory.resolve("operations").resolve(operation.id() + ".json");
        String sealed = Files.readString(record);
        Files.writeString(record, sealed.replace("\"admin\"", "\"nimda\""));
        assertEquals(Optional.empty(), store.find(operation.id()));
        Files.writeString(record, sealed.split("\n")[0]);
        assertEquals("one without a seal", 0, store.list().size());
    }

    @Test
    public void findsNothingUnderAnIdThatIsAPath() {
        assertFalse(store.find("../repository").isPresent());
        assertTrue(store.log("../../etc/passwd", 0).isEmpty());
    }
}
