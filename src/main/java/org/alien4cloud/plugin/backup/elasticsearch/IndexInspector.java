package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.elasticsearch.action.admin.indices.stats.CommonStats;
import org.elasticsearch.action.admin.indices.stats.IndicesStatsResponse;
import org.elasticsearch.action.admin.indices.stats.ShardStats;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.client.Client;
import org.elasticsearch.cluster.ClusterState;
import org.elasticsearch.cluster.metadata.IndexMetaData;
import org.elasticsearch.cluster.routing.IndexRoutingTable;
import org.elasticsearch.cluster.routing.IndexShardRoutingTable;
import org.elasticsearch.index.engine.Engine;
import org.elasticsearch.index.seqno.SeqNoStats;

/** Reads the state of indices from Elasticsearch, only by their full names. */
public final class IndexInspector {

    private final Client client;

    public IndexInspector(Client client) {
        this.client = Objects.requireNonNull(client, "client");
    }

    /**
     * Returns the state of each of the given indices, in their order, also of missing ones.
     *
     * @throws BackupException (ELASTICSEARCH) if Elasticsearch does not answer
     */
    public Map<String, IndexState> inspect(Collection<String> indices) {
        if (indices.isEmpty()) {
            return Collections.emptyMap();
        }
        ClusterState cluster = ElasticsearchFailures.answer(
                        "Reading the state of the indices",
                        client.admin()
                                .cluster()
                                .prepareState()
                                .clear()
                                .setMetaData(true)
                                .setRoutingTable(true)
                                .setIndices(indices.toArray(new String[0]))
                                .setIndicesOptions(IndicesOptions.lenientExpandOpen()))
                .getState();
        List<String> open = new ArrayList<>();
        for (String index : new TreeSet<>(indices)) {
            IndexMetaData metaData = cluster.metaData().index(index);
            if (metaData != null && metaData.getState() == IndexMetaData.State.OPEN) {
                open.add(index);
            }
        }
        Map<String, List<ShardStats>> stats = primaries(open);
        Map<String, IndexState> states = new LinkedHashMap<>();
        for (String index : indices) {
            IndexMetaData metaData = cluster.metaData().index(index);
            states.put(
                    index,
                    metaData == null
                            ? IndexState.named(index).build()
                            : state(
                                    metaData,
                                    cluster.routingTable().index(index),
                                    stats.getOrDefault(index, Collections.emptyList())));
        }
        return states;
    }

    /** Returns the state of one index. */
    public IndexState inspect(String index) {
        return inspect(Collections.singletonList(index)).get(index);
    }

    /**
     * Returns the states of indices, and checks that they can be read and written completely.
     *
     * @throws BackupException (PRECONDITION) naming all that are missing, closed or lack a primary shard
     */
    public Map<String, IndexState> requireUsable(Collection<String> indices) {
        Map<String, IndexState> states = inspect(indices);
        List<String> problems = new ArrayList<>();
        add(problems, "missing", states, state -> !state.exists());
        add(problems, "closed", states, state -> state.exists() && !state.open());
        add(
                problems,
                "without all primary shards (red)",
                states,
                state -> state.open() && state.health() == IndexState.Health.RED);
        if (!problems.isEmpty()) {
            throw new BackupException(
                    BackupException.Kind.PRECONDITION,
                    "Elasticsearch indices cannot be used: " + String.join("; ", problems)
                            + ". Bring them back (a missing one is created when Alien4Cloud starts), then try again.");
        }
        return states;
    }

    private static void add(
            List<String> problems, String what, Map<String, IndexState> states, Predicate<IndexState> filter) {
        List<String> names = new ArrayList<>();
        states.values().stream().filter(filter).forEach(state -> names.add(state.name()));
        if (!names.isEmpty()) {
            problems.add(what + ": " + String.join(", ", names));
        }
    }

    private Map<String, List<ShardStats>> primaries(List<String> open) {
        if (open.isEmpty()) {
            return Collections.emptyMap();
        }
        IndicesStatsResponse stats = ElasticsearchFailures.answer(
                "Reading the statistics of the indices",
                client.admin()
                        .indices()
                        .prepareStats(open.toArray(new String[0]))
                        .clear()
                        .setStore(true)
                        .setIndicesOptions(IndicesOptions.lenientExpandOpen()));
        Map<String, List<ShardStats>> primaries = new LinkedHashMap<>();
        for (ShardStats shard : stats.getShards()) {
            if (shard.getShardRouting().primary()) {
                primaries
                        .computeIfAbsent(shard.getShardRouting().getIndexName(), any -> new ArrayList<>())
                        .add(shard);
            }
        }
        return primaries;
    }

    private static IndexState state(IndexMetaData metaData, IndexRoutingTable routing, List<ShardStats> primaries) {
        Long[] maxSeqNos = new Long[metaData.getNumberOfShards()];
        Arrays.fill(maxSeqNos, IndexState.UNKNOWN);
        String[] histories = new String[metaData.getNumberOfShards()];
        Arrays.fill(histories, "");
        long bytes = 0;
        int lasting = 0;
        for (ShardStats shard : primaries) {
            SeqNoStats seqNos = shard.getSeqNoStats();
            CommonStats stats = shard.getStats();
            bytes += stats.getStore() == null ? 0 : stats.getStore().getSizeInBytes();
            if (seqNos != null && shard.getCommitStats() != null) {
                histories[shard.getShardRouting().id()] =
                        shard.getCommitStats().getUserData().getOrDefault(Engine.HISTORY_UUID_KEY, "");
                maxSeqNos[shard.getShardRouting().id()] = seqNos.getMaxSeqNo();
                lasting += seqNos.getLocalCheckpoint() == seqNos.getMaxSeqNo()
                                && seqNos.getGlobalCheckpoint() == seqNos.getMaxSeqNo()
                        ? 1
                        : 0;
            }
        }
        return IndexState.named(metaData.getIndex().getName())
                .uuid(metaData.getIndexUUID())
                .open(metaData.getState() == IndexMetaData.State.OPEN)
                .shards(metaData.getNumberOfShards())
                .health(health(routing))
                .bytes(bytes)
                .maxSeqNos(Arrays.asList(maxSeqNos))
                .histories(Arrays.asList(histories))
                .lasting(lasting == maxSeqNos.length)
                .build();
    }

    private static IndexState.Health health(IndexRoutingTable routing) {
        IndexState.Health health = IndexState.Health.GREEN;
        if (routing == null) {
            return IndexState.Health.RED;
        }
        for (IndexShardRoutingTable shard : routing) {
            if (!shard.primaryShard().active()) {
                return IndexState.Health.RED;
            }
            if (shard.activeShards().size() < shard.size()) {
                health = IndexState.Health.YELLOW;
            }
        }
        return health;
    }
}
