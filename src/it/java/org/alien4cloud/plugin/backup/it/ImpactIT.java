package org.alien4cloud.plugin.backup.it;

import static org.alien4cloud.plugin.backup.it.ImpactServer.counts;
import static org.alien4cloud.plugin.backup.it.ImpactServer.kind;
import static org.alien4cloud.plugin.backup.it.ImpactServer.warnings;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.devhost.ServerState;
import org.elasticsearch.client.transport.TransportClient;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;

/** Reports what a restore would change, and changes nothing. */
public class ImpactIT {

    @ClassRule
    public static final ImpactServer SERVER = new ImpactServer("impact");

    private static final int CALLS = 8;
    private static final ExecutorService CALLERS = Executors.newFixedThreadPool(CALLS);

    private final BackupHost host = SERVER.host();

    private final TransportClient client = SERVER.client();

    @Before
    public void putBack() {
        SERVER.putBack();
    }

    @AfterClass
    public static void stopCallers() {
        CALLERS.shutdown();
    }

    @Test
    public void countsWhatABackupHas() {
        for (String engine : ImpactServer.ENGINES) {
            JsonNode inventory = host.admin()
                    .get(BackupHost.API + "/good-" + engine)
                    .expect(200)
                    .data()
                    .path("inventory");
            assertEquals(
                    inventory.toString(),
                    "2 2 1 6",
                    inventory.path("orchestrators").asText() + " "
                            + inventory.path("users").asText() + " "
                            + inventory.path("groups").asText() + " "
                            + inventory.path("archives").asText());
        }
    }

    @Test
    public void reportsTheSameForBothEngines() throws IOException {
        SERVER.change();
        ObjectNode[] reports = new ObjectNode[2];
        for (int i = 0; i < 2; i++) {
            reports[i] = (ObjectNode) SERVER.impact("good-" + ImpactServer.ENGINES.get(i), "");
            assertEquals(
                    "good-" + ImpactServer.ENGINES.get(i),
                    reports[i].remove("backup").asText());
            reports[i].remove("estimate");
            assertTrue(reports[i].remove("digest").asText().matches("[0-9a-f]{16}"));
        }
        assertEquals(reports[0], reports[1]);
    }

    @Test
    public void reportsWhatIsAddedChangedAndRemoved() throws IOException {
        SERVER.change();
        JsonNode report = SERVER.impact("good-snapshot", "");
        assertEquals("1 1 1", counts(kind(report, "applications")));
        String items = kind(report, "applications").path("items").toString();
        assertTrue(
                items,
                items.contains(
                        "{\"change\":\"CREATE\",\"index\":\"application\",\"id\":\"Application0\",\"name\":\"Application 0\"}"));
        assertTrue(
                items,
                items.contains(
                        "{\"change\":\"REPLACE\",\"index\":\"application\",\"id\":\"Application2\",\"name\":\"Renamed\"}"));
        assertTrue(
                items,
                items.contains(
                        "{\"change\":\"DELETE\",\"index\":\"application\",\"id\":\"later\",\"name\":\"Later\"}"));
        assertEquals("0 1 0", counts(kind(report, "orchestrators")));
        assertEquals("0 1 1", counts(kind(report, "users")));
        assertEquals("0 0 1", counts(kind(report, "deployments")));
        assertEquals("0 0 0", counts(kind(report, "groups")));
        assertEquals("0 0 1", counts(kind(report, "other")));
        assertEquals("1 3 4", counts(report.path("documents")));
        assertEquals("0 1 1", counts(report.path("files")));
        assertTrue(
                report.toString(),
                report.path("files").path("bytes").asLong() > 0
                        && report.path("bytesToWrite").asLong()
                                > report.path("files").path("bytes").asLong());
        assertTrue(
                report.toString(),
                report.path("estimate").path("maintenanceSeconds").asLong() > 0);
        assertEquals("DANGEROUS", report.path("verdict").asText());
        Map<String, JsonNode> warnings = warnings(report);
        assertEquals(
                new TreeSet<>(Arrays.asList(
                        "running-deployments",
                        "lost",
                        "overwritten",
                        "other-documents",
                        "files",
                        "orchestrators",
                        "users")),
                new TreeSet<>(warnings.keySet()));
        assertEquals(
                "[\"application Later (later)\",\"deployment shop (running)\",\"user ann\"]",
                warnings.get("lost").path("items").toString());
        assertEquals(
                "[\"application Renamed (Application2)\"]",
                warnings.get("overwritten").path("items").toString());
        assertEquals(
                "[\"1 of nodetype\"]",
                warnings.get("other-documents").path("items").toString());
        assertEquals(
                "[\"1 deleted, 1 with older content\"]",
                warnings.get("files").path("items").toString());
        assertEquals(
                "3 1",
                report.path("lost").asText() + " " + report.path("overwritten").asText());
        assertEquals(
                "[\"shop (running) on orchestrator orchestrator-1\"]",
                warnings.get("running-deployments").path("items").toString());
        assertTrue(warnings.get("running-deployments").path("blocking").asBoolean());
        assertFalse(warnings.get("users").path("blocking").asBoolean());
        assertEquals(
                "[\"ann: is deleted\",\"user: roles\"]",
                warnings.get("users").path("items").toString());
    }

