package org.alien4cloud.plugin.backup.cli;

import com.floragunn.searchguard.ssl.SearchGuardSSLPlugin;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.client.Client;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.transport.TransportAddress;
import org.elasticsearch.common.unit.TimeValue;
import org.elasticsearch.node.NodeValidationException;
import org.elasticsearch.transport.client.PreBuiltTransportClient;

/**
 * Connects to the Elasticsearch of a server, with Alien4Cloud's own configuration. A separate Elasticsearch is reached
 * over the network. An embedded one is started in this process while Alien4Cloud is stopped, until the connection is
 * closed.
 */
final class ElasticsearchConnection implements Closeable {

    private static final String TLS = "searchguard.ssl.transport.";
    private static final int PORT = 9300;
    private static final int CONNECT_MILLIS = 5000;

    private final Client client;
    private final Closeable owner;

    private ElasticsearchConnection(Client client, Closeable owner) {
        this.client = client;
        this.owner = owner;
    }

    /**
     * Connects to Elasticsearch.
     *
     * @throws BackupException (ELASTICSEARCH) if it cannot be reached or started, belongs to another cluster, or does
     *     not answer; the message names the address and the reason. (BUSY) if the data of an embedded one are in use
     */
    static ElasticsearchConnection open(AlienConfiguration configuration) {
        return configuration.isElasticsearchSeparate()
                ? separate(configuration, configuration.hosts(), configuration.clusterName())
                : embedded(configuration);
    }

    Client client() {
        return client;
    }

    @Override
    public void close() throws IOException {
        owner.close();
    }

    private static ElasticsearchConnection embedded(AlienConfiguration configuration) {
        EmbeddedNode.Arrangement arrangement = configuration.embedded();
        EmbeddedNode node = null;
        try {
            node = new EmbeddedNode(arrangement);
            node.start();
            awaitPrimaries(node.client());
            return new ElasticsearchConnection(node.client(), node);
        } catch (NodeValidationException | RuntimeException e) {
            close(node, e);
            if (isLocked(e)) {
                return ofRunning(configuration, arrangement);
            }
            throw new BackupException(
                    Kind.ELASTICSEARCH,
                    "The Elasticsearch that is embedded in Alien4Cloud cannot be started on " + arrangement.home()
                            + ": " + rootOf(e)
                            + ". Give the directory of its data with --embedded, and the name of its cluster with --cluster.",
                    e);
        }
    }

    private static void close(Closeable node, Exception cause) {
        try {
            if (node != null) {
                node.close();
            }
        } catch (IOException | RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private static boolean isLocked(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains("failed to obtain node lock")) {
                return true;
            }
        }
        return false;
    }

    /** Connects to a node that another process, most likely Alien4Cloud, has already started on the same data. */
    private static ElasticsearchConnection ofRunning(
            AlienConfiguration configuration, EmbeddedNode.Arrangement arrangement) {
        try {
            ElasticsearchConnection connection =
                    separate(configuration, "127.0.0.1:" + arrangement.port(), arrangement.clusterName());
            boolean same =
                    connection
                            .client
                            .admin()
                            .cluster()
                            .prepareNodesInfo()
                            .clear()
                            .setSettings(true)
                            .get()
                            .getNodes()
                            .stream()
                            .anyMatch(node ->
                                    arrangement.home().equals(node.getSettings().get("path.home"))
                                            || arrangement
                                                    .home()
                                                    .equals(String.valueOf(new File(node.getSettings()
                                                                    .get("path.home", ""))
                                                            .getAbsolutePath())));
            if (same) {
                return connection;
            }
            connection.close();
        } catch (BackupException | IOException e) {
            throw inUse(arrangement, e);
        }
        throw inUse(arrangement, null);
    }

    private static BackupException inUse(EmbeddedNode.Arrangement arrangement, Exception cause) {
        return new BackupException(
                Kind.BUSY,
                "The data of Elasticsearch in " + arrangement.home()
                        + " are in use (its node lock is held), most likely by a running Alien4Cloud. Stop it first, or use its page.",
                cause);
    }

