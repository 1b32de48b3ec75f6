package org.alien4cloud.plugin.backup.service.capture;

import java.io.Closeable;
import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.io.Threads;
import org.alien4cloud.plugin.backup.model.CancelledException;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * Runs a step of an operation on a second thread, while the caller runs another step and reports its progress. If one
 * of them fails, the other stops at its next safe point. The progress of this step counts once the caller waits for it.
 */
final class ParallelStep implements Closeable {

    private final Progress operation;
    private final StepProgress stepProgress = new StepProgress();
    private final Thread thread;
    private volatile Throwable failure;
    private volatile boolean stopped;
    private boolean thrown;

    /**
     * Starts the step.
     *
     * @param purpose part of the name of the thread
     * @param operation progress of the caller's operation
     * @param work gets the progress to report to
     */
    ParallelStep(String purpose, Progress operation, Consumer<Progress> work) {
        this.operation = operation;
        this.thread = Threads.start(Threads.name(purpose), () -> {
            try {
                work.accept(stepProgress);
            } catch (RuntimeException | Error e) {
                failure = e;
            }
        });
    }

    /** Passes on only log lines until the caller waits for the step, then also the rest of its progress. */
    private final class StepProgress implements Progress {

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
     * Returns the progress for the caller's own step. Where that step could be cancelled, it throws the failure of this
     * one.
     */
    Progress callerProgress() {
        return operation.stoppedBy(this::throwFailure);
    }

    /** Waits for the end of the step, and throws its failure. */
    void await() {
        stepProgress.await();
        Threads.join(thread);
        throwFailure();
    }

    /** Throws the failure once, even if two threads ask at the same time. */
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

    /** Stops the step if it still runs, and waits for its end. Throws its failure, unless that was thrown before. */
    @Override
    public void close() {
        stopped = true;
        Threads.join(thread);
        if (!(failure instanceof CancelledException)) {
            throwFailure();
        }
    }
}
