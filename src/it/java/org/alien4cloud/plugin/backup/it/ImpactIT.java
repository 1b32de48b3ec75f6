package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPOutputStream;
import org.alien4cloud.devhost.ServerState;
import org.elasticsearch.action.support.WriteRequest.RefreshPolicy;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.common.xcontent.XContentType;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * The dry run of a restore: what it tells, for both engines, and that it changes nothing; and how a restore heeds it.
 */
public class ImpactIT {

    private static final List<String> ENGINES = Arrays.asList("export", "snapshot");

    private static final int CALLERS = 8;

    private static ExecutorService callers;
    private static BackupHost host;
    private static TransportClient client;

    @BeforeClass
    public static void start() {
        callers = Executors.newFixedThreadPool(CALLERS);
        host = BackupHost.start("impact", "--sample=6", "--shards=1");
        client = host.process().elasticsearch();
        for (String engine : ENGINES) {
            host.ended(host.startBackup(Map.of("name", "good-" + engine, "engine", engine)), "SUCCEEDED");
        }
    }

    @AfterClass
    public static void stop() {
        callers.shutdown();
        client.close();
        host.close();
    }

    @Before
    public void putBack() {
        String id = host.startRestore("good-export", false);
        host.ended(id, "SUCCEEDED");
    }

    private static JsonNode impact(String backup, String query) {
        return host.admin()
                .get(BackupHost.API + "/" + backup + "/impact" + query)
                .expect(200)
                .data();
    }

    private static void put(String index, String id, String source) {
        client.prepareIndex(index, "_doc", id)
                .setSource(source, XContentType.JSON)
                .setRefreshPolicy(RefreshPolicy.IMMEDIATE)
                .get();
    }

    private static void delete(String index, String id) {
        client.prepareDelete(index, "_doc", id)
                .setRefreshPolicy(RefreshPolicy.IMMEDIATE)
                .get();
    }

    private static String source(String index, String id) {
        return client.prepareGet(index, "_doc", id).get().getSourceAsString();
    }

