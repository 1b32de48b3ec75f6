package org.alien4cloud.plugin.backup.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.alien4cloud.plugin.backup.bench.DocumentData;
import org.alien4cloud.plugin.backup.bench.FileData;
import org.alien4cloud.plugin.backup.bench.Report;
import org.elasticsearch.action.bulk.BulkRequestBuilder;
import org.elasticsearch.action.support.WriteRequest.RefreshPolicy;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.common.xcontent.XContentType;

/**
 * Measures the plugin in dev hosts with the data of a server in use, with little data and with ten times as much, in
 * turns: whole backups beside backups of only files or only documents, how long a restore keeps users out, and how a
 * backup slows their searches. Writes the results into docs/benchmarks.md.
 */
public final class ServerBench {

    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int TIMES = Integer.getInteger("times", 10);
    private static final int FEW_DOCUMENTS = 20_000;
    private static final int DOCUMENTS = Integer.getInteger("documents", FEW_DOCUMENTS);
    private static final int SHARE = 100;
    private static final int FILES = 40_000;
    private static final int DOCUMENT_BYTES = 1_400;
    private static final int BULK = 2_000;
    private static final String[] INDICES =
            "nodetype topology paasdeploymentlog deployment deploymenttopology capabilitytype execution task"
                    .split(" ");
    private static final long IDLE_MILLIS = 10_000;
    private static final long SEARCH_EVERY_MILLIS = 5;

    private final Map<String, List<Double>> measured = new LinkedHashMap<>();

    /** Runs a server that is measured, with the data that it was given. */
    private static final class Server implements AutoCloseable {

        private final String name;
        private final BackupHost host;
        private final int files;
        private final int documents;
        private int changes;

        Server(String name, int files, int documents) throws IOException {
            this.name = name;
            this.files = files;
            this.documents = documents;
            // as Alien4Cloud's own start script: all of the heap from the beginning, Java's usual collector and
            // compilers
            DevHostProcess process = DevHostProcess.named("bench-" + name)
                    .jvm("-Xms2g", "-Xmx2g", "-XX:-UseSerialGC", "-XX:+UseG1GC", "-XX:TieredStopAtLevel=4");
            this.host = BackupHost.start(process, "--sample=10");
            if (files > 0) {
                new FileData(1).write(process.alien(), files / FILES);
            }
            write(documents, 1);
            System.out.println(
                    name + ": " + files + " files and " + documents + " documents beside those of the sample.");
        }

        /** Writes documents with the same names each time. */
        private void write(int count, int seed) {
            DocumentData data = new DocumentData(seed);
            try (TransportClient client = host.process().elasticsearch()) {
                for (int i = 0; i < count; ) {
                    BulkRequestBuilder bulk = client.prepareBulk();
                    for (int end = Math.min(count, i + BULK); i < end; i++) {
                        bulk.add(client.prepareIndex(INDICES[i % INDICES.length], "_doc", "bench-" + i)
                                .setSource("{\"name\":\"" + data.words(DOCUMENT_BYTES) + "\"}", XContentType.JSON));
                    }
                    if (bulk.setRefreshPolicy(RefreshPolicy.IMMEDIATE).get().hasFailures()) {
                        throw new IllegalStateException("Elasticsearch of server " + name + " refused documents");
                    }
                }
            }
        }

        /** Changes the same number of files and documents on every server. */
        void change() throws IOException {
            changes++;
            new FileData(changes).change(host.process().alien(), FILES / SHARE);
            write(DOCUMENTS / SHARE, 1 + changes);
        }

        /** Tells whether it serves users who do not administer backups. */
        boolean serves() {
            return host.admin().get("/rest/latest/csars").status() == 200;
        }

        /**
         * Makes the first backup of an empty repository, and deletes it unless it is to be kept.
         *
         * @return the seconds that the backup took
         */
        double firstBackup(boolean keep) {
            long begin = System.nanoTime();
            JsonNode ended = host.backUp("first");
            double seconds = ServerBench.seconds(begin);
            System.out.println(name + ": " + ended.path("message").asText());
            if (!keep) {
                delete("first");
            }
            return seconds;
        }

