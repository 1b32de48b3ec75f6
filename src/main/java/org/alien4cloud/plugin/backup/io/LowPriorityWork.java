package org.alien4cloud.plugin.backup.io;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Does what takes a processor long, piece after piece, on a thread that gives way to all others: see
 * {@link Threads#givingWay}.
 */
public final class LowPriorityWork implements Closeable {

    /** A piece of it. */
    public interface Piece {
        void run() throws IOException;
    }

    private final String purpose;
    private ExecutorService thread;

    /** @param purpose for the name of the thread, which there is when there is something to do */
    public LowPriorityWork(String purpose) {
        this.purpose = purpose;
    }

    /** Does a piece and waits until that is done; an interrupt is kept. Throws what the piece throws. */
    public void run(Piece piece) throws IOException {
        if (thread == null) {
            thread = Threads.givingWay(purpose, 1);
        }
        Callable<Void> work = () -> {
            piece.run();
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
