package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.elasticsearch.action.admin.cluster.health.ClusterHealthResponse;
import org.elasticsearch.action.search.MultiSearchRequestBuilder;
import org.elasticsearch.action.search.MultiSearchResponse;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.unit.TimeValue;

/**
 * Checks indices that an engine creates: they must not exist before, and must be complete afterwards. Removes them
 * after a failure.
 */
final class IndexCreationGuard {

    private final Client client;
    private final SnapshotConflictRetry waitWhileBusy;
    private final RestoreTarget target;

    IndexCreationGuard(Client client, SnapshotConflictRetry waitWhileBusy, RestoreTarget target) {
        this.client = client;
        this.waitWhileBusy = waitWhileBusy;
        this.target = target;
    }

    /** @throws BackupException (PRECONDITION) naming all that exist, also as aliases of others */
    void requireAbsent(Collection<String> indices) {
        List<String> names = indices.stream().map(target::nameOf).collect(Collectors.toList());
        List<String> present = new IndexInspector(client)
                .inspect(names).values().stream()
                        .filter(IndexState::exists)
                        .map(IndexState::name)
                        .collect(Collectors.toList());
        present.addAll(aliases(names));
        if (!present.isEmpty()) {
            throw new BackupException(
                    BackupException.Kind.PRECONDITION,
                    "Elasticsearch has these indices already: " + String.join(", ", present)
                            + ". Nothing was changed. Delete them first to recreate them.");
        }
    }

    /** Returns the names that are aliases: Elasticsearch creates no index of such a name. */
    private List<String> aliases(List<String> names) {
        List<String> aliases = new ArrayList<>();
        if (!names.isEmpty()) {
            ElasticsearchFailures.answer(
                            "Reading the aliases",
                            client.admin().indices().prepareGetAliases(names.toArray(new String[0])))
                    .getAliases()
                    .forEach(index -> index.value.forEach(
                            alias -> aliases.add(alias.alias() + " (an alias of " + index.key + ")")));
        }
        return aliases;
    }

    /** @throws BackupException (CHECK_FAILED) naming an index whose number of documents is not that of the backup */
    void requireCounts(Manifest manifest, Collection<String> indices) {
        String doing = "Counting the documents of the restored indices";
        List<IndexEntry> entries = manifest.indices().stream()
                .filter(entry -> indices.contains(entry.name()))
                .collect(Collectors.toList());
        if (entries.isEmpty()) {
            return;
        }
        ElasticsearchFailures.refresh(
                doing,
                client,
                entries.stream().map(entry -> target.nameOf(entry.name())).toArray(String[]::new));
        MultiSearchRequestBuilder searches = client.prepareMultiSearch();
        entries.forEach(entry -> searches.add(client.prepareSearch(target.nameOf(entry.name()))
                .setIndicesOptions(IndicesOptions.strictSingleIndexNoExpandForbidClosed())
                .setSize(0)
                .setAllowPartialSearchResults(false)));
        MultiSearchResponse.Item[] answers =
                ElasticsearchFailures.answer(doing, searches).getResponses();
        for (int i = 0; i < answers.length; i++) {
            IndexEntry entry = entries.get(i);
            if (answers[i].isFailure()) {
                throw ElasticsearchFailures.explain(
                        "Counting the documents of index " + target.nameOf(entry.name()), answers[i].getFailure());
            }
            long count = answers[i].getResponse().getHits().getTotalHits();
            if (count != entry.documents()) {
                throw new BackupException(
                        BackupException.Kind.CHECK_FAILED,
                        "The restored index " + entry.name() + " has " + count + " documents, the backup "
                                + manifest.name() + " has " + entry.documents() + ". Use another backup.");
            }
        }
    }

    /**
     * @throws BackupException (ELASTICSEARCH) if primary shards do not start within two minutes, as when a node has
     *     left with them
     */
    static void awaitPrimaries(Client client, String doing, String... names) {
        ClusterHealthResponse health = ElasticsearchFailures.answer(
                doing,
                client.admin()
                        .cluster()
                        .prepareHealth(names)
                        .setWaitForYellowStatus()
                        .setTimeout(TimeValue.timeValueMinutes(2)));
        if (health.isTimedOut()) {
            throw new BackupException(
                    BackupException.Kind.ELASTICSEARCH,
                    doing + " failed: only " + health.getActivePrimaryShards()
                            + " of its primary shards started within two minutes. See the log of Elasticsearch, then try again.");
        }
    }

    /**
     * Removes indices that were created. None that existed before may be among them.
     *
     * @return the failure, to which a failure to remove is added
     */
    RuntimeException removed(Collection<String> made, RuntimeException failure) {
        for (String index : made) {
            try {
                TemporaryIndices.delete(client, waitWhileBusy, target.nameOf(Objects.requireNonNull(index)));
            } catch (BackupException e) {
                failure.addSuppressed(e);
            }
        }
        return failure;
    }
}