    @Test
    public void changesNothing() throws IOException {
        SERVER.change();
        ServerState before = SERVER.state();
        List<String> indices = indices();
        for (String engine : ImpactServer.ENGINES) {
            SERVER.impact("good-" + engine, "");
        }
        assertEquals("", before.differences(SERVER.state(), 20));
        assertEquals(indices, indices());
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertEquals(
                    0,
                    files.filter(file -> file.getFileName().toString().startsWith("a4c-backup-impact"))
                            .count());
        }
    }

    private List<String> indices() {
        return Arrays.stream(client.admin()
                        .cluster()
                        .prepareState()
                        .clear()
                        .setMetaData(true)
                        .get()
                        .getState()
                        .metaData()
                        .getConcreteAllIndices())
                .sorted()
                .collect(Collectors.toList());
    }

    @Test
    public void callsALosslessRestoreSafe() {
        SERVER.delete("application", "Application0");
        JsonNode report = SERVER.impact("good-export", "");
        assertEquals(report.toString(), "SAFE", report.path("verdict").asText());
        assertTrue(
                "from the restore before this test: " + report,
                report.path("estimate").path("measured").asBoolean());
        JsonNode nothing = SERVER.impact("good-export", "?indices=user");
        assertEquals(nothing.toString(), "CAUTION", nothing.path("verdict").asText());
        assertEquals("partial", nothing.path("warnings").path(0).path("id").asText());
        assertEquals("0 0 0", counts(nothing.path("documents")));
        assertEquals("0 0 0", counts(nothing.path("files")));
        assertEquals(0, nothing.path("estimate").path("maintenanceSeconds").asLong());
    }

    @Test
    public void warnsOfALostApplication() {
        SERVER.put("application", "later", "{\"id\":\"later\",\"name\":\"Later\"}");
        SERVER.put("applicationversion", "later:1", "{\"id\":\"later:1\",\"applicationId\":\"later\"}");
        SERVER.put("topology", "later:1", "{\"id\":\"later:1\"}");
        JsonNode report = SERVER.impact("good-export", "");
        assertEquals(
                "CAUTION 3",
                report.path("verdict").asText() + " " + report.path("lost").asText());
        assertEquals(
                "[\"application Later (later)\",\"application version later:1\",\"topology later:1\"]",
                warnings(report).get("lost").path("items").toString());
    }

    @Test
    public void stopsAnOlderDryRunOfTheSameUser() {
        List<AlienClient.Answer> replaced = Collections.emptyList();
        for (int round = 0; round < 50 && replaced.isEmpty(); round++) {
            List<CompletableFuture<AlienClient.Answer>> calls = Stream.generate(() -> CompletableFuture.supplyAsync(
                            () -> host.admin().get(BackupHost.API + "/good-export/impact"), CALLERS))
                    .limit(CALLS)
                    .collect(Collectors.toList());
            List<AlienClient.Answer> answers =
                    calls.stream().map(CompletableFuture::join).collect(Collectors.toList());
            assertTrue("the newest answers: " + answers, answers.stream().anyMatch(answer -> answer.status() == 200));
            replaced = answers.stream().filter(answer -> answer.status() != 200).collect(Collectors.toList());
        }
        assertFalse("none was stopped", replaced.isEmpty());
        for (AlienClient.Answer answer : replaced) {
            assertTrue(
                    answer.expect(409).errorMessage(),
                    answer.errorMessage().contains("was replaced by a newer one of the same user"));
        }
    }

    @Test
    public void refusesADryRunOfADamagedBackup() throws IOException {
        host.backUp("damaged");
        Path inventory = host.backups().resolve("backups/damaged/inventory.jsonl.gz");
        byte[] content = Files.readAllBytes(inventory);
        Files.write(inventory, Arrays.copyOf(content, content.length / 2));
        AlienClient.Answer answer =
                host.admin().get(BackupHost.API + "/damaged/impact").expect(422);
        assertTrue(answer.errorMessage(), answer.errorMessage().contains("inventory.jsonl.gz"));
        String id = host.startRestore("damaged", false);
        assertTrue(host.ended(id, "FAILED").path("error").asText().contains("inventory.jsonl.gz"));
    }
}
