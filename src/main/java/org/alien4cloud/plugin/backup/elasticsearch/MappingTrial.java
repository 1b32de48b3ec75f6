package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.Optional;
import java.util.UUID;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.elasticsearch.action.admin.indices.create.CreateIndexRequestBuilder;
import org.elasticsearch.action.support.ActiveShardCount;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.XContentType;

/**
 * Tries additions to the mapping of a live index on an empty temporary index with the same mapping, analysis and
 * limits.
 */
final class MappingTrial {

    private final Client client;
    private final String temporaryPrefix;

    /** @param temporaryPrefix the beginning of the names of all temporary indices */
    MappingTrial(Client client, String temporaryPrefix) {
        this.client = client;
        this.temporaryPrefix = temporaryPrefix;
    }

    /**
     * Returns why Elasticsearch refuses additions to the mapping of an index; empty if it accepts them. The temporary
     * index is removed.
     *
     * @param additions to the live mapping, with its type
     * @throws BackupException (ELASTICSEARCH) if it cannot be tried
     */
    Optional<String> refusal(IndexDefinition live, IndexDefinition additions) {
        String name = RestoreTarget.beside(temporaryPrefix, "mapping" + UUID.randomUUID())
                .nameOf(live.name());
        String doing = "Trying the mapping of index " + live.name() + " on a temporary one";
        BackupException failure = null;
        try {
            create(doing, name, live);
            return MappingUpdate.refusal(doing, client, name, additions)
                    .map(reason -> reason.replace(name, live.name()));
        } catch (BackupException e) {
            failure = e;
            throw e;
        } finally {
            remove(name, failure);
        }
    }

    private void create(String doing, String name, IndexDefinition live) {
        Settings.Builder settings = live.settingsForElasticsearch(
                        key -> !key.startsWith("index.routing") && !key.startsWith("index.number_of"))
                .put(TemporaryIndices.withoutReplicas().build())
                .put("index.number_of_shards", 1);
        CreateIndexRequestBuilder request = client.admin()
                .indices()
                .prepareCreate(name)
                .setSettings(settings)
                .setWaitForActiveShards(ActiveShardCount.NONE);
        if (!live.mapping().isEmpty()) {
            request.addMapping(live.type(), live.mappingJson(), XContentType.JSON);
        }
        ElasticsearchFailures.answer(doing, request);
    }

    private void remove(String name, BackupException failure) {
        try {
            TemporaryIndices.delete(client, new SnapshotConflictRetry(), name);
        } catch (BackupException e) {
            if (failure == null) {
                throw e;
            }
            failure.addSuppressed(e);
        }
    }
}
