package org.alien4cloud.plugin.backup.repository;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.alien4cloud.plugin.backup.io.Threads;

/**
 * Syncs files to the disk on one background thread while others are being written. The thread starts with the first
 * file.
 */
final class BackgroundSyncs implements Closeable {

    /** Makes one file durable. */
    interface Sync {
        void run() throws IOException;
    }

    private final List<Future<Void>> begun = new ArrayList<>();
    private ExecutorService thread;

    synchronized void add(Sync sync) {
        if (thread == null) {
            thread = Threads.pool("sync", 1);
        }
        Callable<Void> work = () -> {
            sync.run();
            return null;
        };
        begun.add(thread.submit(work));
    }

    /**
     * Waits until all files are synced.
     *
     * @throws IOException if one of them failed, or the thread is interrupted
     */
    synchronized void await() throws IOException {
        for (Future<Void> each : begun) {
            try {
                each.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted while syncing files", e);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException) {
                    throw (IOException) e.getCause();
                }
                throw new IllegalStateException(e.getCause());
            }
        }
        begun.clear();
    }

    /** Waits for the sync in progress and cancels the others. */
    @Override
    public synchronized void close() {
        if (thread == null) {
            return;
        }
        begun.forEach(each -> each.cancel(false));
        Threads.end(thread);
    }
}