    private static JsonNode kind(JsonNode report, String kind) {
        return StreamSupport.stream(report.path("kinds").spliterator(), false)
                .filter(each -> each.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow(AssertionError::new);
    }

    private static String counts(JsonNode kind) {
        return kind.path("create").asText() + " " + kind.path("replace").asText() + " "
                + kind.path("delete").asText();
    }

    private static Map<String, JsonNode> warnings(JsonNode report) {
        return StreamSupport.stream(report.path("warnings").spliterator(), false)
                .collect(Collectors.toMap(each -> each.path("id").asText(), each -> each));
    }

    private static void change() throws IOException {
        delete("application", "Application0");
        put("application", "later", "{\"id\":\"later\",\"name\":\"Later\"}");
        put("application", "Application2", "{\"id\":\"Application2\",\"name\":\"Renamed\"}");
        put(
                "orchestrator",
                "orchestrator-1",
                source("orchestrator", "orchestrator-1").replace("Orchestrator 1", "Orchestrator One"));
        put("user", "user", source("user", "user").replace("COMPONENTS_BROWSER", "COMPONENTS_MANAGER"));
        put("user", "ann", source("user", "admin").replace("\"username\":\"admin\"", "\"username\":\"ann\""));
        put(
                "deployment",
                "running",
                "{\"id\":\"running\",\"sourceName\":\"shop\",\"orchestratorId\":\"orchestrator-1\",\"startDate\":1}");
        put("nodetype", "new-type", "{\"id\":\"new-type\"}");
        Path csar = host.process().alien().resolve("csar");
        Files.write(csar.resolve("new"), new byte[10]);
        Path first;
        try (Stream<Path> files = Files.walk(csar)) {
            first = files.filter(file -> file.toString().endsWith(".yml"))
                    .sorted()
                    .findFirst()
                    .get();
        }
        Files.write(first, new byte[100]);
    }

    @Test
    public void countsWhatABackupHas() {
        for (String engine : ENGINES) {
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
    public void tellsTheSameForBothEngines() throws IOException {
        change();
        ObjectNode[] reports = new ObjectNode[2];
        for (int i = 0; i < 2; i++) {
            reports[i] = (ObjectNode) impact("good-" + ENGINES.get(i), "");
            assertEquals("good-" + ENGINES.get(i), reports[i].remove("backup").asText());
            reports[i].remove("estimate");
            assertTrue(reports[i].remove("digest").asText().matches("[0-9a-f]{16}"));
        }
        assertEquals(reports[0], reports[1]);
    }

    @Test
    public void tellsWhatComesBackGoesAndChanges() throws IOException {
        change();
        JsonNode report = impact("good-snapshot", "");
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
        change();
        ServerState before = state();
        List<String> indices = indices();
        for (String engine : ENGINES) {
            impact("good-" + engine, "");
        }
        assertEquals("", before.differences(state(), 20));
        assertEquals(indices, indices());
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertEquals(
                    0,
                    files.filter(file -> file.getFileName().toString().startsWith("a4c-backup-impact"))
                            .count());
        }
    }

    /** Without who has called what. */
    private static ServerState state() {
        return host.state().without(document -> document.startsWith("audittrace/"), file -> false);
    }

    private static List<String> indices() {
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
    public void callsARestoreSafeThatLosesNothing() {
        delete("application", "Application0");
        JsonNode report = impact("good-export", "");
        assertEquals(report.toString(), "SAFE", report.path("verdict").asText());
        assertTrue(
                "from the restore before this test: " + report,
                report.path("estimate").path("measured").asBoolean());
        JsonNode nothing = impact("good-export", "?indices=user");
        assertEquals(nothing.toString(), "CAUTION", nothing.path("verdict").asText());
        assertEquals("partial", nothing.path("warnings").path(0).path("id").asText());
        assertEquals("0 0 0", counts(nothing.path("documents")));
        assertEquals("0 0 0", counts(nothing.path("files")));
        assertEquals(0, nothing.path("estimate").path("maintenanceSeconds").asLong());
    }

    @Test
    public void doesNotCallARestoreSafeOverWhichAnApplicationGoes() {
        put("application", "later", "{\"id\":\"later\",\"name\":\"Later\"}");
        put("applicationversion", "later:1", "{\"id\":\"later:1\",\"applicationId\":\"later\"}");
        put("topology", "later:1", "{\"id\":\"later:1\"}");
        JsonNode report = impact("good-export", "");
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
                            () -> host.admin().get(BackupHost.API + "/good-export/impact"), callers))
                    .limit(CALLERS)
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
    public void warnsAUserWhoIsNotInTheBackup() {
        put("user", "ann", source("user", "admin").replace("\"username\":\"admin\"", "\"username\":\"ann\""));
        AlienClient ann = host.process().anonymous().login("ann", "admin");
        JsonNode report =
                ann.get(BackupHost.API + "/good-export/impact").expect(200).data();
        assertTrue(
                report.toString(),
                warnings(report).get("acting-user-missing").path("blocking").asBoolean());
        String id = ann.post(
                        BackupHost.API + "/good-export/restore",
                        Map.of("confirm", "good-export", "safetyBackup", false))
                .expect(202)
                .data()
                .path("id")
                .asText();
        String error = host.ended(id, "FAILED").path("error").asText();
        assertTrue(error, error.startsWith("You are not in the backup: ann."));
    }

    private static void run(String deployment) {
        put(
                "deployment",
                deployment,
                "{\"id\":\"" + deployment
                        + "\",\"sourceName\":\"shop\",\"orchestratorId\":\"orchestrator-1\",\"startDate\":1}");
    }

    private static String restore(String backup, Map<String, Object> acknowledgement) {
        Map<String, Object> request = new HashMap<>(acknowledgement);
        request.put("confirm", backup);
        request.put("safetyBackup", false);
        return host.admin()
                .post(BackupHost.API + "/" + backup + "/restore", request)
                .expect(202)
                .data()
                .path("id")
                .asText();
    }

    @Test
    public void doesNotRestoreOverARunningDeploymentUnlessThatIsAcknowledged() {
        run("running");
        ServerState before = state();
        String id = restore("good-export", Collections.emptyMap());
        String error = host.ended(id, "FAILED").path("error").asText();
        String digest =
                impact("good-export", "?safetyBackup=false").path("digest").asText();
        assertTrue(
                error,
                error.contains("shop (running) on orchestrator orchestrator-1")
                        && error.contains("Nothing was changed.")
                        && error.contains(
                                "\"acknowledge\": [\"running-deployments\"] and \"impactDigest\": \"" + digest + "\""));
        assertEquals("", before.differences(state(), 20));
        assertEquals(200, host.admin().get("/rest/latest/csars").status());

        id = restore("good-export", Map.of("acknowledge", List.of("running-deployments"), "impactDigest", digest));
        host.ended(id, "SUCCEEDED");
        assertTrue(host.log(id), host.log(id).contains("They keep running in the cloud"));
        assertFalse(client.prepareGet("deployment", "_doc", "running").get().isExists());
    }

    @Test
    public void takesAnAcknowledgementOfTheReportThatWasRead() throws IOException {
        for (String engine : ENGINES) {
            change();
            String backup = "good-" + engine;
            String digest = impact(backup, "?safetyBackup=false").path("digest").asText();
            assertEquals(
                    "the same for the same",
                    digest,
                    impact(backup, "?safetyBackup=false").path("digest").asText());
            host.ended(
                    restore(backup, Map.of("acknowledge", List.of("running-deployments"), "impactDigest", digest)),
                    "SUCCEEDED");
        }
    }

    @Test
    public void refusesARestoreThatIsNotTheOneThatWasAcknowledged() {
        run("running");
        String digest =
                impact("good-export", "?safetyBackup=false").path("digest").asText();
        run("another");
        ServerState before = state();
        String id =
                restore("good-export", Map.of("acknowledge", List.of("running-deployments"), "impactDigest", digest));
        String error = host.ended(id, "FAILED").path("error").asText();
        assertTrue(
                error,
                error.contains("The restore differs from the report with the digest " + digest + ":")
                        && error.contains("another"));
        assertEquals("", before.differences(state(), 20));
        id = restore(
                "good-export",
                Map.of(
                        "impactDigest",
                        impact("good-export", "?safetyBackup=false&indices=user")
                                .path("digest")
                                .asText()));
        host.ended(id, "FAILED");

        AlienClient.Answer refused = host.admin()
                .post(
                        BackupHost.API + "/good-export/restore",
                        Map.of("confirm", "good-export", "acknowledge", List.of("running-deployments")))
                .expect(400);
        assertTrue(refused.errorMessage(), refused.errorMessage().contains("'impactDigest'"));
    }

    @Test
    public void judgesOnceMoreWhatWasWrittenAfterThePlan() throws Exception {
        put("user", "ann", source("user", "admin").replace("\"username\":\"admin\"", "\"username\":\"ann\""));
        String id;
        // as long as something writes, the restore waits
        try (MovingFile moving = new MovingFile(host.process().alien().resolve("artifacts/moving"))) {
            id = restore(
                    "good-export",
                    Map.of(
                            "impactDigest",
                            impact("good-export", "?safetyBackup=false")
                                    .path("digest")
                                    .asText()));
            Await.until(
                    "Alien4Cloud is at rest",
                    BackupHost.LIMIT,
                    () -> host.admin().get("/rest/latest/csars").status() == 404);
            assertEquals("at rest, and nothing was changed yet", "PLANNED", host.journalState(id));
            run("meanwhile");
        }
        String error = host.ended(id, "FAILED").path("error").asText();
        assertTrue(
                error,
                error.contains("shop (meanwhile) on orchestrator orchestrator-1")
                        && error.contains("Nothing was changed."));
        assertTrue(
                "still there",
                client.prepareGet("deployment", "_doc", "meanwhile").get().isExists()
                        && client.prepareGet("user", "_doc", "ann").get().isExists());
        host.admin().get("/rest/latest/csars").expect(200);

        String digest =
                impact("good-export", "?safetyBackup=false").path("digest").asText();
        host.ended(
                restore("good-export", Map.of("acknowledge", List.of("running-deployments"), "impactDigest", digest)),
                "SUCCEEDED");
        assertFalse(client.prepareGet("deployment", "_doc", "meanwhile").get().isExists());
    }

    /** Of a version that read less of documents than this one. */
    private static byte[] oldInventory() throws IOException {
        ByteArrayOutputStream inventory = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(inventory)) {
            out.write("{\"index\":\"user\",\"id\":\"user\"}\n".getBytes(StandardCharsets.UTF_8));
        }
        return inventory.toByteArray();
    }

    @Test
    public void takesAnAcknowledgementOfABackupWhoseInventoryLacksSomethingOrAll() throws IOException {
        for (boolean noInventory : new boolean[] {true, false}) {
            String backup = "old-" + noInventory;
            host.backUp(backup);
            Forgery.of(
                    host.backups().resolve("backups").resolve(backup),
                    "inventory.jsonl.gz",
                    noInventory ? null : oldInventory());
            change();
            JsonNode report = impact(backup, "?safetyBackup=false");
            assertEquals(noInventory, warnings(report).containsKey("no-inventory"));
            host.ended(
                    restore(
                            backup,
                            Map.of(
                                    "acknowledge",
                                    List.of("running-deployments"),
                                    "impactDigest",
                                    report.path("digest").asText())),
                    "SUCCEEDED");
            assertEquals(
                    source("application", "Application2"),
                    "Application 2",
                    client.prepareGet("application", "_doc", "Application2")
                            .get()
                            .getSource()
                            .get("name"));
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
