package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.search.SearchHit;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** What the endpoints answer to those who may not call them, and to bad input. */
public class RestApiIT {

    private static final List<String> PREFIXES = Arrays.asList("/rest", "/rest/v1", "/rest/latest");
    private static final String[][] CALLS = {
        {"GET", "/backups", null},
        {"POST", "/backups", "{}"},
        {"GET", "/backups/nightly", null},
        {"DELETE", "/backups/nightly", null},
        {"PATCH", "/backups/nightly", "{}"},
        {"POST", "/backups/nightly/restore", "{\"confirm\": \"nightly\"}"},
        {"POST", "/backups/nightly/verify", "{}"},
        {"GET", "/backups/nightly/impact", null},
        {"GET", "/backups/operations", null},
        {"GET", "/backups/operations/20260101-000000000-0000", null},
        {"GET", "/backups/operations/20260101-000000000-0000/log", null},
        {"DELETE", "/backups/operations/20260101-000000000-0000", null},
        {"GET", "/backups/health", null},
        {"GET", "/backups/nightly/files", null},
        {"GET", "/backups/nightly/log", null},
        {"GET", "/backups/nightly/archive", null},
        {"POST", "/backups/nightly/archive", "{\"passphrase\": \"correct horse\"}"},
        {"POST", "/backups/archive", null},
        {"POST", "/backups/uploads", "{}"},
        {"GET", "/backups/uploads/00000000000000000000000000000000", null},
        {"PUT", "/backups/uploads/00000000000000000000000000000000", null},
        {"DELETE", "/backups/uploads/00000000000000000000000000000000", null},
        {"POST", "/backups/uploads/00000000000000000000000000000000/complete", "{}"},
        {"POST", "/backups/copy", null},
        {"GET", "/backups/settings", null},
        {"GET", "/backups/settings/defaults", null},
        {"GET", "/backups/operations/last-restore", null},
        {"PUT", "/backups/settings", "{}"},
        {"POST", "/backups/settings/preview", "{}"},
        {"GET", "/maintenance/backup-operation", null},
        {"PUT", "/backups", "{}"},
        {"GET", "/backups/nightly/nothing", null}
    };

    private static BackupHost host;

    @BeforeClass
    public static void start() {
        host = BackupHost.start("rest-api", "--sample=4", "--shards=1");
        host.backUp("nightly");
    }

    @AfterClass
    public static void stop() {
        host.close();
    }

    @Test
    public void refusesAnonymousCallersOnEveryEndpoint() {
        for (String prefix : PREFIXES) {
            for (String[] call : CALLS) {
                AlienClient.Answer answer = host.process().anonymous().send(call[0], prefix + call[1], call[2]);
                assertTrue(
                        call[0] + " " + prefix + call[1] + ": " + answer,
                        answer.status() == 401 || answer.status() == 403);
                assertNoStackTrace(answer);
            }
        }
        host.admin().get(BackupHost.API + "/nightly").expect(200);
    }

    @Test
    public void refusesUsersWithoutTheRoleAdminOnEveryEndpoint() {
        for (String prefix : PREFIXES) {
            for (String[] call : CALLS) {
                AlienClient.Answer answer = host.process().user().send(call[0], prefix + call[1], call[2]);
                assertEquals(call[0] + " " + prefix + call[1] + ": " + answer, 403, answer.status());
                assertNoStackTrace(answer);
            }
        }
        host.admin().get(BackupHost.API + "/nightly").expect(200);
    }

    @Test
    public void refusesBadNames() {
        List<String> bad = new ArrayList<>(Arrays.asList(
                "..", "a.b", "v1.2", "a.zip", ".hidden", "", "a b", "-a", "operations", "health", "copy", "a\u0007b"));
        bad.add(String.join("", Collections.nCopies(300, "x")));
        for (String name : bad) {
            assertRefused(host.admin().post(BackupHost.API, Collections.singletonMap("name", name)), 400);
        }
        for (String name : Arrays.asList(
                "a.b", "a.zip", "a.xml", "a.html", "nightly.json", "a%20b", "a%07b", bad.get(bad.size() - 1))) {
            assertRefused(host.admin().get(BackupHost.API + "/" + name), 400);
            assertRefused(host.admin().delete(BackupHost.API + "/" + name), 400);
            assertRefused(
                    host.admin()
                            .post(BackupHost.API + "/" + name + "/restore", Collections.singletonMap("confirm", name)),
                    400);
            assertRefused(host.admin().post(BackupHost.API + "/" + name + "/verify", "{}"), 400);
        }
        host.admin().get(BackupHost.API + "/nightly").expect(200);
    }