        void delete(String backup) {
            host.ended(
                    host.admin()
                            .delete(BackupHost.API + "/" + backup)
                            .expect(202)
                            .data()
                            .path("id")
                            .asText(),
                    "SUCCEEDED");
        }

        @Override
        public void close() {
            host.close();
        }
    }

    /** @param arguments the document to write the result into */
    public static void main(String[] arguments) throws Exception {
        new ServerBench().run(Paths.get(arguments[0]));
    }

    private void run(Path report) throws Exception {
        try (Server files = new Server("files", FILES, 0);
                Server documents = new Server("documents", 0, DOCUMENTS * TIMES);
                Server whole = new Server("whole", FILES, DOCUMENTS * TIMES);
                Server small = new Server("small", FILES, DOCUMENTS);
                Server large = new Server("large", FILES * TIMES, DOCUMENTS * TIMES)) {
            List<Server> servers = new ArrayList<>(Arrays.asList(files, documents, whole, small, large));
            for (int round = 0; round < ROUNDS; round++) {
                for (Server server : servers) {
                    add("backup " + server.name, server.firstBackup(server == small || server == large));
                }
                searches(whole);
                for (Server server : Arrays.asList(small, large)) {
                    restore(server);
                    server.delete("first");
                }
                Collections.rotate(servers, 1);
                System.out.println("Round " + (round + 1) + " of " + ROUNDS + " is done.");
            }
            Report.writeInto(
                    report,
                    DOCUMENTS == FEW_DOCUMENTS ? "server" : "server of more documents",
                    new ServerReport(measured, small.documents, large.documents, small.files, large.files)
                            .text(ROUNDS));
        }
    }

    private void add(String what, double value) {
        measured.computeIfAbsent(what, any -> new ArrayList<>()).add(value);
    }

    /** Measures a restore, and the time from the first answer that sends users away to the first that does not. */
    private void restore(Server server) throws IOException {
        server.change();
        long asked = System.nanoTime();
        String id = server.host.startRestore("first", true);
        while (server.serves()) {
            pause(SEARCH_EVERY_MILLIS);
        }
        long begin = System.nanoTime();
        while (!server.serves()) {
            pause(SEARCH_EVERY_MILLIS);
        }
        add("away " + server.name, seconds(begin));
        server.host.ended(id, "SUCCEEDED");
        add("restore " + server.name, seconds(asked));
        System.out.println(server.host.log(id));
        server.host.admin().get(BackupHost.API).expect(200).data().path("data").forEach(backup -> {
            if (!backup.path("name").asText().equals("first")) {
                server.delete(backup.path("name").asText());
            }
        });
    }

    /** Measures how long users wait for a search while the server is idle, and during a first backup. */
    private void searches(Server server) throws InterruptedException {
        AtomicBoolean ended = new AtomicBoolean();
        List<Double> idle = new ArrayList<>();
        Thread searching = searching(server, idle, ended);
        pause(IDLE_MILLIS);
        ended.set(true);
        searching.join();
        ended.set(false);
        List<Double> busy = new ArrayList<>();
        searching = searching(server, busy, ended);
        server.firstBackup(false);
        ended.set(true);
        searching.join();
        add("search idle", percentile(idle));
        add("search meanwhile", percentile(busy));
        System.out.println(idle.size() + " searches in " + IDLE_MILLIS + " ms, " + busy.size() + " during a backup");
    }

    private static Thread searching(Server server, List<Double> millis, AtomicBoolean ended) {
        AlienClient user = server.host.process().admin();
        Thread thread = new Thread(
                () -> {
                    while (!ended.get()) {
                        long begin = System.nanoTime();
                        user.post("/rest/latest/applications/Application0/environments/search")
                                .expect(200);
                        millis.add(seconds(begin) * 1000);
                        pause(SEARCH_EVERY_MILLIS);
                    }
                },
                "user");
        thread.start();
        return thread;
    }

    private static double percentile(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() * 99 / 100);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
