package org.alien4cloud.plugin.backup.service.capture;

import java.io.Closeable;
import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.io.Threads;
import org.alien4cloud.plugin.backup.model.CancelledException;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * A part of an operation that is done on another thread while the caller does the part that a person is told of. Where
 * one fails, the other stops at its next safe point. What was done of it is told once the caller waits for it.
 */
final class ParallelStep implements Closeable {

    private final Progress operation;
    private final Later later = new Later();
    private final Thread thread;
    private volatile Throwable failure;
    private volatile boolean stopped;
    private boolean thrown;

    /**
     * Begins.
     *
     * @param purpose for the name of the thread
     * @param operation of the caller
     * @param work gets what it is to tell its progress to
     */
    ParallelStep(String purpose, Progress operation, Consumer<Progress> work) {
        this.operation = operation;
        this.thread = Threads.start(Threads.name(purpose), () -> {
            try {
                work.accept(later);
            } catch (RuntimeException | Error e) {
                failure = e;
            }
        });
    }

    /** What the other part tells: nothing but its log until it is waited for; then what is left of it. */
    private final class Later implements Progress {

        private long left;
        private boolean awaited;

        @Override
        public synchronized void expect(long bytes) {
            if (awaited) {
                operation.expect(bytes);
            } else {
                left += bytes;
            }
        }

        @Override
        public synchronized void advance(long bytes) {
            if (awaited) {
                operation.advance(bytes);
            } else {
                left -= bytes;
            }
        }

        private synchronized void await() {
            awaited = true;
            operation.expect(Math.max(0, left));
        }

        @Override
        public void log(String message) {
            operation.log(message);
        }

        @Override
        public void checkCancelled() {
            operation.checkCancelled();
            if (stopped) {
                throw new CancelledException();
            }
        }

        @Override
        public void requireLock() {
            operation.requireLock();
        }
    }

    /**
     * For the caller's part: as that of the operation, and whatever the other part has failed with is thrown where it
     * could be cancelled.
     */
    Progress progress() {
        return operation.stoppedBy(this::throwFailure);
    }

    /** Waits for the end of the other part; throws what it failed with. */
    void await() {
        later.await();
        Threads.join(thread);
        throwFailure();
    }

    /** Once: by one thread, where two ask at the same time. */
    private synchronized void throwFailure() {
        Throwable cause = failure;
        if (cause != null && !thrown) {
            thrown = true;
            if (cause instanceof Error) {
                throw (Error) cause;
            }
            throw (RuntimeException) cause;
        }
    }

    /**
     * Stops the other part if it goes on still, and waits until it has. Throws what it failed with, if nobody was told
     * of that yet.
     */
    @Override
    public void close() {
        stopped = true;
        Threads.join(thread);
        if (!(failure instanceof CancelledException)) {
            throwFailure();
        }
    }
}