    @Test
    public void changesNothingWhenASlashIsEncodedInAName() {
        for (String name :
                Arrays.asList("a%2Fb", "..%2fnightly", "..%2f..%2fjournal", "nightly%2f..%2fnightly", "..%5cnightly")) {
            assertTrue(host.admin().delete(BackupHost.API + "/" + name).status() >= 400);
        }
        host.admin().get(BackupHost.API + "/nightly").expect(200);
    }

    @Test
    public void saysThatABackupOrOperationIsUnknown() {
        assertRefused(host.admin().get(BackupHost.API + "/unknown"), 404);
        assertRefused(host.admin().delete(BackupHost.API + "/unknown"), 404);
        assertRefused(host.admin().post(BackupHost.API + "/unknown/restore", "{\"confirm\": \"unknown\"}"), 404);
        assertRefused(host.admin().post(BackupHost.API + "/unknown/verify", "{}"), 404);
        assertRefused(host.admin().get(BackupHost.API + "/unknown/impact"), 404);
        for (String id : Arrays.asList("20260101-000000000-0000", "x", "repository", "%2e%2e")) {
            assertTrue(host.admin().get(BackupHost.API + "/operations/" + id).status() >= 400);
        }
        assertRefused(host.admin().get(BackupHost.API + "/operations/20260101-000000000-0000/log"), 404);
        assertRefused(host.admin().delete(BackupHost.API + "/operations/20260101-000000000-0000"), 404);
    }

    @Test
    public void refusesANameThatExists() {
        assertRefused(host.admin().post(BackupHost.API, "{\"name\": \"nightly\"}"), 409);
    }

    @Test
    public void refusesARestoreThatIsNotConfirmedByTheName() {
        for (String body : Arrays.asList("{}", "{\"confirm\": \"other\"}", "{\"confirm\": null}", "")) {
            assertRefused(host.admin().post(BackupHost.API + "/nightly/restore", body), 400);
        }
    }

    @Test
    public void refusesARestoreOfNothingOrOfWhatTheBackupDoesNotHave() {
        for (String[] refused : new String[][] {
            {"\"directories\": [], \"indices\": []", "'directories' nor 'indices'"},
            {"\"directories\": []", "'directories' nor 'indices'"},
            {"\"indices\": []", "'directories' nor 'indices'"},
            {"\"directories\": [], \"auditTrail\": true", "'directories' nor 'indices'"},
            {"\"directories\": [\"topology\"]", "no directory topology"},
            {"\"indices\": [\"git\"]", "no index git"},
            {"\"indices\": [null]", "no index null"},
            {"\"indices\": [\"audittrace\", \"csar\"]", "\"auditTrail\": true"},
            {"\"indices\": [\"auditconfiguration\"], \"auditTrail\": true", "auditconfiguration"},
            {"\"acknowledge\": [\"users\"]", "'impactDigest'"},
            {"\"index\": [\"csar\"]", "unknown field 'index'"}
        }) {
            AlienClient.Answer answer = host.admin()
                    .post(BackupHost.API + "/nightly/restore", "{\"confirm\": \"nightly\", " + refused[0] + "}");
            assertRefused(answer, 400);
            assertTrue(answer.errorMessage(), answer.errorMessage().contains(refused[1]));
        }
    }

    @Test
    public void refusesBodiesThatAreNotWhatWasAskedFor() {
        for (String body :
                Arrays.asList("{", "[]", "null", "{\"nmae\": \"typo\"}", "{\"name\": {}}", "{\"full\": \"perhaps\"}")) {
            assertRefused(host.admin().post(BackupHost.API, body), 400);
        }
        String large = "{\"description\": \"" + String.join("", Collections.nCopies(1_100_000, "x")) + "\"}";
        assertRefused(host.admin().post(BackupHost.API, large), 413);
        String long1 = "{\"description\": \"" + String.join("", Collections.nCopies(1_001, "x")) + "\"}";
        assertRefused(host.admin().post(BackupHost.API, long1), 400);
        assertRefused(host.admin().upload(BackupHost.API, DevHostProcess.pluginZip()), 415);
    }

