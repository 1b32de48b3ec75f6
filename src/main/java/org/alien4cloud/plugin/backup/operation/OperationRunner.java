package org.alien4cloud.plugin.backup.operation;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.alien4cloud.plugin.backup.io.Pause;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.CancelledException;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.elasticsearch.ElasticsearchException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one operation at a time, in a thread of its own, while it holds the {@link RepositoryLock}. */
public final class OperationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(OperationRunner.class);

    /** Does the work of an operation. */
    public interface Work {
        /**
         * @return how it ended: {@link Outcome#DONE}, or {@link Outcome#HANDED_OVER} if another instance of the plugin
         *     will end it
         * @throws BackupException with a message for a person; any other exception is treated as a bug
         */
        Outcome run(RunningOperation operation);
    }

    /** Checks what must be true before any operation works. */
    public interface Precondition {
        /** Is always true. */
        Precondition NONE = () -> {};

        /** @throws BackupException (PRECONDITION) naming what is not true; the operation then fails with it */
        void check();
    }

    /** Tells how the work of an operation ended, if it did not fail. */
    public enum Outcome {
        DONE,
        /** The operation goes on in the next instance of the plugin, which finds the journal. */
        HANDED_OVER
    }

    private static final int UNLOAD_SECONDS = 10;
    private static final int TIDY_UP_SECONDS = 3;
    /** For an operation of this instance, which is known to end. */
    private static final int OWN_TIDY_UP_SECONDS = 60;

    private static final long POLL_MILLIS = 20;

    private final RepositoryLocks locks;
    private final OperationStore store;
    private final ClassLoader contextClassLoader;
    private final Precondition precondition;
    private final AtomicReference<RunningOperation> running = new AtomicReference<>();
    private final OperationListeners listeners = new OperationListeners();
    private volatile Kind failure;

    /**
     * @param contextClassLoader for the threads that run operations: one that outlives this plugin, since plugins that
     *     are loaded by such a thread become its children
     * @param precondition checked under the lock, before the work of each operation that begins here
     */
    public OperationRunner(
            RepositoryLocks locks, OperationStore store, ClassLoader contextClassLoader, Precondition precondition) {
        this.locks = locks;
        this.store = store;
        this.contextClassLoader = contextClassLoader;
        this.precondition = precondition;
    }

    public void addListener(OperationListener listener) {
        listeners.add(listener);
    }

    /**
     * Starts an operation and returns immediately.
     *
     * @throws BackupException (BUSY) if one is running, here or in another process; the message names it
     */
    public Operation start(OperationKind kind, BackupName backup, String user, Work work) {
        return begin(kind, backup, user, (operation, lock) -> {
            Operation first = operation.snapshot();
            try {
                spawn("backup-" + operation.id(), () -> runAndEnd(operation, checked(work), lock));
            } catch (Error e) {
                operation.end(
                        OperationState.FAILED,
                        "Not started: no thread could be created: " + e + ". Nothing was changed. Try again later.");
                tellEnd(operation.snapshot());
                throw e;
            }
            return first;
        });
    }

    /**
     * Runs an operation in this thread.
     *
     * @throws BackupException as {@link #start}; and what the work throws, after the operation has ended with it
     */
    public void run(OperationKind kind, BackupName backup, String user, Work work) {
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        begin(kind, backup, user, (operation, lock) -> {
            runAndEnd(
                    operation,
                    running -> {
                        try {
                            return checked(work).run(running);
                        } catch (RuntimeException e) {
                            failure.set(e);
                            throw e;
                        }
                    },
                    lock);
            return operation.snapshot();
        });
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    private Work checked(Work work) {
        return operation -> {
            precondition.check();
            return work.run(operation);
        };
    }

    private Operation begin(
            OperationKind kind,
            BackupName backup,
            String user,
            BiFunction<RunningOperation, RepositoryLock, Operation> begun) {
        RepositoryLock lock = acquire(purpose(kind, backup));
        boolean started = false;
        try {
            RunningOperation operation = RunningOperation.start(store, lock, kind, backup, user, listeners::ending);
            running.set(operation);
            Operation result = begun.apply(operation, lock);
            started = true;
            return result;
        } finally {
            if (!started) {
                running.set(null);
                lock.close();
            }
        }
    }

    private static String purpose(OperationKind kind, BackupName backup) {
        return kind + (backup == null ? "" : " of " + backup);
    }

    /**
     * Acquires the lock. An operation that has reported its end may need a moment to release it; callers who saw the
     * end must not be refused for that.
     */
    private RepositoryLock acquire(String purpose) {
        long began = System.nanoTime();
        while (true) {
            Optional<RepositoryLock> lock = locks.tryAcquire(purpose);
            if (lock.isPresent()) {
                return lock.get();
            }
            RunningOperation other = running.get();
            if (other != null && other.snapshot().running()) {
                Operation seen = other.snapshot();
                throw busy(purpose(seen.kind(), seen.backup()) + " (operation " + seen.id() + "), since "
                        + Instant.ofEpochMilli(seen.startedAt()) + ". Wait for its end.");
            }
            if (System.nanoTime() - began > (other == null ? TIDY_UP_SECONDS : OWN_TIDY_UP_SECONDS) * 1_000_000_000L) {
                throw busy(locks.refusal());
            }
            if (!Pause.ofMillis(POLL_MILLIS)) {
                throw busy(locks.refusal() + " Interrupted while waiting for it.");
            }
        }
    }

    private static BackupException busy(String what) {
        return new BackupException(Kind.BUSY, "Another operation is running: " + what);
    }

    /**
     * Continues, in this thread, an operation that began in another plugin instance or process. The caller holds the
     * lock.
     *
     * @throws IllegalStateException if the caller does not hold the lock
     */
    public void resume(Operation before, Work work) {
        RunningOperation operation = RunningOperation.adopt(store, locks.held(), before, listeners::ending);
        running.set(operation);
        runAndEnd(operation, work, null);
    }

    private void runAndEnd(RunningOperation operation, Work work, RepositoryLock lock) {
        listeners.started(operation.snapshot());
        try {
            if (work.run(operation) == Outcome.DONE) {
                operation.end(OperationState.SUCCEEDED, null);
            }
        } catch (CancelledException e) {
            operation.end(OperationState.CANCELLED, e.getMessage());
        } catch (BackupException e) {
            LOG.error("Backup: operation {} failed", operation.id(), e);
            failure = e.kind();
            operation.end(OperationState.FAILED, e.getMessage());
        } catch (ElasticsearchException e) {
            LOG.error("Backup: operation {} failed", operation.id(), e);
            operation.end(OperationState.FAILED, "Elasticsearch failed: " + e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.error("Backup: operation {} failed unexpectedly", operation.id(), e);
            operation.end(OperationState.FAILED, "Unexpected failure: " + e + ". The server's log has the details.");
        } finally {
            try {
                tellEnd(operation.snapshot());
            } finally {
                try {
                    if (lock != null) {
                        lock.close();
                    }
                } finally {
                    running.compareAndSet(operation, null);
                }
            }
        }
    }

    private void tellEnd(Operation operation) {
        if (!operation.running()) {
            listeners.ended(operation);
        }
    }

    /** Starts a thread whose context class loader is the one that outlives the plugin. */
    public void spawn(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setContextClassLoader(contextClassLoader);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Asks an operation to stop.
     *
     * @throws BackupException (NOT_FOUND) if it is not running here, (PRECONDITION) if it is too late
     */
    public Operation cancel(String id) {
        RunningOperation operation = running.get();
        if (operation == null || !operation.id().equals(id)) {
            throw new BackupException(Kind.NOT_FOUND, "No running operation " + id + ".");
        }
        operation.requestCancel();
        return operation.snapshot();
    }

    /**
     * Asks the running operation to stop, and waits some seconds for it: the plugin is being unloaded. A restore that
     * has brought Alien4Cloud to rest itself goes on.
     */
    public void close() {
        RunningOperation operation = running.get();
        if (operation == null || !operation.stopWithPlugin()) {
            return;
        }
        long deadline = System.nanoTime() + UNLOAD_SECONDS * 1_000_000_000L;
        while (running.get() == operation && System.nanoTime() < deadline) {
            if (!Pause.ofMillis(POLL_MILLIS)) {
                return;
            }
        }
    }

    /** Returns the kind of the last failure of an operation here; empty if there was none that has a kind. */
    public Optional<Kind> lastFailure() {
        return Optional.ofNullable(failure);
    }

    /** Returns the operation that runs in this plugin instance. */
    public Optional<Operation> current() {
        RunningOperation operation = running.get();
        return operation == null ? Optional.empty() : Optional.of(operation.snapshot());
    }
}
