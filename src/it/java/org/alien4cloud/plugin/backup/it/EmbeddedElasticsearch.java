package org.alien4cloud.plugin.backup.it;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.elasticsearch.analysis.common.CommonAnalysisPlugin;
import org.elasticsearch.client.Client;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.common.network.NetworkService;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.transport.TransportAddress;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.node.NodeValidationException;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.transport.Netty4Plugin;
import org.elasticsearch.transport.TransportInfo;
import org.elasticsearch.transport.client.PreBuiltTransportClient;

/**
 * Runs a real Elasticsearch node in this process, on a free port of 127.0.0.1, with a temporary data directory that is
 * deleted with it.
 */
public final class EmbeddedElasticsearch implements AutoCloseable {

    private static final class TestNode extends Node {
        TestNode(Settings settings, List<Class<? extends Plugin>> plugins) {
            super(new Environment(InternalSettingsPreparer.prepareSettings(settings), null), plugins, false);
        }

        @Override
        protected void registerDerivedNodeNameWithLogger(String nodeName) {
            // only the server's own log names the node
        }
    }

    private final Path home;
    private final boolean keepData;
    private final TestNode node;
    private TransportClient transportClient;

    private EmbeddedElasticsearch(
            Path home,
            String cluster,
            boolean keepData,
            Path pathRepo,
            Settings more,
            List<Class<? extends Plugin>> plugins)
            throws NodeValidationException {
        this.home = home;
        this.keepData = keepData;
        // Elasticsearch and Netty would both set the number of processors, and the second fails.
        System.setProperty("es.set.netty.runtime.available.processors", "false");
        Settings.Builder settings = Settings.builder()
                .put("cluster.name", cluster)
                .put("node.name", "it")
                .put("path.home", home.toString())
                .put("path.data", home.resolve("data").toString())
                .put("transport.type", "netty4")
                .put("http.enabled", false)
                .put("network.host", "127.0.0.1")
                .put("transport.tcp.port", "0")
                .put("discovery.type", "single-node")
                .put("action.auto_create_index", true)
                .put("cluster.routing.allocation.disk.threshold_enabled", false);
        if (pathRepo != null) {
            settings.putList("path.repo", pathRepo.toString());
        }
        List<Class<? extends Plugin>> all =
                new ArrayList<>(Arrays.asList(Netty4Plugin.class, CommonAnalysisPlugin.class));
        all.addAll(plugins);
        node = new TestNode(settings.put(more).build(), all);
        node.start();
    }

    /** @param pathRepo where file system snapshots are allowed, or null for nowhere */
    public static EmbeddedElasticsearch start(Path pathRepo) {
        return start(pathRepo, false);
    }

    /** @param http whether it answers over HTTP too, see {@link #httpAddress} */
    public static EmbeddedElasticsearch start(Path pathRepo, boolean http) {
        return start(
                pathRepo,
                http
                        ? Settings.builder()
                                .put("http.enabled", true)
                                .put("http.type", "netty4")
                                .put("http.port", "0")
                                .build()
                        : Settings.EMPTY,
                Collections.emptyList());
    }

    /** @param plugins of Elasticsearch that the node has, too */
    public static EmbeddedElasticsearch start(Path pathRepo, Settings more, List<Class<? extends Plugin>> plugins) {
        try {
            return new EmbeddedElasticsearch(
                    Files.createTempDirectory("es-it-"),
                    "backup-it-" + System.nanoTime(),
                    false,
                    pathRepo,
                    more,
                    plugins);
        } catch (IOException | NodeValidationException e) {
            throw new IllegalStateException("Elasticsearch does not start", e);
        }
    }

    /** A node on the data of another one that has stopped; the data stay. */
    public static EmbeddedElasticsearch startOn(Path home, String cluster) {
        return startOn(home, cluster, null);
    }

    /** The same with a place for snapshots. */
    public static EmbeddedElasticsearch startOn(Path home, String cluster, Path pathRepo) {
        try {
            return new EmbeddedElasticsearch(home, cluster, true, pathRepo, Settings.EMPTY, Collections.emptyList());
        } catch (NodeValidationException e) {
            throw new IllegalStateException("Elasticsearch does not start on " + home, e);
        }
    }

    /**
     * A node that joins a cluster, without any data.
     *
     * @param hosts where its nodes are, as host:port, separated by commas
     */
    public static EmbeddedElasticsearch join(String cluster, String hosts) {
        try {
            return new EmbeddedElasticsearch(
                    Files.createTempDirectory("es-it-"),
                    cluster,
                    false,
                    null,
                    Settings.builder()
                            .put("discovery.type", "zen")
                            .put("discovery.zen.ping.unicast.hosts", hosts)
                            .put("discovery.zen.ping_timeout", "1s")
                            .put("node.master", false)
                            .put("node.data", false)
                            .put("node.ingest", false)
                            .build(),
                    Collections.emptyList());
        } catch (IOException | NodeValidationException e) {
            throw new IllegalStateException("Elasticsearch does not join " + hosts, e);
        }
    }

    /** Where a transport client reaches it, as host:port. */
    public String address() {
        TransportAddress address = node.client()
                .admin()
                .cluster()
                .prepareNodesInfo("_local")
                .get()
                .getNodes()
                .get(0)
                .getTransport()
                .address()
                .publishAddress();
        return address.getAddress() + ":" + address.getPort();
    }

    /** Where HTTP reaches it, as host:port. */
    public String httpAddress() {
        return node.client()
                .admin()
                .cluster()
                .prepareNodesInfo()
                .get()
                .getNodes()
                .get(0)
                .getHttp()
                .address()
                .publishAddress()
                .toString();
    }

    /** The node's own client, as Alien4Cloud has it when Elasticsearch is embedded. */
    public Client nodeClient() {
        return node.client();
    }

    /** A client of a server elsewhere, as Alien4Cloud has it otherwise. */
    public synchronized Client transportClient() {
        if (transportClient == null) {
            TransportInfo transport = node.client()
                    .admin()
                    .cluster()
                    .prepareNodesInfo("_local")
                    .get()
                    .getNodes()
                    .get(0)
                    .getTransport();
            TransportAddress address = transport.address().publishAddress();
            String cluster = node.settings().get("cluster.name");
            transportClient = new PreBuiltTransportClient(
                    Settings.builder()
                            .put("cluster.name", cluster)
                            .put(NetworkService.GLOBAL_NETWORK_HOST_SETTING.getKey(), "127.0.0.1")
                            .build(),
                    Collections.emptyList());
            transportClient.addTransportAddress(address);
        }
        return transportClient;
    }

    @Override
    public void close() {
        try {
            if (transportClient != null) {
                transportClient.close();
            }
            node.close();
            if (!keepData) {
                deleteTree(home);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    public static void deleteTree(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
