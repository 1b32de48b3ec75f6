package org.elasticsearch.mapping;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import javax.annotation.PostConstruct;
import javax.annotation.PreDestroy;
import org.elasticsearch.action.admin.cluster.health.ClusterHealthResponse;
import org.elasticsearch.action.admin.cluster.node.info.NodesInfoResponse;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.unit.TimeValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Starts the embedded Elasticsearch node and its client, for the life of the process. */
@Component
public class ElasticSearchClient {
    private static final Logger LOG = LoggerFactory.getLogger(ElasticSearchClient.class);

    @Value("${elasticSearch.clusterName}")
    private String clusterName;

    @Value("${elasticSearch.data}")
    private String dataDirectory;

    @Value("${elasticSearch.path_repo:}")
    private String pathRepo;

    @Value("${elasticSearch.http_port:-1}")
    private int httpPort;

    @Value("${elasticSearch.transport_port:0}")
    private int transportPort;

    private EmbeddedNode node;
    private Client client;

    @PostConstruct
    public void initialize() throws Exception {
        Path home = Paths.get(dataDirectory).toAbsolutePath();
        Files.createDirectories(home);
        Settings.Builder settings = Settings.builder()
                .put("path.home", home.toString())
                .put("cluster.name", clusterName)
                .put("node.name", "alien")
                .put("network.host", "127.0.0.1")
                .put("transport.type", "netty4")
                .put("transport.tcp.port", transportPort)
                .put("discovery.type", "single-node")
                .put("cluster.routing.allocation.disk.threshold_enabled", false)
                .put("http.enabled", httpPort >= 0)
                .put("node.max_local_storage_nodes", 1);
        if (httpPort >= 0) {
            settings.put("http.type", "netty4").put("http.port", httpPort);
        }
        if (!pathRepo.isEmpty()) {
            settings.put("path.repo", pathRepo);
        }
        node = new EmbeddedNode(settings.build());
        node.start();
        client = node.client();
        waitForGreenStatus();
    }

    @PreDestroy
    public void close() throws IOException {
        node.close();
        LOG.info("Elasticsearch is closed");
    }

    /** A node client: it must not be closed by its users. */
    public Client getClient() {
        return client;
    }

    /** Waits at most 30 s; as in A4C the result is only logged. */
    public ClusterHealthResponse waitForGreenStatus(String... indices) {
        ClusterHealthResponse health = client.admin()
                .cluster()
                .prepareHealth(indices)
                .setWaitForGreenStatus()
                .setTimeout(TimeValue.timeValueSeconds(30))
                .get();
        LOG.debug("Status of {} indices: {}", indices.length, health.getStatus());
        return health;
    }

    /** The port for transport clients, on 127.0.0.1. */
    public int transportPort() {
        NodesInfoResponse info = client.admin()
                .cluster()
                .prepareNodesInfo()
                .clear()
                .setTransport(true)
                .get();
        return info.getNodes()
                .get(0)
                .getTransport()
                .getAddress()
                .publishAddress()
                .getPort();
    }
}
