package org.alien4cloud.plugin.backup.index;

import java.util.HashMap;
import java.util.Map;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.action.ActionFuture;
import org.elasticsearch.action.admin.cluster.health.ClusterHealthResponse;
import org.elasticsearch.action.admin.cluster.snapshots.restore.RestoreSnapshotResponse;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.unit.TimeValue;
import org.elasticsearch.index.IndexNotFoundException;
import org.elasticsearch.snapshots.RestoreInfo;
import org.elasticsearch.snapshots.SnapshotMissingException;
import org.elasticsearch.snapshots.SnapshotRestoreException;

/**
 * Indices of a snapshot, restored under names of their own beside the live ones: {@code <prefix><work id>-<index>}. Nobody else knows these
 * names, so nobody searches in them. They have no replicas, no aliases, and none of the settings that would keep them from being used.
 */
final class TemporaryIndices implements AutoCloseable {

    private static final String[] IGNORED_SETTINGS = {"index.blocks.*", "index.routing.allocation.*",
        "index.lifecycle.*", "index.default_pipeline", "index.priority", "index.refresh_interval"};
    private static final long POLL_MILLIS = 500;

    private final Client client;
    private final SnapshotRepository repository;
    private final BusyWait busyWait;
    private final RestoreTarget target;
    private final Progress progress;
    private final Map<String, String> restored = new HashMap<>();

    TemporaryIndices(Client client, SnapshotRepository repository, BusyWait busyWait, RestoreTarget target, Progress progress) {
        this.client = client;
        this.repository = repository;
        this.busyWait = busyWait;
        this.target = target;
        this.progress = progress;
    }

    /**
     * The name under which an index of a snapshot can be read; restores it when it is first asked for.
     *
     * @throws BackupException (CHECK_FAILED) if the snapshot is missing or any shard cannot be restored, (ELASTICSEARCH) if Elasticsearch fails
     */
    String restore(String snapshot, String index) {
        String existing = restored.get(index);
        if (existing != null) {
            return existing;
        }
        String name = target.nameOf(index);
        String doing = "Restoring index " + index + " of the snapshot " + snapshot + " beside the live one";
        // Remembered first: a failed restore leaves an index, too.
        restored.put(index, name);
        try {
            RestoreInfo info = busyWait.run(doing, progress, () -> await(doing, request(snapshot, index, name)));
            if (info != null && (info.failedShards() > 0 || info.successfulShards() < info.totalShards())) {
                throw new BackupException(BackupException.Kind.CHECK_FAILED, doing + " failed: " + info.failedShards() + " of "
                        + info.totalShards() + " shards could not be restored. Files of the snapshot repository " + repository.name()
                        + " are missing or damaged; use another backup.");
            }
            awaitPrimaries(doing, name);
            ElasticsearchFailures.answer(doing, client.admin().indices().prepareRefresh(name));
            return name;
        } catch (ElasticsearchException e) {
            throw failed(index, isMissing(e) ? new BackupException(BackupException.Kind.CHECK_FAILED,
                    doing + " failed: the snapshot repository " + repository.name() + " has no such snapshot. Use another backup.", e)
                    : ElasticsearchFailures.explain(doing, e));
        } catch (RuntimeException e) {
            throw failed(index, e);
        }
    }

    private static boolean isMissing(ElasticsearchException e) {
        // 6.8 says it with an exception that stands for other reasons, too.
        return e instanceof SnapshotMissingException
                || e instanceof SnapshotRestoreException && e.getMessage().contains("snapshot does not exist");
    }

    private ActionFuture<RestoreSnapshotResponse> request(String snapshot, String index, String name) {
        return client.admin().cluster().prepareRestoreSnapshot(repository.name(), snapshot).setIndices(index)
                .setIndicesOptions(IndicesOptions.strictSingleIndexNoExpandForbidClosed()).setRenamePattern("^.*$")
                .setRenameReplacement(name.replace("\\", "\\\\").replace("$", "\\$")).setRestoreGlobalState(false).setIncludeAliases(false)
                .setPartial(false).setIndexSettings(Settings.builder().put("index.number_of_replicas", 0)
                        .put("index.auto_expand_replicas", false))
                .setIgnoreIndexSettings(IGNORED_SETTINGS).setWaitForCompletion(true).execute();
    }

    /** Null if a change of the master made Elasticsearch forget the outcome; the state of the shards tells it then. */
    private RestoreInfo await(String doing, ActionFuture<RestoreSnapshotResponse> future) {
        while (true) {
            RestoreSnapshotResponse response = ElasticsearchFailures.answerWithin(doing, future, POLL_MILLIS);
            if (response != null) {
                return response.getRestoreInfo();
            }
            progress.checkCancelled();
        }
    }

    private void awaitPrimaries(String doing, String name) {
        // Without replicas, green says that all primaries have started.
        ClusterHealthResponse health = ElasticsearchFailures.answer(doing, client.admin().cluster().prepareHealth(name)
                .setWaitForGreenStatus().setTimeout(TimeValue.timeValueMinutes(2)));
        if (health.isTimedOut()) {
            throw new BackupException(BackupException.Kind.CHECK_FAILED, doing + " failed: " + health.getActivePrimaryShards()
                    + " of its primary shards started. See the log of Elasticsearch.");
        }
    }

    private RuntimeException failed(String index, RuntimeException failure) {
        try {
            delete(client, restored.get(index));
            restored.remove(index);
        } catch (BackupException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    /** Removes all of them, as far as Elasticsearch lets; the first failure is thrown at the end. */
    @Override
    public void close() {
        BackupException failure = null;
        for (String name : restored.values()) {
            try {
                delete(client, name);
            } catch (BackupException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        restored.clear();
        if (failure != null) {
            throw failure;
        }
    }

    /** Deletes all indices whose name begins so. */
    static void removeAll(Client client, String prefix) {
        for (String index : ElasticsearchFailures.answer("Looking for temporary indices", client.admin().cluster().prepareState().clear()
                .setMetaData(true).setIndices(prefix + "*")).getState().metaData().getConcreteAllIndices()) {
            // Asked again, since a pattern is the only thing between this and the user's indices.
            if (index.startsWith(prefix)) {
                delete(client, index);
            }
        }
    }

    /** Deletes one index by its full name; a missing one is fine. */
    static void delete(Client client, String name) {
        try {
            ElasticsearchFailures.answerWithin("Deleting index " + name, client.admin().indices().prepareDelete(name)
                    .setIndicesOptions(IndicesOptions.strictSingleIndexNoExpandForbidClosed()).execute(), Long.MAX_VALUE);
        } catch (IndexNotFoundException e) {
            // It is gone, which is what was asked for.
        } catch (ElasticsearchException | IllegalStateException e) {
            throw ElasticsearchFailures.explain("Deleting the temporary index " + name, e);
        }
    }
}
