package org.alien4cloud.plugin.backup.io;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Runs tasks that need much processor time, one after the other, on a low-priority thread: see
 * {@link Threads#lowPriority}.
 */
public final class LowPriorityWork implements Closeable {

    /** One step of the work. */
    public interface Task {
        void run() throws IOException;
    }

    private final String purpose;
    private ExecutorService thread;

    /** @param purpose for the name of the thread, which is started by the first task */
    public LowPriorityWork(String purpose) {
        this.purpose = purpose;
    }

    /** Runs a task and waits for its end; an interrupt is kept. Throws what the task throws. */
    public void run(Task task) throws IOException {
        if (thread == null) {
            thread = Threads.lowPriority(purpose, 1);
        }
        Callable<Void> work = () -> {
            task.run();
            return null;
        };
        Future<Void> done = thread.submit(work);
        try {
            Threads.keepingInterrupts(done::get);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    private static IOException failure(Throwable cause) {
        if (cause instanceof Error) {
            throw (Error) cause;
        }
        if (cause instanceof RuntimeException) {
            throw (RuntimeException) cause;
        }
        return (IOException) cause;
    }

    @Override
    public void close() {
        if (thread != null) {
            Threads.end(thread);
        }
    }
}
