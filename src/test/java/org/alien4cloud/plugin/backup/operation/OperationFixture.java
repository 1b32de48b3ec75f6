package org.alien4cloud.plugin.backup.operation;

import static org.junit.Assert.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.operation.OperationRunner.Outcome;
import org.alien4cloud.plugin.backup.operation.OperationRunner.Precondition;
import org.junit.Before;
import org.junit.Rule;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;

/** Provides an operation runner on a temporary backup directory, and waits for the ends of operations. */
public abstract class OperationFixture {

    static final BackupName NAME = BackupName.of("nightly");

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    @Rule
    public Timeout limit = Timeout.seconds(60);

    final ClassLoader lasting = new ClassLoader() {};
    final CountDownLatch go = new CountDownLatch(1);
    Path directory;
    OperationStore store;
    OperationRunner runner;

    @Before
    public void setUp() {
        directory = folder.getRoot().toPath();
        store = new OperationStore(directory.resolve("operations"));
        runner = new OperationRunner(new RepositoryLocks(directory), store, lasting, Precondition.NONE);
    }

    /** Waits for the end of an operation whose lock may be lost. */
    Operation endedOf(Operation operation) {
        while (store.find(operation.id()).get().running()) {
            Thread.yield();
        }
        return store.find(operation.id()).get();
    }

    Outcome await() {
        try {
            assertTrue(go.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return Outcome.DONE;
    }

    /** Waits for the end of an operation and the release of its lock. */
    Operation ended(Operation operation) {
        lockIsFree();
        return store.find(operation.id()).get();
    }

    void lockIsFree() {
        while (true) {
            Optional<RepositoryLock> lock = new RepositoryLocks(directory).tryAcquire("test");
            if (lock.isPresent()) {
                lock.get().close();
                return;
            }
            Thread.yield();
        }
    }
}
