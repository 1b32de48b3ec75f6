package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.CancelledException;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.client.Client;
import org.elasticsearch.cluster.ClusterState;
import org.elasticsearch.cluster.SnapshotDeletionsInProgress;
import org.elasticsearch.cluster.SnapshotsInProgress;
import org.elasticsearch.snapshots.ConcurrentSnapshotExecutionException;

/**
 * Retries an action that Elasticsearch refuses while another snapshot operation runs in the cluster, for a limited
 * time. Elasticsearch runs one snapshot or deletion at a time in the whole cluster. It deletes no snapshot during a
 * restore, and no index that is in a running snapshot.
 */
final class SnapshotConflictRetry {

    private final long limitMillis;

    /** Waits at most 10 minutes. */
    SnapshotConflictRetry() {
        this(TimeUnit.MINUTES.toMillis(10));
    }

    SnapshotConflictRetry(long limitMillis) {
        this.limitMillis = limitMillis;
    }

    /**
     * Runs an action, and repeats it while it fails because a snapshot, a deletion or a restore of someone else runs.
     *
     * @throws ElasticsearchException if it fails for another reason
     * @throws BackupException (BUSY) if the other operation did not end in time
     */
    <T> T run(String doing, Progress progress, Supplier<T> action) {
        return run(doing, progress, () -> false, action);
    }

    /**
     * Does as {@link #run(String, Progress, Supplier)}, for actions that Elasticsearch may queue instead of refusing
     * them. On a node with few processors, one thread does all snapshots; a queued action could neither be limited in
     * time nor cancelled.
     *
     * @param busy checked before each try: while it returns true, the action is not started
     */
    <T> T run(String doing, Progress progress, BooleanSupplier busy, Supplier<T> action) {
        long start = System.nanoTime();
        long pause = 50;
        boolean logged = false;
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
            if (!logged && waited > 1000) {
                logged = true;
                progress.log("Waiting for another snapshot operation of this Elasticsearch cluster to end.");
            }
            progress.checkCancelled();
            pause(Math.min(pause, limitMillis - waited));
            pause = Math.min(2 * pause, 2000);
        }
    }

    /** Tells whether anybody creates or deletes a snapshot, in any repository. */
    static boolean isClusterBusy(Client client) {
        ClusterState state = ElasticsearchFailures.answer(
                        "Looking for other snapshot operations",
                        client.admin().cluster().prepareState().clear().setCustoms(true))
                .getState();
        SnapshotsInProgress made = state.custom(SnapshotsInProgress.TYPE);
        SnapshotDeletionsInProgress deleted = state.custom(SnapshotDeletionsInProgress.TYPE);
        return made != null && !made.entries().isEmpty() || deleted != null && deleted.hasDeletionsInProgress();
    }

    private static boolean isBusy(RuntimeException e) {
        // Elasticsearch 6.6 lacks the exception for an index in a snapshot, but uses the same words
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
