package org.alien4cloud.devhost;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.elasticsearch.action.support.WriteRequest.RefreshPolicy;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.transport.TransportAddress;
import org.elasticsearch.common.xcontent.XContentType;
import org.elasticsearch.search.SearchHit;
import org.elasticsearch.transport.client.PreBuiltTransportClient;

/**
 * The first command of the README: a server with sample data and the plugin is backed up, loses data, and is restored;
 * what it held is compared. Then it keeps serving, unless told to exit.
 */
public final class Demo {
    private static final String BACKUP = "before-the-accident";
    private final PrintStream out;
    private final DemoClient http;
    private final TransportClient elasticsearch;
    private final Path alien;

    private Demo(PrintStream out, Path data, int port) throws IOException {
        this.out = out;
        this.http = new DemoClient("http://127.0.0.1:" + port);
        this.alien = data.resolve(".alien");
        int esPort = Integer.parseInt(
                new String(Files.readAllBytes(data.resolve("devhost.es-port")), StandardCharsets.US_ASCII));
        this.elasticsearch = new PreBuiltTransportClient(
                        Settings.builder().put("cluster.name", "escluster").build())
                .addTransportAddress(new TransportAddress(InetAddress.getLoopbackAddress(), esPort));
    }

    /**
     * Arguments: data directory (emptied), port, zip of the plugin, zip of the orchestrator plugin, whether to exit
     * afterwards.
     */
    public static void main(String[] arguments) throws IOException {
        Path data = Paths.get(arguments[0]).toAbsolutePath();
        int port = Integer.parseInt(arguments[1]);
        deleteTree(data);
        Files.createDirectories(data);
        PrintStream out = System.out;
        out.println("Starting a small Alien4Cloud with sample data in " + data + " ...");
        DevHost.main(new String[] {
            "--data=" + data,
            "--port=" + port,
            "--sample=24",
            "--path-repo=" + data.resolve("snapshots"),
            "--logging.file=" + data.resolve("devhost.log"),
            "--logging.level.org.alien4cloud=WARN",
            "--logging.level.alien4cloud=WARN"
        });
        boolean equal;
        try {
            equal = new Demo(out, data, port).run(Paths.get(arguments[2]), Paths.get(arguments[3]));
        } catch (IOException | RuntimeException e) {
            e.printStackTrace();
            System.exit(1);
            return;
        }
        if (Boolean.parseBoolean(arguments[4]) || !equal) {
            System.exit(equal ? 0 : 1);
        }
        out.println("Serving on http://127.0.0.1:" + port + " (admin/admin) until Ctrl-C. Log: "
                + data.resolve("devhost.log"));
    }

    private boolean run(Path plugin, Path orchestrator) throws IOException {
        http.login("admin", "admin");
        http.upload("/rest/latest/plugins", orchestrator);
        http.upload("/rest/latest/plugins", plugin);

        ServerState before = look();
        operation(
                "Backing up",
                http.post("/rest/latest/backups", "{\"name\": \"" + BACKUP + "\", \"description\": \"Demo\"}"));
        destroy();
        ServerState destroyed = look();
        operation(
                "Restoring",
                http.post("/rest/latest/backups/" + BACKUP + "/restore", "{\"confirm\": \"" + BACKUP + "\"}"));
        ServerState restored = look();

        out.printf("%n%-10s %10s  %-16s %10s  %-16s%n", "", "documents", "digest", "files", "digest");
        print("before", before);
        print("destroyed", destroyed);
        print("restored", restored);
        String differences = before.differences(restored, 10);
        out.println(differences.isEmpty() ? "\nEverything is as it was before.\n" : "\n" + differences);
        elasticsearch.close();
        return differences.isEmpty();
    }

    /**
     * Everything but what an Alien4Cloud writes by itself: the audit trail, which a restore leaves as it is, and what
     * is written at each start.
     */
    private ServerState look() throws IOException {
        return ServerState.read(elasticsearch, alien)
                .without(
                        document -> document.startsWith("audittrace/")
                                || document.startsWith("auditconfiguration/")
                                || document.startsWith("suggestionentry/"),
                        file -> false);
    }

    private void destroy() throws IOException {
        out.println(
                "Destroying: archives with their files, artifacts, every application, the orchestrator's plugin; changing topologies ...");
        http.delete("/rest/latest/plugins/mock-orchestrator");
        for (String archive : ids("csar").stream().limit(10).collect(Collectors.toList())) {
            http.delete("/rest/latest/csars/" + archive);
        }
        for (String id : ids("application")) {
            elasticsearch
                    .prepareDelete("application", "_doc", id)
                    .setRefreshPolicy(RefreshPolicy.IMMEDIATE)
                    .get();
        }
        for (String id : ids("topology")) {
            elasticsearch
                    .prepareIndex("topology", "_doc", id)
                    .setSource("{\"spoilt\": true}", XContentType.JSON)
                    .setRefreshPolicy(RefreshPolicy.IMMEDIATE)
                    .get();
        }
        deleteTree(alien.resolve("artifacts"));
        Files.write(
                alien.resolve("csar").resolve("intruder.txt"), "not in the backup".getBytes(StandardCharsets.UTF_8));
    }

    private List<String> ids(String index) {
        return Stream.of(elasticsearch
                        .prepareSearch(index)
                        .setSize(1000)
                        .get()
                        .getHits()
                        .getHits())
                .map(SearchHit::getId)
                .sorted()
                .collect(Collectors.toList());
    }

    /** Follows an operation to its end, through maintenance mode and the seconds without an application context. */
    private void operation(String what, String started) throws IOException {
        long start = System.nanoTime();
        String phase = "";
        while (true) {
            String answer = http.getOrNull("/rest/latest/maintenance/backup-operation");
            if (answer != null) {
                String now = DemoClient.field(answer, "phase");
                if (!now.equals(phase)) {
                    out.printf("%s: %s %s%%%n", what, now, DemoClient.field(answer, "percent"));
                    phase = now;
                }
                String state = DemoClient.field(answer, "state");
                if (state.equals("SUCCEEDED")) {
                    out.printf("%s: done in %.1f s%n", what, (System.nanoTime() - start) / 1e9);
                    return;
                }
                if (!state.equals("RUNNING")) {
                    throw new IOException(what + " ended with " + answer + "; it began with " + started);
                }
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted", e);
            }
        }
    }

    private void print(String name, ServerState state) {
        out.printf(
                "%-10s %,10d  %-16s %,10d  %-16s%n",
                name,
                state.documents().size(),
                state.documentsDigest(),
                state.files().size(),
                state.filesDigest());
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).collect(Collectors.toList())) {
                Files.delete(path);
            }
        }
    }
}
