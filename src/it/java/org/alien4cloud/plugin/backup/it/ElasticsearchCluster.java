package org.alien4cloud.plugin.backup.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.elasticsearch.action.admin.cluster.health.ClusterHealthResponse;
import org.elasticsearch.action.admin.cluster.node.stats.NodeStats;
import org.elasticsearch.action.admin.indices.stats.CommonStatsFlags;
import org.elasticsearch.client.Client;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.common.Priority;
import org.elasticsearch.common.network.NetworkService;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.transport.client.PreBuiltTransportClient;

/**
 * Runs a cluster of Elasticsearch processes. Every node can be master and holds data, and one is enough for a master:
 * of two nodes, either may stop while the other continues.
 */
public final class ElasticsearchCluster implements AutoCloseable {

    private final String name;
    private final Path directory;
    private final List<ElasticsearchProcess> nodes = new ArrayList<>();
    private final TransportClient client;

    private ElasticsearchCluster(ElasticsearchProcess.Version version, String name, int size) throws IOException {
        this.name = name + "-" + System.nanoTime();
        this.directory = ServerData.directory(name);
        Files.createDirectories(repositories());
        Map<String, String> settings = new HashMap<>();
        settings.put("cluster.name", this.name);
        settings.put("path.repo", repositories().toString());
        // no node that starts may take itself for the cluster because another is slow
        settings.put("discovery.zen.minimum_master_nodes", "" + size);
        for (int i = 0; i < size; i++) {
            nodes.add(new ElasticsearchProcess(version, "node" + i, directory.resolve("node" + i), settings));
        }
        try {
            client = newClient(nodes);
            restart();
        } catch (RuntimeException | Error e) {
            nodes.forEach(ElasticsearchProcess::close);
            throw e;
        }
    }

    /** Starts a cluster and waits until all its nodes know each other. */
    public static ElasticsearchCluster start(ElasticsearchProcess.Version version, String name, int size) {
        try {
            return new ElasticsearchCluster(version, name, size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts those that do not run, and waits until the cluster is whole again. */
    public void restart() {
        List<ElasticsearchProcess> stopped =
                nodes.stream().filter(node -> !node.isRunning()).collect(Collectors.toList());
        stopped.forEach(node -> node.launch(hosts()));
        stopped.forEach(ElasticsearchProcess::awaitStart);
        awaitGreen();
        // from now on one of them is enough for a master
        client.admin()
                .cluster()
                .prepareUpdateSettings()
                .setTransientSettings(Collections.singletonMap("discovery.zen.minimum_master_nodes", 1))
                .get();
    }

    private String hosts() {
        return nodes.stream()
                .map(node -> node.address().getAddress() + ":" + node.address().getPort())
                .collect(Collectors.joining(","));
    }

    /** Waits until all nodes are there, with all replicas. */
    public void awaitGreen() {
        Await.until("the cluster " + name + " is green", Await.LIMIT, () -> {
            ClusterHealthResponse health = client.admin()
                    .cluster()
                    .prepareHealth()
                    .setWaitForNodes("ge(" + nodes.size() + ")")
                    .setWaitForGreenStatus()
                    .setWaitForNoRelocatingShards(true)
                    .setWaitForEvents(Priority.LANGUID)
                    .setTimeout("10s")
                    .get();
            return !health.isTimedOut();
        });
    }

    /** Of all nodes, in the order of their making. */
    public List<ElasticsearchProcess> nodes() {
        return Collections.unmodifiableList(nodes);
    }

    public ElasticsearchProcess master() {
        String master = client.admin()
                .cluster()
                .prepareState()
                .clear()
                .setNodes(true)
                .get()
                .getState()
                .nodes()
                .getMasterNode()
                .getName();
        return nodes.stream()
                .filter(node -> node.name().equals(master))
                .findFirst()
                .get();
    }

    /** One that is not the master. */
    public ElasticsearchProcess follower() {
        ElasticsearchProcess master = master();
        return nodes.stream().filter(node -> node != master).findFirst().get();
    }

    /** A transport client that knows all nodes, as Alien4Cloud has it: for the tests to look with. */
    public Client client() {
        return client;
    }

    /** One more transport client that knows the given nodes, for the caller to close. */
    public TransportClient newClient(List<ElasticsearchProcess> known) {
        // Elasticsearch and Netty would both set the number of processors, and the second fails.
        System.setProperty("es.set.netty.runtime.available.processors", "false");
        TransportClient made = new PreBuiltTransportClient(
                Settings.builder()
                        .put("cluster.name", name)
                        .put(NetworkService.GLOBAL_NETWORK_HOST_SETTING.getKey(), "127.0.0.1")
                        .put("client.transport.nodes_sampler_interval", "1s")
                        .build(),
                Collections.emptyList());
        known.forEach(node -> made.addTransportAddress(node.address()));
        return made;
    }

    /**
     * A node of this process that joins the cluster without data, for the caller to close: its client is what
     * Alien4Cloud has when embedded.
     */
    public EmbeddedElasticsearch join() {
        return EmbeddedElasticsearch.join(name, hosts());
    }

    /** How many searches are kept open on all nodes. */
    public long openSearches() {
        long open = 0;
        for (NodeStats node : client.admin()
                .cluster()
                .prepareNodesStats("data:true")
                .clear()
                .setIndices(new CommonStatsFlags(CommonStatsFlags.Flag.Search))
                .get()
                .getNodes()) {
            open += node.getIndices().getSearch().getOpenContexts();
        }
        return open;
    }

    public String name() {
        return name;
    }

    /** The directory that all nodes may write snapshots to. */
    public Path repositories() {
        return directory.resolve("repositories");
    }

    @Override
    public void close() {
        client.close();
        nodes.forEach(ElasticsearchProcess::close);
    }
}