    @Test
    public void refusesParametersThatAreNoNumbers() {
        for (String query : Arrays.asList("from=x", "from=-1", "size=100000", "size=1.5")) {
            assertRefused(host.admin().get(BackupHost.API + "?" + query), 400);
            assertRefused(host.admin().get(BackupHost.API + "/operations?" + query), 400);
        }
    }

    @Test
    public void refusesADryRunOfWhatTheBackupDoesNotHave() {
        for (String query : Arrays.asList(
                "auditTrail=perhaps",
                "safetyBackup=1",
                "directories=../../etc",
                "indices=_all",
                "directories=",
                "directories=&indices=",
                "indices=auditconfiguration",
                "indices=audittrace",
                "directory=csar")) {
            assertRefused(host.admin().get(BackupHost.API + "/nightly/impact?" + query), 400);
        }
    }

    @Test
    public void answersAWrongMethodOrPathInItsOwnForm() {
        assertRefused(host.admin().send("PUT", BackupHost.API, "{}"), 405);
        assertRefused(host.admin().delete(BackupHost.API), 405);
        assertRefused(host.admin().get(BackupHost.API + "/nightly/restore"), 405);
        assertRefused(host.admin().get(BackupHost.API + "/nightly/verify"), 405);
        assertRefused(host.admin().post(BackupHost.API + "/nightly/impact", "{}"), 405);
        assertRefused(host.admin().post(BackupHost.API + "/nightly/verify"), 415);
        assertRefused(host.admin().get(BackupHost.API + "/nightly/no/such/call"), 404);
        assertRefused(host.admin().post(BackupHost.CURRENT), 405);
    }

    @Test
    public void listsShowAndFollow() {
        String id = host.admin()
                .post(BackupHost.API, "{\"description\": \"A second one\"}")
                .expect(202)
                .data()
                .path("id")
                .asText();
        AlienClient.Answer second = host.admin().post(BackupHost.API, "{}");
        if (second.status() == 202) {
            host.ended(second.data().path("id").asText(), "SUCCEEDED");
        } else {
            assertRefused(second, 409);
            assertTrue(second.errorMessage(), second.errorMessage().contains(id));
        }
        String name = host.ended(id, "SUCCEEDED").path("backup").asText();
        assertTrue(
                "named by the time: " + name,
                name.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}_[0-9]{2}-[0-9]{2}-[0-9]{2}(-2)?"));
        assertEquals(
                "A second one",
                host.admin()
                        .get(BackupHost.API + "/" + name)
                        .expect(200)
                        .data()
                        .path("description")
                        .asText());
        assertEquals(
                name,
                host.admin()
                        .get(BackupHost.API + "?query=a%20SECOND&size=5")
                        .data()
                        .path("data")
                        .path(0)
                        .path("name")
                        .asText());
        assertEquals(
                "snapshot",
                host.admin()
                        .get(BackupHost.API + "/nightly")
                        .data()
                        .path("engine")
                        .asText());
        assertTrue(host.log(id), host.log(id).contains("Backup " + name + ": "));
        assertEquals(
                0,
                host.admin()
                        .get(BackupHost.API + "/operations/" + id + "/log?from=1000")
                        .data()
                        .size());
        host.ended(
                host.admin()
                        .delete(BackupHost.API + "/" + name)
                        .expect(202)
                        .data()
                        .path("id")
                        .asText(),
                "SUCCEEDED");
    }

    @Test
    public void browsesTheFilesOfABackup() {
        JsonNode all = host.admin()
                .get(BackupHost.API + "/nightly/files?size=1000")
                .expect(200)
                .data();
        long files = host.admin()
                .get(BackupHost.API + "/nightly")
                .expect(200)
                .data()
                .path("files")
                .asLong();
        assertTrue(all.path("totalResults").asLong() >= files);
        JsonNode archives = host.admin()
                .get(BackupHost.API + "/nightly/files?prefix=csar/&from=1&size=2")
                .expect(200)
                .data();
        assertEquals(2, archives.path("data").size());
        assertEquals(1, archives.path("from").asInt());
        archives.path("data")
                .forEach(file ->
                        assertTrue(file.toString(), file.path("path").asText().startsWith("csar/")));

        JsonNode root = host.admin()
                .get(BackupHost.API + "/nightly/files?children=true")
                .expect(200)
                .data()
                .path("data");
        long counted = 0;
        for (JsonNode child : root) {
            assertFalse(child.toString(), child.path("path").asText().contains("/"));
            counted += child.path("files").asLong();
        }
        assertEquals(files, counted);
        host.admin().get(BackupHost.API + "/nightly/files?children=perhaps").expect(400);
        host.admin().get(BackupHost.API + "/nightly/files?size=many").expect(400);
        host.admin().get(BackupHost.API + "/unknown/files").expect(404);
        host.admin().post(BackupHost.API + "/nightly/files", Map.of()).expect(405);
    }

