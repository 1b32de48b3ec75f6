package org.alien4cloud.plugin.backup.it;

import static org.alien4cloud.plugin.backup.it.Refusals.assertRefused;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Creates, lists, shows, changes and deletes backups over REST. */
public class BackupApiIT {

    private static BackupHost host;

    @BeforeClass
    public static void start() {
        host = BackupHost.start("backup-api", "--sample=4", "--shards=1");
        host.backUp("nightly");
    }

    @AfterClass
    public static void stop() {
        host.close();
    }

    @Test
    public void createsListsShowsAndDeletesABackup() {
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
        host.deleteBackup(name);
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
    public void showsTheCreationLog() throws Exception {
        JsonNode log =
                host.admin().get(BackupHost.API + "/nightly/log").expect(200).data();
        assertTrue(log.toString(), log.toString().contains("Backup nightly:"));
        host.admin().get(BackupHost.API + "/unknown/log").expect(404);
    }

    @Test
    public void changesTheDescriptionAndPinsABackup() {
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
    public void stopsABackupWhenThePluginIsDeleted() {
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
        host.deleteBackup("after-the-upload");
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
    public void deletesADamagedBackupThatIsNotListed() throws Exception {
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
        host.deleteBackup("damaged");
        assertRefused(host.admin().get(BackupHost.API + "/damaged"), 404);
    }
}
