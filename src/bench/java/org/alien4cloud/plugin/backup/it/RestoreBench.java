package org.alien4cloud.plugin.backup.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.elasticsearch.action.bulk.BulkRequestBuilder;
import org.elasticsearch.action.support.WriteRequest.RefreshPolicy;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.common.xcontent.XContentType;

/**
 * How long users are kept out by a hot restore of the same small change, on a server with little data and on one with ten times as much, in
 * turns. docs/performance.md says how to run it and what it measured.
 */
public final class RestoreBench {

    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int ARCHIVES = 100;
    private static final int CHANGED = 50;

    private RestoreBench() {
    }

    public static void main(String[] arguments) throws IOException {
        try (BackupHost small = BackupHost.start("bench-small", "--sample=" + ARCHIVES);
                BackupHost large = BackupHost.start("bench-large", "--sample=" + 10 * ARCHIVES)) {
            List<Double> smallSeconds = new ArrayList<>();
            List<Double> largeSeconds = new ArrayList<>();
            for (BackupHost host : Arrays.asList(small, large)) {
                System.out.println(host.backUp("good").path("message").asText() + ' '
                        + host.admin().get(BackupHost.API + "/good").data().path("files") + " files, "
                        + host.admin().get(BackupHost.API + "/good").data().path("documents") + " documents");
            }
            for (int round = 0; round < ROUNDS; round++) {
                smallSeconds.add(secondsAway(small));
                largeSeconds.add(secondsAway(large));
                System.out.printf(Locale.ROOT, "round %d: %.2f s, with ten times the data %.2f s%n", round + 1, smallSeconds.get(round),
                        largeSeconds.get(round));
            }
            System.out.printf(Locale.ROOT, "medians: %.2f s, %.2f s, ratio %.2f%n", median(smallSeconds), median(largeSeconds),
                    median(largeSeconds) / median(smallSeconds));
        }
    }

    /** From the first answer that sends users away to the first that does not. */
    private static double secondsAway(BackupHost host) throws IOException {
        change(host);
        String id = host.admin().post(BackupHost.API + "/good/restore", Map.of("confirm", "good", "safetyBackup", true)).expect(202).data()
                .path("id").asText();
        while (serves(host)) {
            pause();
        }
        long begin = System.nanoTime();
        while (!serves(host)) {
            pause();
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        host.ended(id, "SUCCEEDED");
        for (String line : host.log(id).split("\n")) {
            if (line.contains("Maintenance lasted")) {
                System.out.println(line);
            }
        }
        return seconds;
    }

    private static boolean serves(BackupHost host) {
        return host.admin().get("/rest/latest/csars").status() == 200;
    }

    private static void change(BackupHost host) throws IOException {
        try (TransportClient client = host.process().elasticsearch()) {
            BulkRequestBuilder bulk = client.prepareBulk();
            for (int i = 0; i < CHANGED; i++) {
                bulk.add(client.prepareIndex("application", "_doc", "later-" + i).setSource("{\"name\":\"later\"}", XContentType.JSON));
            }
            bulk.setRefreshPolicy(RefreshPolicy.IMMEDIATE).get();
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(host.process().alien().resolve("csar"))) {
            files = all.filter(Files::isRegularFile).sorted().limit(CHANGED).collect(Collectors.toList());
        }
        for (Path file : files) {
            Files.write(file, "changed".getBytes());
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
