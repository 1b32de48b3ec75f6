package org.alien4cloud.plugin.backup.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.OperationStore;
import org.alien4cloud.plugin.backup.operation.RepositoryLock;
import org.alien4cloud.plugin.backup.operation.RepositoryLocks;
import org.alien4cloud.plugin.backup.platform.AlienPlatform;
import org.alien4cloud.plugin.backup.platform.StoppedPlatform;
import org.alien4cloud.plugin.backup.service.BackupSettings;
import org.alien4cloud.plugin.backup.service.ConsistencySettings;
import org.alien4cloud.plugin.backup.service.EngineSettings;
import org.alien4cloud.plugin.backup.service.Recovery;
import org.alien4cloud.plugin.backup.service.Workspace;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.client.Client;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.transport.TransportAddress;
import org.elasticsearch.node.NodeValidationException;
import org.elasticsearch.transport.client.PreBuiltTransportClient;

/**
 * Finishes or undoes a restore that was in flight when Alien4Cloud stopped, without Alien4Cloud. docs/restore.md shows how to call it.
 * <p>
 * Exit codes: 0 the data are whole, 1 they could not be made whole, 2 wrong usage, 5 another process works on the backup directory.
 */
public final class Recover {

    private static final String USAGE = "Usage: recover --backup-directory DIR --alien-directory DIR"
            + " (--elasticsearch HOST:PORT | --embedded HOME) [--cluster NAME] [--dry-run] [--undo]";
    private static final Set<String> OPTIONS =
            new HashSet<>(Arrays.asList("--backup-directory", "--alien-directory", "--elasticsearch", "--embedded", "--cluster"));

    private Recover() {
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    static int run(String[] arguments, PrintStream out, PrintStream err) {
        Map<String, String> options;
        try {
            options = parse(arguments);
        } catch (InvalidInputException e) {
            err.println(e.getMessage());
            err.println(USAGE);
            return 2;
        }
        try (Elasticsearch elasticsearch = Elasticsearch.connect(options)) {
            AlienPlatform platform = new StoppedPlatform(directory(options, "--alien-directory"), elasticsearch.client);
            return recover(platform, directory(options, "--backup-directory"), options, out);
        } catch (BackupException e) {
            err.println(e.getMessage());
            return e.kind() == Kind.BUSY ? 5 : e.kind() == Kind.INVALID ? 2 : 1;
        } catch (IOException | NodeValidationException | ElasticsearchException | IllegalStateException e) {
            err.println("Elasticsearch cannot be reached or started: " + e + ". Is Alien4Cloud stopped, and are host, port and cluster right?");
            return 1;
        }
    }

    private static int recover(AlienPlatform platform, Path directory, Map<String, String> options, PrintStream out) {
        if (!Files.exists(directory.resolve("repository.json"))) {
            throw new InvalidInputException("--backup-directory: " + directory + " holds no backups. Is its disk mounted?");
        }
        BackupSettings settings = new BackupSettings(directory, Duration.ofSeconds(30), Duration.ofMinutes(10), EngineSettings.DEFAULT,
                ConsistencySettings.DEFAULT);
        OperationStore store = new OperationStore(directory.resolve("operations"));
        RepositoryLocks locks = new RepositoryLocks(directory);
        Recovery recovery = new Recovery(new Workspace(platform, settings), store,
                new OperationRunner(locks, store, platform.lastingClassLoader()), locks);
        try (RepositoryLock lock = locks.acquireOrAwaitDeath("recover", out::println).orElseThrow(() -> new BackupException(Kind.BUSY,
                "Another process works on " + directory + ": " + locks.refusal() + " Stop Alien4Cloud first."))) {
            recovery.findings().forEach(out::println);
            if (options.containsKey("--dry-run")) {
                return 0;
            }
            recovery.run();
            if (options.containsKey("--undo")) {
                recovery.undoRestored();
            }
            recovery.findings().forEach(out::println);
            return recovery.isHalfDone() ? 1 : 0;
        }
    }

    private static Map<String, String> parse(String[] arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals("--dry-run") || arguments[i].equals("--undo")) {
                options.put(arguments[i], "");
            } else if (OPTIONS.contains(arguments[i]) && i + 1 < arguments.length) {
                options.put(arguments[i], arguments[++i]);
            } else {
                throw new InvalidInputException("Unknown option, or one without its value: " + arguments[i]);
            }
        }
        if (!options.containsKey("--backup-directory") || !options.containsKey("--alien-directory")
                || options.containsKey("--elasticsearch") == options.containsKey("--embedded")) {
            throw new InvalidInputException("--backup-directory, --alien-directory, and one of --elasticsearch and --embedded are needed.");
        }
        return options;
    }

    private static Path directory(Map<String, String> options, String option) {
        Path directory = Paths.get(options.get(option));
        if (!Files.isDirectory(directory)) {
            throw new InvalidInputException(option + ": there is no directory " + directory + ".");
        }
        return directory;
    }

    /** The Elasticsearch of the stopped server: reached over the network, or started here on its data. */
    private static final class Elasticsearch implements Closeable {

        private final Client client;
        private final Closeable owner;

        private Elasticsearch(Client client, Closeable owner) {
            this.client = client;
            this.owner = owner;
        }

        static Elasticsearch connect(Map<String, String> options) throws IOException, NodeValidationException {
            String cluster = options.getOrDefault("--cluster", "escluster");
            if (options.containsKey("--embedded")) {
                EmbeddedNode node = new EmbeddedNode(directory(options, "--embedded"), cluster);
                node.start();
                node.client().admin().cluster().prepareHealth().setWaitForYellowStatus().get();
                return new Elasticsearch(node.client(), node);
            }
            String address = options.get("--elasticsearch");
            int colon = address.lastIndexOf(':');
            if (colon < 0 || !address.substring(colon + 1).matches("[0-9]{1,5}")) {
                throw new InvalidInputException("--elasticsearch takes HOST:PORT, where PORT is the transport port, mostly 9300.");
            }
            TransportClient transport = new PreBuiltTransportClient(Settings.builder().put("cluster.name", cluster).build());
            transport.addTransportAddress(new TransportAddress(InetAddress.getByName(address.substring(0, colon)),
                    Integer.parseInt(address.substring(colon + 1))));
            return new Elasticsearch(transport, transport::close);
        }

        @Override
        public void close() throws IOException {
            owner.close();
        }
    }
}
