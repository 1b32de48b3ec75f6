package org.alien4cloud.plugin.backup.index;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.CancelledException;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.snapshots.ConcurrentSnapshotExecutionException;

/** Waits for others: Elasticsearch runs one snapshot, deletion or restore at a time in the whole cluster. */
final class BusyWait {

    private final long limitMillis;

    BusyWait(long limitMillis) {
        this.limitMillis = limitMillis;
    }

    /**
     * Runs an action, again as long as it fails because a snapshot or a deletion of someone else runs.
     *
     * @throws ElasticsearchException if it fails for another reason
     * @throws BackupException (BUSY) if the other did not end in time
     */
    <T> T run(String doing, Progress progress, Supplier<T> action) {
        long start = System.nanoTime();
        long pause = 50;
        boolean told = false;
        while (true) {
            try {
                return action.get();
            } catch (ConcurrentSnapshotExecutionException e) {
                long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
                if (waited >= limitMillis) {
                    throw new BackupException(BackupException.Kind.BUSY, doing + " waited " + waited / 1000
                            + " s for another snapshot operation of this Elasticsearch cluster, which has not ended. Try again later, or see"
                            + " GET _snapshot/_status.", e);
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
