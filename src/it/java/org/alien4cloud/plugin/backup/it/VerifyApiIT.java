package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.elasticsearch.client.transport.TransportClient;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Verifies backups over REST, and shows the result. */
public class VerifyApiIT {

    private static BackupHost host;

    @BeforeClass
    public static void start() {
        host = BackupHost.start("verify-api", "--sample=4", "--shards=1");
        host.backUp("nightly");
    }

    @AfterClass
    public static void stop() {
        host.close();
    }

    @Test
    public void showsTheResultOfAVerification() throws Exception {
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
        host.deleteBackup("verified");
    }

    @Test
    public void verifiesABackupWhoseManifestIsDamaged() throws Exception {
        host.backUp("half");
        flip(host.backups().resolve("backups/half/manifest.json"));
        JsonNode failed = verify("half", "FAILED");
        assertTrue(failed.toString(), failed.path("error").asText().contains("backups/half/manifest.json"));
        host.deleteBackup("half");
    }

    @Test
    public void verifiesABackupAfterItsCreation() {
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
        host.deleteBackup("proven");
    }

    @Test
    public void copiesNothingFromADamagedBackup() throws IOException {
        host.backUp("rotten");
        Path list = host.backups().resolve("backups/rotten/documents/user.gz");
        byte[] intact = Files.readAllBytes(list);
        flip(list);
        String id = host.startBackup(Map.of("name", "fresh"));
        host.ended(id, "SUCCEEDED");
        assertTrue(host.log(id), host.log(id).contains("All files and documents are read again."));
        assertArrayEquals(intact, Files.readAllBytes(host.backups().resolve("backups/fresh/documents/user.gz")));
        for (String name : Arrays.asList("rotten", "fresh")) {
            host.deleteBackup(name);
        }
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
}
