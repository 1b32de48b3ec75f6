package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.action.admin.indices.delete.DeleteIndexRequest;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.IndexNotFoundException;

/**
 * Restores indices of a snapshot beside the live ones under temporary names, {@code <prefix><work id>-<index>}, and
 * removes them. Nobody else knows these names, so nobody searches in them. They have no replicas, no aliases, and no
 * settings that would prevent their use.
 */
final class TemporaryIndices implements AutoCloseable {

    /**
     * Based on the default options of a deletion, which ignore aliases; the constants of {@link IndicesOptions} resolve
     * them.
     */
    private static final IndicesOptions ONE_INDEX_NO_ALIAS =
            IndicesOptions.fromOptions(false, false, false, false, new DeleteIndexRequest().indicesOptions());

    private final Client client;
    private final SnapshotRestore restore;
    private final SnapshotConflictRetry waitWhileBusy;
    private final RestoreTarget target;
    private final Map<String, String> restored = new HashMap<>();

    TemporaryIndices(
            Client client,
            SnapshotRepository repository,
            SnapshotConflictRetry waitWhileBusy,
            RestoreTarget target,
            Progress progress) {
        this.client = client;
        this.restore = new SnapshotRestore(client, repository, waitWhileBusy, target, progress);
        this.waitWhileBusy = waitWhileBusy;
        this.target = target;
    }

    /**
     * Returns the name under which an index of a snapshot can be read. Restores the index at the first call.
     *
     * @throws BackupException (CHECK_FAILED) if the snapshot is missing or any shard cannot be restored,
     *     (ELASTICSEARCH) if Elasticsearch fails
     */
    String restore(String snapshot, String index) {
        String existing = restored.get(index);
        if (existing != null) {
            return existing;
        }
        String name = target.nameOf(index);
        // Remembered first, since a failed restore leaves an index, too.
        restored.put(index, name);
        try {
            restore.restore(snapshot, Collections.singletonList(index));
            ElasticsearchFailures.refresh("Refreshing the restored index " + index, client, name);
            return name;
        } catch (RuntimeException e) {
            throw failed(index, e);
        }
    }

    private RuntimeException failed(String index, RuntimeException failure) {
        try {
            delete(client, waitWhileBusy, restored.get(index));
            restored.remove(index);
        } catch (BackupException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    /** Returns the settings that a temporary index has instead of its own. */
    static Settings.Builder withoutReplicas() {
        return Settings.builder().put("index.number_of_replicas", 0).put("index.auto_expand_replicas", false);
    }

    /** Removes all of them, as far as possible; throws the first failure at the end. */
    @Override
    public void close() {
        BackupException failure = null;
        for (String name : restored.values()) {
            try {
                delete(client, waitWhileBusy, name);
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

    /** Deletes all indices whose name begins with the prefix. */
    static void removeAll(Client client, SnapshotConflictRetry waitWhileBusy, String prefix) {
        for (String index : ElasticsearchFailures.answer(
                        "Listing temporary indices",
                        client.admin()
                                .cluster()
                                .prepareState()
                                .clear()
                                .setMetaData(true)
                                .setIndices(prefix + "*"))
                .getState()
                .metaData()
                .getConcreteAllIndices()) {
            // Checked again, since only a pattern protects the user's indices from this deletion.
            if (index.startsWith(prefix)) {
                delete(client, waitWhileBusy, index);
            }
        }
    }

    /**
     * Deletes one index by its full name; succeeds if it is missing. Waits for snapshots of others, which often contain
     * all indices.
     *
     * @throws BackupException (BUSY) if such a snapshot does not end in time, (ELASTICSEARCH), also if an alias has
     *     this name, whose index is somebody else's
     */
    static void delete(Client client, SnapshotConflictRetry waitWhileBusy, String name) {
        String doing = "Deleting index " + name;
        try {
            waitWhileBusy.run(
                    doing,
                    Progress.NONE,
                    () -> ElasticsearchFailures.answerWithin(
                            doing,
                            client.admin()
                                    .indices()
                                    .prepareDelete(name)
                                    .setIndicesOptions(ONE_INDEX_NO_ALIAS)
                                    .execute(),
                            Long.MAX_VALUE));
        } catch (IndexNotFoundException e) {
            // already gone
        } catch (ElasticsearchException | IllegalStateException e) {
            throw ElasticsearchFailures.explain(doing, e);
        }
    }
}
