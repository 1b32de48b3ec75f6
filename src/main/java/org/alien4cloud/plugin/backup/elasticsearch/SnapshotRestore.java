package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.action.ActionFuture;
import org.elasticsearch.action.admin.cluster.snapshots.restore.RestoreSnapshotRequestBuilder;
import org.elasticsearch.action.admin.cluster.snapshots.restore.RestoreSnapshotResponse;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.client.Client;
import org.elasticsearch.indices.recovery.RecoveryState;
import org.elasticsearch.snapshots.ConcurrentSnapshotExecutionException;
import org.elasticsearch.snapshots.RestoreInfo;
import org.elasticsearch.snapshots.SnapshotMissingException;
import org.elasticsearch.snapshots.SnapshotRestoreException;

/** Restores indices of a snapshot, all with one request, and waits until every primary shard is ready. */
final class SnapshotRestore {

    /**
     * Settings that would prevent the use of a temporary index, or change it; none belongs to the definition in a
     * backup.
     */
    private static final String[] KEPT_FROM_USE = {
        "index.blocks.*", "index.routing.allocation.*", "index.lifecycle.*", "index.default_pipeline"
    };

    private static final long POLL_MILLIS = 500;

    private final Client client;
    private final SnapshotRepository repository;
    private final SnapshotConflictRetry waitWhileBusy;
    private final RestoreTarget target;
    private final Progress progress;
    private boolean started;

    SnapshotRestore(
            Client client,
            SnapshotRepository repository,
            SnapshotConflictRetry waitWhileBusy,
            RestoreTarget target,
            Progress progress) {
        this.client = client;
        this.repository = repository;
        this.waitWhileBusy = waitWhileBusy;
        this.target = target;
        this.progress = progress;
    }

    /**
     * @throws BackupException (CHECK_FAILED) if the snapshot is missing or any shard cannot be restored,
     *     (ELASTICSEARCH) if Elasticsearch fails, (BUSY) if it is busy with another snapshot for too long; indices may
     *     have been created then, unless it is {@link Refused}
     */
    void restore(String snapshot, Collection<String> indices) {
        String doing = "Restoring "
                + (indices.size() == 1 ? "index " + indices.iterator().next() : indices.size() + " indices")
                + " of the snapshot " + snapshot + (target.isTemporary() ? " beside the live one" : "");
        try {
            RestoreInfo info = waitWhileBusy.run(
                    doing,
                    progress,
                    () -> SnapshotConflictRetry.isClusterBusy(client),
                    () -> attempt(doing, snapshot, indices));
            if (info != null && (info.failedShards() > 0 || info.successfulShards() < info.totalShards())) {
                throw new BackupException(
                        BackupException.Kind.CHECK_FAILED,
                        doing + " failed: " + info.failedShards() + " of "
                                + info.totalShards() + " shards could not be restored ("
                                + String.join(", ", incomplete(indices))
                                + "). Files of the snapshot repository " + repository.name()
                                + " are missing or damaged; use another backup.");
            }
            IndexCreationGuard.awaitPrimaries(client, doing, names(indices));
        } catch (SnapshotMissingException | SnapshotRestoreException e) {
            throw new Refused(
                    isMissing(e) ? BackupException.Kind.CHECK_FAILED : BackupException.Kind.ELASTICSEARCH,
                    doing + " failed: "
                            + (isMissing(e)
                                    ? "the snapshot repository " + repository.name()
                                            + " has no such snapshot. Use another backup."
                                    : ElasticsearchFailures.summary(e) + "."),
                    e);
        } catch (ElasticsearchException e) {
            throw ElasticsearchFailures.explain(doing, e);
        }
    }

    /**
     * Tells whether existing indices of these names may be this restore's. While it waited, somebody else may have
     * created them.
     */
    boolean hasStarted() {
        return started;
    }

    private RestoreInfo attempt(String doing, String snapshot, Collection<String> indices) {
        started = true;
        try {
            return await(doing, request(snapshot, indices), names(indices));
        } catch (ConcurrentSnapshotExecutionException e) {
            started = false;
            throw e;
        }
    }

    /** Thrown if Elasticsearch refused the restore before it created anything. */
    static final class Refused extends BackupException {

        private static final long serialVersionUID = 1L;

        Refused(Kind kind, String message, Throwable cause) {
            super(kind, message, cause);
        }
    }

    private static boolean isMissing(ElasticsearchException e) {
        // 6.8 reports it with an exception that has other reasons, too.
        return e instanceof SnapshotMissingException || e.getMessage().contains("snapshot does not exist");
    }

    private String[] names(Collection<String> indices) {
        return indices.stream().map(target::nameOf).toArray(String[]::new);
    }

    private ActionFuture<RestoreSnapshotResponse> request(String snapshot, Collection<String> indices) {
        RestoreSnapshotRequestBuilder request = client.admin()
                .cluster()
                .prepareRestoreSnapshot(repository.name(), snapshot)
                .setIndices(indices.toArray(new String[0]))
                .setIndicesOptions(IndicesOptions.strictSingleIndexNoExpandForbidClosed())
                .setRestoreGlobalState(false)
                .setIncludeAliases(!target.isTemporary())
                .setPartial(false)
                .setWaitForCompletion(true);
        if (target.isTemporary()) {
            request.setRenamePattern("^(.*)$")
                    .setRenameReplacement(target.prefix() + "$1")
                    .setIgnoreIndexSettings(KEPT_FROM_USE);
        }
        if (!target.isDefinitionKept()) {
            request.setIndexSettings(TemporaryIndices.withoutReplicas());
        }
        return request.execute();
    }

    /**
     * Returns null if Elasticsearch lost the outcome in a change of the master; the state of the shards tells it then.
     */
    private RestoreInfo await(String doing, ActionFuture<RestoreSnapshotResponse> future, String[] names) {
        ByteProgress bytes = new ByteProgress(progress);
        while (true) {
            RestoreSnapshotResponse response = ElasticsearchFailures.answerWithin(doing, future, POLL_MILLIS);
            if (response != null) {
                bytes.finish();
                return response.getRestoreInfo();
            }
            progress.checkCancelled();
            report(names, bytes);
        }
    }

    private void report(String[] names, ByteProgress bytes) {
        long total = 0;
        long done = 0;
        for (List<RecoveryState> shards : ElasticsearchFailures.answer(
                        "Reading the progress of a restore",
                        client.admin()
                                .indices()
                                .prepareRecoveries(names)
                                .setIndicesOptions(IndicesOptions.lenientExpandOpen()))
                .shardRecoveryStates()
                .values()) {
            for (RecoveryState shard : shards) {
                total += shard.getIndex().totalBytes();
                done += shard.getIndex().recoveredBytes();
            }
        }
        bytes.update(done, total);
    }

    private List<String> incomplete(Collection<String> indices) {
        List<String> incomplete = new ArrayList<>();
        new IndexInspector(client)
                .inspect(indices.stream().map(target::nameOf).collect(Collectors.toList())).values().stream()
                        .filter(state -> state.health() == IndexState.Health.RED)
                        .forEach(state -> incomplete.add("index "
                                + state.name().substring(target.prefix().length())));
        return incomplete;
    }
}
