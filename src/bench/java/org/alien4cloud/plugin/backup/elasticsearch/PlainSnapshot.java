package org.alien4cloud.plugin.backup.elasticsearch;

import java.nio.file.Path;
import java.util.List;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.unit.TimeValue;

/** Creates and restores a snapshot by Elasticsearch's own API, as an administrator would without this plugin. */
final class PlainSnapshot {

    private static final String NAME = "s";

    private final Client client;
    private final String repository;
    private final String[] indices;

    /** Registers a repository of its own, in a directory with that name. */
    PlainSnapshot(Client client, Path repositories, String repository, List<String> indices, Settings settings) {
        this.client = client;
        this.repository = repository;
        this.indices = indices.toArray(new String[0]);
        client.admin()
                .cluster()
                .preparePutRepository(repository)
                .setType("fs")
                .setSettings(Settings.builder()
                        .put(settings)
                        .put("compress", true)
                        .put("location", repositories.resolve(repository).toString()))
                .get();
    }

    void create() {
        require(client.admin()
                        .cluster()
                        .prepareCreateSnapshot(repository, NAME)
                        .setIndices(indices)
                        .setIncludeGlobalState(false)
                        .setWaitForCompletion(true)
                        .get()
                        .getSnapshotInfo()
                        .failedShards()
                == 0);
    }

    /** Restores indices that were deleted, and waits until every shard is up. */
    void restore() {
        require(client.admin()
                        .cluster()
                        .prepareRestoreSnapshot(repository, NAME)
                        .setIndices(indices)
                        .setRestoreGlobalState(false)
                        .setWaitForCompletion(true)
                        .get()
                        .getRestoreInfo()
                        .failedShards()
                == 0);
        require(!client.admin()
                .cluster()
                .prepareHealth(indices)
                .setWaitForGreenStatus()
                .setTimeout(TimeValue.timeValueMinutes(1))
                .get()
                .isTimedOut());
    }

    private void require(boolean success) {
        if (!success) {
            throw new IllegalStateException("Shards failed in the snapshot of repository " + repository);
        }
    }
}
