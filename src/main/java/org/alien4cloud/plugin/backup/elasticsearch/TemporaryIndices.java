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
 * Indices of a snapshot, restored under names of their own beside the live ones: {@code <prefix><work id>-<index>}.
 * Nobody else knows these names, so nobody searches in them. They have no replicas, no aliases, and none of the
 * settings that would keep them from being used.
 */
final class TemporaryIndices implements AutoCloseable {

    /**
     * Only the options that a deletion begins with ignore aliases; those of {@link IndicesOptions} that are ready to
     * use follow them.
     */
    private static final IndicesOptions ONE_INDEX_NO_ALIAS =
            IndicesOptions.fromOptions(false, false, false, false, new DeleteIndexRequest().indicesOptions());

    private final Client client;
    private final SnapshotRestore restore;
    private final WaitWhileBusy busyWait;
    private final RestoreTarget target;
    private final Map<String, String> restored = new HashMap<>();

    TemporaryIndices(
            Client client,
            SnapshotRepository repository,
            WaitWhileBusy busyWait,
            RestoreTarget target,
            Progress progress) {
        this.client = client;
        this.restore = new SnapshotRestore(client, repository, busyWait, target, progress);
        this.busyWait = busyWait;
        this.target = target;
    }

    /**
     * The name under which an index of a snapshot can be read; restores it when it is first asked for.
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
        // Remembered first: a failed restore leaves an index, too.
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
            delete(client, busyWait, restored.get(index));
            restored.remove(index);
        } catch (BackupException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    /** The settings that a temporary index has in place of its own. */
    static Settings.Builder withoutReplicas() {
        return Settings.builder().put("index.number_of_replicas", 0).put("index.auto_expand_replicas", false);
    }

    /** Removes all of them, as far as Elasticsearch lets; the first failure is thrown at the end. */
    @Override
    public void close() {
        BackupException failure = null;
        for (String name : restored.values()) {
            try {
                delete(client, busyWait, name);
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
    static void removeAll(Client client, WaitWhileBusy busyWait, String prefix) {
        for (String index : ElasticsearchFailures.answer(
                        "Looking for temporary indices",
                        client.admin()
                                .cluster()
                                .prepareState()
                                .clear()
                                .setMetaData(true)
                                .setIndices(prefix + "*"))
                .getState()
                .metaData()
                .getConcreteAllIndices()) {
            // Asked again, since a pattern is the only thing between this and the user's indices.
            if (index.startsWith(prefix)) {
                delete(client, busyWait, index);
            }
        }
    }

    /**
     * Deletes one index by its full name; a missing one is fine. Others' snapshots often are of all indices, so it may
     * have to wait for them.
     *
     * @throws BackupException (BUSY) if such a snapshot does not end in time, (ELASTICSEARCH), also if an alias has
     *     this name: its index is somebody else's
     */
    static void delete(Client client, WaitWhileBusy busyWait, String name) {
        String doing = "Deleting index " + name;
        try {
            busyWait.run(
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
            // It is gone, which is what was asked for.
        } catch (ElasticsearchException | IllegalStateException e) {
            throw ElasticsearchFailures.explain(doing, e);
        }
    }
}
