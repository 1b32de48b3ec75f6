package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.LineageMarks;
import org.elasticsearch.action.admin.indices.flush.FlushResponse;
import org.elasticsearch.action.get.GetResponse;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.client.Client;
import org.elasticsearch.cluster.ClusterState;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.XContentType;
import org.elasticsearch.gateway.GatewayService;

/**
 * Stores the marks of backups in an index of the plugin's own, one document per backup repository. If somebody returns
 * Elasticsearch's data to an earlier state, sequence numbers, histories and ids of indices do not show it; missing
 * marks do.
 */
public final class ElasticsearchMarks implements LineageMarks {

    /** Never in a backup, and no restore changes it. */
    public static final String INDEX = "a4c-backup-lineage";

    private static final String TYPE = "_doc";
    private static final String MARKS = "marks";
    private static final String MAPPING = "{\"" + TYPE + "\":{\"dynamic\":false}}";

    private final Client client;

    public ElasticsearchMarks(Client client) {
        this.client = Objects.requireNonNull(client, "client");
    }

    @Override
    public String place() {
        return "Elasticsearch";
    }

    @Override
    public boolean holds(String repositoryId, String mark) {
        return marks(repositoryId).contains(mark);
    }

    private Set<String> marks(String repositoryId) {
        Set<String> marks = new TreeSet<>();
        if (!exists()) {
            return marks;
        }
        GetResponse found = ElasticsearchFailures.answer(
                "Reading the marks of backups", client.prepareGet(INDEX, TYPE, repositoryId));
        if (found.isExists() && found.getSourceAsMap().get(MARKS) instanceof List) {
            ((List<?>) found.getSourceAsMap().get(MARKS)).forEach(mark -> marks.add(String.valueOf(mark)));
        }
        return marks;
    }

    /**
     * Tells whether the index exists. An Elasticsearch that has not read its state yet knows no index, so its answer
     * does not count.
     */
    private boolean exists() {
        String doing = "Looking for the marks of backups";
        ClusterState state = ElasticsearchFailures.answer(
                        doing,
                        client.admin()
                                .cluster()
                                .prepareState()
                                .clear()
                                .setMetaData(true)
                                .setBlocks(true)
                                .setIndices(INDEX)
                                .setIndicesOptions(IndicesOptions.lenientExpandOpen()))
                .getState();
        if (state.blocks().hasGlobalBlock(GatewayService.STATE_NOT_RECOVERED_BLOCK)) {
            throw new BackupException(
                    BackupException.Kind.ELASTICSEARCH,
                    doing + " failed: Elasticsearch has just started and has not read its state yet."
                            + " Try again in a moment.");
        }
        return state.metaData().hasIndex(INDEX);
    }

    @Override
    public void add(String repositoryId, String mark, Collection<String> existing) {
        Set<String> marks = marks(repositoryId);
        marks.retainAll(existing);
        marks.add(mark);
        if (!exists()) {
            create();
        }
        ElasticsearchFailures.answer(
                "Writing the marks of backups",
                client.prepareIndex(INDEX, TYPE, repositoryId)
                        .setSource(Collections.singletonMap(MARKS, new ArrayList<>(marks))));
    }

    @Override
    public void flush(Collection<String> indices) {
        if (indices.isEmpty()) {
            return;
        }
        String doing = "Flushing the indices that were backed up";
        FlushResponse answer = ElasticsearchFailures.answer(
                doing,
                client.admin()
                        .indices()
                        .prepareFlush(indices.toArray(new String[0]))
                        .setWaitIfOngoing(true)
                        .setIndicesOptions(IndicesOptions.strictSingleIndexNoExpandForbidClosed()));
        if (answer.getFailedShards() > 0) {
            throw new BackupException(
                    BackupException.Kind.ELASTICSEARCH,
                    doing + " failed for " + answer.getFailedShards() + " of " + answer.getTotalShards() + " shards: "
                            + ElasticsearchFailures.summary(answer.getShardFailures()[0].getCause()) + ".");
        }
    }

    /**
     * Creates the index with a copy on a second node, if there is one. Each write is on the disk before it is answered,
     * whatever templates say.
     */
    private void create() {
        ElasticsearchFailures.answer(
                "Creating index " + INDEX,
                client.admin()
                        .indices()
                        .prepareCreate(INDEX)
                        .setSettings(Settings.builder()
                                .put("index.number_of_shards", 1)
                                .put("index.auto_expand_replicas", "0-1")
                                .put("index.translog.durability", "request"))
                        .addMapping(TYPE, MAPPING, XContentType.JSON));
    }
}