    private static ElasticsearchConnection separate(AlienConfiguration configuration, String hosts, String cluster) {
        List<InetSocketAddress> reached = reachable(hosts);
        Settings.Builder settings = Settings.builder()
                .put("cluster.name", cluster)
                .put("client.transport.ignore_cluster_name", true)
                .put("client.transport.ping_timeout", "10s");
        TransportClient transport = isTls(configuration)
                ? tlsClient(withTls(settings, configuration))
                : new PreBuiltTransportClient(settings.build());
        try {
            reached.forEach(address -> transport.addTransportAddress(new TransportAddress(address)));
            if (transport.connectedNodes().isEmpty()) {
                throw new BackupException(
                        Kind.ELASTICSEARCH,
                        "No Elasticsearch 6 answers at " + hosts
                                + ", although the connection succeeds. Check that this is the transport port (9300, not 9200), and check the searchguard.ssl.transport settings of Alien4Cloud's configuration.");
            }
            String found = transport
                    .admin()
                    .cluster()
                    .prepareHealth()
                    .setTimeout(TimeValue.timeValueSeconds(10))
                    .get()
                    .getClusterName();
            if (!found.equals(cluster)) {
                throw new BackupException(
                        Kind.ELASTICSEARCH,
                        "The Elasticsearch at " + hosts + " belongs to the cluster '" + found
                                + "', but Alien4Cloud is configured for '" + cluster
                                + "'. If this is the right one, add --cluster " + found + ".");
            }
            return new ElasticsearchConnection(transport, transport::close);
        } catch (ElasticsearchException e) {
            transport.close();
            throw new BackupException(
                    Kind.ELASTICSEARCH, "Elasticsearch at " + hosts + " reported an error: " + rootOf(e) + ".", e);
        } catch (BackupException e) {
            transport.close();
            throw e;
        }
    }

    private static TransportClient tlsClient(Settings settings) {
        try {
            return new PreBuiltTransportClient(settings, SearchGuardSSLPlugin.class);
        } catch (RuntimeException e) {
            throw new BackupException(
                    Kind.ELASTICSEARCH,
                    "The key stores of searchguard.ssl.transport in Alien4Cloud's configuration,  "
                            + settings.get(TLS + "keystore_filepath") + " and "
                            + settings.get(TLS + "truststore_filepath") + ", cannot be used: " + rootOf(e) + ".",
                    e);
        }
    }

    private static boolean isTls(AlienConfiguration configuration) {
        return configuration.environment().getProperty(TLS + "enabled", Boolean.class, false);
    }

    private static Settings withTls(Settings.Builder settings, AlienConfiguration configuration) {
        for (String key :
                new String[] {"keystore_filepath", "truststore_filepath", "keystore_password", "truststore_password"}) {
            String value = configuration.environment().getProperty(TLS + key);
            if (value != null) {
                settings.put(TLS + key, value);
            }
        }
        return settings.build();
    }

    /**
     * Returns the addresses that accept a connection. Elasticsearch's own client would not say why it has no
     * connection.
     */
    private static List<InetSocketAddress> reachable(String hosts) {
        List<InetSocketAddress> reached = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (String host : hosts.split(",")) {
            InetSocketAddress address = address(host.trim());
            try (Socket socket = new Socket()) {
                socket.connect(address, CONNECT_MILLIS);
                reached.add(address);
            } catch (IOException e) {
                failures.add(host.trim() + " (" + (address.isUnresolved() ? "unknown host" : e.getMessage()) + ")");
            }
        }
        if (reached.isEmpty()) {
            throw new BackupException(
                    Kind.ELASTICSEARCH,
                    "Elasticsearch cannot be reached at " + String.join(", ", failures)
                            + ". Check that it is running, and that this is its transport port (usually 9300).");
        }
        return reached;
    }

    private static InetSocketAddress address(String host) {
        int colon = host.lastIndexOf(':');
        String port = host.substring(colon + 1);
        if (colon < 0) {
            return new InetSocketAddress(host, PORT);
        }
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
            throw new InvalidInputException(
                    "'" + host
                            + "' is not an address of Elasticsearch. Write HOST:PORT, where PORT is the transport port, usually 9300.");
        }
        return new InetSocketAddress(host.substring(0, colon), Integer.parseInt(port));
    }

    private static void awaitPrimaries(Client client) {
        client.admin()
                .cluster()
                .prepareHealth()
                .setWaitForYellowStatus()
                .setTimeout(TimeValue.timeValueMinutes(2))
                .get();
    }

    private static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
