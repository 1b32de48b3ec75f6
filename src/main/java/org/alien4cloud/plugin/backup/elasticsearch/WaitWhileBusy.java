package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.CancelledException;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.snapshots.ConcurrentSnapshotExecutionException;

/**
 * Waits for others: Elasticsearch runs one snapshot or deletion at a time in the whole cluster, deletes no snapshot
 * while one is restored, and no index while it is in a snapshot that is being made.
 */
final class WaitWhileBusy {

    private final long limitMillis;

    /** Waits at most 10 minutes. */
    WaitWhileBusy() {
        this(TimeUnit.MINUTES.toMillis(10));
    }

    WaitWhileBusy(long limitMillis) {
        this.limitMillis = limitMillis;
    }

    /**
     * Runs an action, again as long as it fails because a snapshot, a deletion or a restore of someone else runs.
     *
     * @throws ElasticsearchException if it fails for another reason
     * @throws BackupException (BUSY) if the other did not end in time
     */
    <T> T run(String doing, Progress progress, Supplier<T> action) {
        return run(doing, progress, () -> false, action);
    }

    /**
     * As {@link #run(String, Progress, Supplier)}, for what Elasticsearch may not even refuse: on a node with few
     * processors, where one thread does all snapshots, it would be queued without a word until the other has ended, and
     * could neither be limited nor cancelled.
     *
     * @param busy asked before each try: while it says yes, the action is not begun
     */
    <T> T run(String doing, Progress progress, BooleanSupplier busy, Supplier<T> action) {
        long start = System.nanoTime();
        long pause = 50;
        boolean told = false;
        while (true) {
            RuntimeException refusal = null;
            if (!busy.getAsBoolean()) {
                try {
                    return action.get();
                } catch (RuntimeException e) {
                    if (!isBusy(e)) {
                        throw e;
                    }
                    refusal = e;
                }
            }
            long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            if (waited >= limitMillis) {
                throw new BackupException(
                        BackupException.Kind.BUSY,
                        doing + " waited " + waited / 1000
                                + " s for another snapshot operation of this Elasticsearch cluster, which has not ended. Try again later, or see"
                                + " GET _snapshot/_status.",
                        refusal);
            }
            if (!told && waited > 1000) {
                told = true;
                progress.log("Waiting for another snapshot operation of this Elasticsearch cluster to end.");
            }
            progress.checkCancelled();
            pause(Math.min(pause, limitMillis - waited));
            pause = Math.min(2 * pause, 2000);
        }
    }

    private static boolean isBusy(RuntimeException e) {
        // The exception for an index in a snapshot is one that Elasticsearch 6.6 does not have yet; the words are the
        // same.
        return e instanceof ConcurrentSnapshotExecutionException
                || String.valueOf(e.getMessage()).contains("that are being snapshotted");
    }

    static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        }
    }
}