    @Test
    public void tellsTheLogOfTheMakingOfABackup() throws Exception {
        JsonNode log =
                host.admin().get(BackupHost.API + "/nightly/log").expect(200).data();
        assertTrue(log.toString(), log.toString().contains("Backup nightly:"));
        host.admin().get(BackupHost.API + "/unknown/log").expect(404);
    }

    @Test
    public void doesNotListButDeletesABackupThatIsDamaged() throws Exception {
        host.backUp("damaged");
        Files.write(host.backups().resolve("backups/damaged/manifest.json"), "{}".getBytes());
        assertRefused(host.admin().get(BackupHost.API + "/damaged"), 422);
        assertEquals(
                0,
                host.admin()
                        .get(BackupHost.API + "?query=damaged")
                        .data()
                        .path("totalResults")
                        .asInt());
        assertRefused(host.admin().post(BackupHost.API, "{\"name\": \"damaged\"}"), 409);
        host.ended(
                host.admin()
                        .delete(BackupHost.API + "/damaged")
                        .expect(202)
                        .data()
                        .path("id")
                        .asText(),
                "SUCCEEDED");
        assertRefused(host.admin().get(BackupHost.API + "/damaged"), 404);
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

    @Test
    public void verifiesABackupAndShowsWhenAndWithWhatResult() throws Exception {
        host.backUp("verified");
        assertTrue(host.admin()
                .get(BackupHost.API + "/verified")
                .data()
                .path("verified")
                .isMissingNode());
        assertTrue(summary("verified").path("verified").isMissingNode());
        JsonNode done = verify("verified", "SUCCEEDED");
        assertEquals("VERIFY", done.path("kind").asText());
        for (JsonNode shown :
                Arrays.asList(host.admin().get(BackupHost.API + "/verified").data(), summary("verified"))) {
            assertEquals(shown.toString(), "OK", shown.path("verified").asText());
            assertTrue(
                    shown.toString(),
                    shown.path("verifiedAt").asLong() >= done.path("startedAt").asLong());
            assertEquals("verified", shown.path("name").asText());
        }
        List<Path> files = Arrays.asList(
                largest(host.backups().resolve("packs"), ".*\\.pack"),
                largest(host.process().data().resolve("snapshots"), "__.*"));
        for (Path file : files) {
            flip(file);
            JsonNode failed = verify("verified", "FAILED");
            flip(file);
            assertTrue(
                    failed.toString(),
                    failed.path("error").asText().contains(file.getFileName().toString()));
            assertTrue(host.admin()
                    .get(BackupHost.API + "/operations/" + failed.path("id").asText() + "/log")
                    .toString()
                    .contains("DAMAGED "
                            + (file.startsWith(host.backups()) ? host.backups().relativize(file) : file)));
            assertEquals("DAMAGED", summary("verified").path("verified").asText());
            assertEquals(
                    1,
                    host.admin()
                            .get(BackupHost.API + "/verified")
                            .data()
                            .path("findings")
                            .size());
        }
        verify("verified", "SUCCEEDED");
        assertEquals("OK", summary("verified").path("verified").asText());
        host.ended(
                host.admin()
                        .delete(BackupHost.API + "/verified")
                        .expect(202)
                        .data()
                        .path("id")
                        .asText(),
                "SUCCEEDED");
    }

    @Test
    public void verifiesABackupWhoseManifestIsDamaged() throws Exception {
        host.backUp("half");
        flip(host.backups().resolve("backups/half/manifest.json"));
        JsonNode failed = verify("half", "FAILED");
        assertTrue(failed.toString(), failed.path("error").asText().contains("backups/half/manifest.json"));
        host.ended(
                host.admin()
                        .delete(BackupHost.API + "/half")
                        .expect(202)
                        .data()
                        .path("id")
                        .asText(),
                "SUCCEEDED");
    }

    @Test
    public void tellsWhatTheNextBackupNeeds() {
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

    @Test
    public void provesABackupByATestRestore() {
        host.backUp("proven");
        Set<String> indices = indices();
        String id = host.admin()
                .post(BackupHost.API + "/proven/verify", "{\"deep\": true}")
                .expect(202)
                .data()
                .path("id")
                .asText();
        host.ended(id, "SUCCEEDED");
        assertTrue(host.log(id), host.log(id).contains("Test restore: 61 indices"));
        assertTrue(summary("proven").path("verifiedDeep").asBoolean());
        assertEquals(indices, indices());
        host.ended(
                host.admin()
                        .delete(BackupHost.API + "/proven")
                        .expect(202)
                        .data()
                        .path("id")
                        .asText(),
                "SUCCEEDED");
    }

    @Test
    public void takesNothingFromADamagedBackup() throws IOException {
        host.backUp("rotten");
        Path list = host.backups().resolve("backups/rotten/documents/user.gz");
        byte[] intact = Files.readAllBytes(list);
        flip(list);
        String id = host.startBackup(Map.of("name", "fresh"));
        host.ended(id, "SUCCEEDED");
        assertTrue(host.log(id), host.log(id).contains("All files and documents are read again."));
        assertArrayEquals(intact, Files.readAllBytes(host.backups().resolve("backups/fresh/documents/user.gz")));
        for (String name : Arrays.asList("rotten", "fresh")) {
            host.ended(
                    host.admin()
                            .delete(BackupHost.API + "/" + name)
                            .expect(202)
                            .data()
                            .path("id")
                            .asText(),
                    "SUCCEEDED");
        }
    }

    @Test
    public void refusesVerifyOptionsThatItDoesNotKnow() {
        assertRefused(host.admin().post(BackupHost.API + "/nightly/verify", "{\"deap\": true}"), 400);
        assertRefused(host.admin().post(BackupHost.API + "/nightly/verify", "{\"deep\": \"perhaps\"}"), 400);
    }

    private static JsonNode verify(String name, String expectedState) {
        String id = host.admin()
                .post(BackupHost.API + "/" + name + "/verify", "{}")
                .expect(202)
                .data()
                .path("id")
                .asText();
        return host.ended(id, expectedState);
    }

    /** The names of all indices of the cluster, the plugin's temporary ones included. */
    private static Set<String> indices() {
        try (TransportClient client = host.process().elasticsearch()) {
            return new TreeSet<>(Arrays.asList(client.admin()
                    .cluster()
                    .prepareState()
                    .clear()
                    .setMetaData(true)
                    .get()
                    .getState()
                    .metaData()
                    .getConcreteAllIndices()));
        }
    }

    private static JsonNode summary(String name) {
        return host.admin()
                .get(BackupHost.API + "?query=" + name)
                .expect(200)
                .data()
                .path("data")
                .path(0);
    }

    /** Of sample data that never change, so that every backup needs it. */
    private static Path largest(Path directory, String name) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.getFileName().toString().matches(name))
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .get();
        }
    }

    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    public void stopsABackupWhenItsPluginIsDeletedAndLeavesNothingBehind() {
        host.admin()
                .post(BackupHost.API, Map.of("name", "interrupted", "full", true))
                .expect(202);
        host.admin().delete("/rest/latest/plugins/alien4cloud-backup-plugin").expect(200);
        host.uploadPlugin();
        Await.until(
                "the plugin answers",
                BackupHost.LIMIT,
                () -> host.admin().get(BackupHost.API).status() == 200);
        AlienClient.Answer answer = host.admin().get(BackupHost.API + "/interrupted");
        assertTrue("complete or not there: " + answer, answer.status() == 404 || answer.status() == 200);
        host.backUp("after-the-upload");
        host.ended(
                host.admin()
                        .delete(BackupHost.API + "/after-the-upload")
                        .expect(202)
                        .data()
                        .path("id")
                        .asText(),
                "SUCCEEDED");
    }

    @Test
    public void refusesASecondOperationWhileOneRuns() {
        AtomicInteger round = new AtomicInteger();
        // one may be over before another one is asked for
        Await.until(
                "one is refused as busy", BackupHost.LIMIT, () -> isRefusedAsBusy("long-" + round.incrementAndGet()));
    }

    private static boolean isRefusedAsBusy(String name) {
        String first = host.admin()
                .post(BackupHost.API, Map.of("name", name, "full", true))
                .expect(202)
                .data()
                .path("id")
                .asText();
        List<AlienClient.Answer> others = new ArrayList<>();
        while (host.operation(first).path("state").asText("RUNNING").equals("RUNNING") && others.size() < 50) {
            others.add(host.admin().post(BackupHost.API, "{\"name\": \"nightly\"}"));
            others.add(host.admin()
                    .post(BackupHost.API + "/nightly/restore", "{\"confirm\": \"nightly\", \"safetyBackup\": false}"));
        }
        host.ended(first, "SUCCEEDED");
        for (AlienClient.Answer answer : others) {
            if (answer.status() == 202) {
                host.ended(answer.data().path("id").asText(), "SUCCEEDED");
            } else {
                assertRefused(answer, 409);
            }
        }
        return others.stream().anyMatch(answer -> answer.errorMessage().contains("Another operation is running"));
    }

    @Test
    public void describesABackupAnewAndPinIt() {
        host.backUp("noted");
        String backup = BackupHost.API + "/noted";
        JsonNode pinned = host.admin()
                .send("PATCH", backup, "{\"pinned\": true, \"description\": \"before the upgrade\"}")
                .expect(200)
                .data();
        assertTrue(pinned.path("pinned").asBoolean());
        assertEquals("before the upgrade", pinned.path("description").asText());
        assertEquals(
                "what is not named stays",
                "before the upgrade",
                host.admin()
                        .send("PATCH", backup, "{\"pinned\": false}")
                        .expect(200)
                        .data()
                        .path("description")
                        .asText());
        JsonNode found = host.admin()
                .get(BackupHost.API + "?query=UPGRADE")
                .expect(200)
                .data()
                .path("data");
        assertEquals(1, found.size());
        assertEquals("before the upgrade", found.get(0).path("description").asText());
        assertFalse(found.get(0).path("pinned").asBoolean());
        assertRefused(host.admin().send("PATCH", backup, "{\"pined\": true}"), 400);
        assertRefused(
                host.admin()
                        .send(
                                "PATCH",
                                backup,
                                "{\"description\": \"" + String.join("", Collections.nCopies(1001, "x")) + "\"}"),
                400);
        assertRefused(host.admin().send("PATCH", BackupHost.API + "/unknown", "{}"), 404);
        assertTrue(host.admin()
                .send("PATCH", backup, "{\"description\": \"\"}")
                .expect(200)
                .data()
                .path("description")
                .isMissingNode());
        host.ended(
                host.admin()
                        .post(backup + "/verify", "{}")
                        .expect(202)
                        .data()
                        .path("id")
                        .asText(),
                "SUCCEEDED");
    }

    @Test
    public void saysThatNoSecondCopyIsConfigured() {
        AlienClient.Answer answer = host.admin().post(BackupHost.API + "/copy");
        assertRefused(answer, 409);
        assertTrue(answer.errorMessage(), answer.errorMessage().contains("Set backup.copy.directory"));
        assertFalse(
                host.admin().get(BackupHost.API + "/health").expect(200).body().contains("\"copy\""));
    }

    @Test
    public void verifiesABackupAsSoonAsItIsMade() {
        host.changeSettings(settings -> settings.with("verification").put("afterBackup", true))
                .expect(200);
        try {
            host.backUp("verified-at-once");
            assertEquals(
                    "OK",
                    host.admin()
                            .get(BackupHost.API + "/verified-at-once")
                            .expect(200)
                            .data()
                            .path("verified")
                            .asText());
        } finally {
            host.changeSettings(settings -> settings.with("verification").put("afterBackup", false))
                    .expect(200);
        }
    }

    /** Its filter sees calls over REST only; of the schedule, and of how an operation ended, it would know nothing. */
    @Test
    public void leavesTracesInTheAuditLog() {
        host.backUp("traced");
        host.ended(
                host.admin()
                        .delete(BackupHost.API + "/traced")
                        .expect(202)
                        .data()
                        .path("id")
                        .asText(),
                "SUCCEEDED");
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
    public void tellsAnAddressHowOperationsEnd() throws Exception {
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

    private static void assertRefused(AlienClient.Answer answer, int status) {
        assertEquals(answer.toString(), status, answer.status());
        assertTrue("a message for a person: " + answer, answer.errorMessage().length() > 10);
        assertTrue("never code 0, which the page takes for maintenance: " + answer, answer.errorCode() > 0);
        assertNoStackTrace(answer);
    }

    private static void assertNoStackTrace(AlienClient.Answer answer) {
        assertFalse(
                answer.toString(),
                answer.body().contains("\\tat ")
                        || answer.body().contains(".java:")
                        || answer.body().contains("Exception"));
    }
}
