package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.Collection;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.action.ActionFuture;
import org.elasticsearch.action.admin.cluster.snapshots.create.CreateSnapshotResponse;
import org.elasticsearch.action.admin.cluster.snapshots.status.SnapshotStats;
import org.elasticsearch.action.admin.cluster.snapshots.status.SnapshotStatus;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.client.Client;
import org.elasticsearch.snapshots.InvalidSnapshotNameException;
import org.elasticsearch.snapshots.SnapshotInfo;
import org.elasticsearch.snapshots.SnapshotMissingException;
import org.elasticsearch.snapshots.SnapshotState;

/** Creates a snapshot of named indices, whole or not at all. */
final class SnapshotCreation {

    private static final long POLL_MILLIS = 500;

    private final Client client;
    private final SnapshotRepository repository;
    private final SnapshotConflictRetry waitWhileBusy;

    SnapshotCreation(Client client, SnapshotRepository repository, SnapshotConflictRetry waitWhileBusy) {
        this.client = client;
        this.repository = repository;
        this.waitWhileBusy = waitWhileBusy;
    }

    /** @throws BackupException if it did not succeed for every shard, or was cancelled; the snapshot is removed then */
    void take(String snapshot, Collection<String> indices, Progress progress) {
        String doing = "Creating the snapshot " + snapshot;
        try {
            SnapshotInfo info = waitWhileBusy.run(
                    doing,
                    progress,
                    () -> SnapshotConflictRetry.isClusterBusy(client),
                    () -> create(doing, snapshot, indices, progress));
            if (info.state() != SnapshotState.SUCCESS
                    || info.failedShards() > 0
                    || !info.indices().containsAll(indices)) {
                throw new BackupException(
                        BackupException.Kind.ELASTICSEARCH,
                        doing + " failed: its state is " + info.state() + ", " + info.failedShards() + " of "
                                + info.totalShards() + " shards failed" + reasons(info) + ".");
            }
        } catch (InvalidSnapshotNameException e) {
            // The name is unique: a new master was asked again for the snapshot that the old one had started.
            throw abandoned(
                    snapshot,
                    new BackupException(
                            BackupException.Kind.ELASTICSEARCH,
                            doing + " failed: Elasticsearch's master changed meanwhile. Try again.",
                            e));
        } catch (ElasticsearchException e) {
            throw abandoned(snapshot, ElasticsearchFailures.explain(doing, e));
        } catch (RuntimeException e) {
            throw abandoned(snapshot, e);
        }
    }

    private SnapshotInfo create(String doing, String snapshot, Collection<String> indices, Progress progress) {
        ActionFuture<CreateSnapshotResponse> future = client.admin()
                .cluster()
                .prepareCreateSnapshot(repository.name(), snapshot)
                .setIndices(indices.toArray(new String[0]))
                .setIndicesOptions(IndicesOptions.strictSingleIndexNoExpandForbidClosed())
                .setIncludeGlobalState(false)
                .setPartial(false)
                .setWaitForCompletion(true)
                .execute();
        ByteProgress bytes = new ByteProgress(progress);
        while (true) {
            CreateSnapshotResponse response = ElasticsearchFailures.answerWithin(doing, future, POLL_MILLIS);
            if (response != null) {
                bytes.finish();
                return response.getSnapshotInfo();
            }
            progress.checkCancelled();
            report(snapshot, bytes);
        }
    }

    private void report(String snapshot, ByteProgress bytes) {
        try {
            for (SnapshotStatus status : ElasticsearchFailures.answerWithin(
                            "Reading the progress of a snapshot",
                            client.admin()
                                    .cluster()
                                    .prepareSnapshotStatus(repository.name())
                                    .setSnapshots(snapshot)
                                    .execute(),
                            Long.MAX_VALUE)
                    .getSnapshots()) {
                SnapshotStats stats = status.getStats();
                bytes.update(stats.getProcessedSize(), stats.getIncrementalSize());
            }
        } catch (SnapshotMissingException e) {
            // Not started yet, since another one runs: the request itself gets that answer, and waits.
        }
    }

    private static String reasons(SnapshotInfo info) {
        return info.shardFailures().isEmpty()
                ? ""
                : " ("
                        + info.shardFailures().stream()
                                .limit(3)
                                .map(failure -> failure.index() + "[" + failure.shardId() + "]: " + failure.reason())
                                .collect(Collectors.joining("; "))
                        + ")";
    }

    private RuntimeException abandoned(String snapshot, RuntimeException failure) {
        try {
            delete(snapshot);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    /** Deletes a snapshot, also one that is being made. A missing one is fine. */
    void delete(String snapshot) {
        waitWhileBusy.run("Deleting the snapshot " + snapshot, Progress.NONE, () -> {
            repository.delete(snapshot);
            return null;
        });
    }
}
