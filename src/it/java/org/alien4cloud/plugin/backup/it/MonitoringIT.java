package org.alien4cloud.plugin.backup.it;

import static org.alien4cloud.plugin.backup.it.Refusals.assertRefused;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.search.SearchHit;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Reports health, audit traces, metrics and notifications over REST. */
public class MonitoringIT {

    private static BackupHost host;

    @BeforeClass
    public static void start() {
        host = BackupHost.start("monitoring", "--sample=4", "--shards=1");
        host.backUp("nightly");
    }

    @AfterClass
    public static void stop() {
        host.close();
    }

    @Test
    public void checksWhatTheNextBackupNeeds() {
        JsonNode health =
                host.admin().get(BackupHost.API + "/health").expect(200).data();
        Map<String, String> states = new TreeMap<>();
        health.path("checks")
                .forEach(check -> states.put(
                        check.path("id").asText(), check.path("state").asText()));
        // all of it is on one disk here
        assertEquals(
                "{damage=OK, device=WARNING, directory=OK, elasticsearch=OK, engine=OK, last-backup=OK, schedule=OK, space=OK, unfinished-restore=OK}",
                states.toString());
        assertEquals("WARNING", health.path("state").asText());
        assertTrue(health.toString(), health.toString().contains("index engine 'snapshot'"));
        assertRefused(host.admin().delete(BackupHost.API + "/health"), 400);
    }

    /** Where no file system can be mounted, ApiControllerTest and SmallFileSystemTest have to do. */
    @Test
    public void saysThatTheDiskIsFull() throws Exception {
        String directory = host.backups().toString();
        if (!run("mount", "-t", "tmpfs", "-o", "size=4096", "tmpfs", directory)) {
            System.out.println("No file system can be mounted here: a full one cannot be tried on a server.");
            return;
        }
        try {
            Files.write(host.backups().resolve("full"), new byte[4096]);
            AlienClient.Answer answer = host.admin().post(BackupHost.API, "{\"name\": \"full\"}");
            assertRefused(answer, 507);
            assertTrue(
                    answer.errorMessage(),
                    answer.errorMessage()
                            .matches("Not enough space in \\S+: .* needed, 0 bytes free\\. Free space .*"));
        } finally {
            assertTrue(run("umount", directory));
        }
        host.admin().get(BackupHost.API + "/nightly").expect(200);
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Its filter sees calls over REST only; of the schedule, and of how an operation ended, it would know nothing. */
    @Test
    public void leavesTracesInTheAuditLog() {
        host.backUp("traced");
        host.deleteBackup("traced");
        for (String trace : Arrays.asList(
                "backup.started backup of traced started",
                "backup.succeeded backup of traced succeeded",
                "delete.started delete of traced started",
                "deleted The backup traced was deleted.",
                "delete.succeeded delete of traced succeeded")) {
            Await.until(trace, Await.LIMIT, () -> traces().contains("admin Backup " + trace));
        }
    }

    private static Set<String> traces() {
        try (TransportClient client = host.process().elasticsearch()) {
            client.admin().indices().prepareRefresh("audittrace").get();
            return Arrays.stream(client.prepareSearch("audittrace")
                            .setSize(1000)
                            .get()
                            .getHits()
                            .getHits())
                    .map(SearchHit::getSourceAsMap)
                    .map(trace -> trace.get("userName") + " " + trace.get("category") + " " + trace.get("action") + " "
                            + trace.get("actionDescription"))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    public void isMeasuredInAlien4CloudsOwnRegistry() {
        host.backUp("measured");
        String metrics = "/rest/admin/metrics/metrics";
        assertEquals(403, host.process().user().get(metrics).status());
        Await.until("the newest backup is measured", Await.LIMIT, () -> {
            JsonNode gauges = host.admin().get(metrics).expect(200).json().path("gauges");
            JsonNode age = gauges.path("alien4cloud.backup.last.age.seconds").path("value");
            return age.isNumber()
                    && age.asLong() < 3600
                    && gauges.path("alien4cloud.backup.last.bytes")
                                    .path("value")
                                    .asLong()
                            > 10_000
                    && gauges.path("alien4cloud.backup.backups").path("value").asLong() > 0
                    && gauges.path("alien4cloud.backup.directory.bytes")
                                    .path("value")
                                    .asLong()
                            > 10_000;
        });
        assertTrue(host.admin()
                .get(metrics)
                .json()
                .path("counters")
                .path("alien4cloud.backup.failures")
                .path("count")
                .isNumber());
    }

    @Test
    public void notifiesAnAddressOfTheEndOfOperations() throws Exception {
        BlockingQueue<String[]> received = new LinkedBlockingQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AtomicInteger calls = new AtomicInteger();
        server.createContext("/hook", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            boolean take = calls.incrementAndGet() > 1;
            if (take) {
                received.add(new String[] {
                    exchange.getRequestHeaders().getFirst("X-Backup-Signature"),
                    new String(body, StandardCharsets.UTF_8)
                });
            }
            exchange.sendResponseHeaders(take ? 204 : 503, -1);
            exchange.close();
        });
        server.start();
        try {
            host.changeSettings(settings -> settings.with("notification")
                            .put(
                                    "url",
                                    "http://127.0.0.1:" + server.getAddress().getPort() + "/hook")
                            .put("secret", "key"))
                    .expect(200);
            host.backUp("told");
            String[] told = received.poll(Await.LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertTrue("tried again after a refusal", calls.get() > 1);
            assertTrue(
                    told[1],
                    told[1].contains("\"event\":\"BACKUP_SUCCEEDED\"") && told[1].contains("\"backup\":\"told\""));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("key".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            assertEquals(
                    "sha256=" + HexFormat.of().formatHex(mac.doFinal(told[1].getBytes(StandardCharsets.UTF_8))),
                    told[0]);
            assertTrue(host.process().log().contains("BACKUP-EVENT BACKUP_SUCCEEDED BACKUP of told by admin: done"));
        } finally {
            host.changeSettings(settings ->
                            settings.with("notification").put("url", "").put("removeSecret", true))
                    .expect(200);
            server.stop(0);
        }
    }
}
