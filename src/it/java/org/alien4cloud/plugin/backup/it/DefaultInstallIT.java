package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.function.Predicate;
import org.alien4cloud.devhost.ServerState;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Backs up a server without any configuration, whose Elasticsearch has no directory for snapshots. */
public class DefaultInstallIT {

    private static final Predicate<String> OWN_AREA = file -> file.startsWith(".a4c-backup-restore");

    private BackupHost host;

    @Before
    public void start() {
        host = BackupHost.startAsInstalled("default-install", "--sample=8", "--shards=2");
    }

    @After
    public void stop() {
        host.close();
    }

    @Test
    public void worksWithTheBackupDirectoryAlone() throws Exception {
        assertTrue(
                "what is and what could be: " + engine(),
                engine().path("message").asText().contains("'export'")
                        && engine().path("message").asText().contains("path.repo: [")
                        && engine().path("remedy").asText().contains("docs/elasticsearch.md"));
        assertEquals("OK", engine().path("state").asText());

        String id = host.startBackup(Map.of("name", "good"));
        host.ended(id, "SUCCEEDED");
        assertTrue(
                host.log(id),
                host.log(id).contains("Index engine: export, since")
                        && host.log(id).contains("path.repo"));
        assertEquals(
                "export",
                host.admin()
                        .get(BackupHost.API + "/good")
                        .expect(200)
                        .data()
                        .path("engine")
                        .asText());
        host.ended(
                host.admin()
                        .post(BackupHost.API + "/good/verify", Map.of("deep", true))
                        .expect(202)
                        .data()
                        .path("id")
                        .asText(),
                "SUCCEEDED");
        ServerState before = host.state();

        Mutations.everywhere(host, 42);
        assertNotEquals("", before.differences(host.state(), 1));
        host.holdBeforeResume();
        String restore = host.startRestore("good", true);
        host.awaitHeld();
        ServerState atRest = host.state();
        host.letResume();
        host.ended(restore, "SUCCEEDED");
        assertEquals(
                "while the context is down",
                "",
                before.without(RoundTripIT.LEFT_ALONE, OWN_AREA)
                        .differences(atRest.without(RoundTripIT.LEFT_ALONE, OWN_AREA), 20));
        assertEquals(
                "good and the safety backup",
                2,
                host.admin()
                        .get(BackupHost.API)
                        .expect(200)
                        .data()
                        .path("totalResults")
                        .asInt());
    }

    @Test
    public void saysWhatToDoIfSnapshotsAreWhatIsWanted() {
        AlienClient.Answer answer =
                host.admin().post(BackupHost.API, Map.of("engine", "snapshot")).expect(503);
        assertTrue(answer.errorMessage(), answer.errorMessage().contains("path.repo: ["));
        assertTrue("code 0 means maintenance to Alien4Cloud's page", answer.errorCode() > 0);
        assertEquals(
                0,
                host.admin()
                        .get(BackupHost.API)
                        .expect(200)
                        .data()
                        .path("totalResults")
                        .asInt());
    }

    private JsonNode engine() {
        for (JsonNode check :
                host.admin().get(BackupHost.API + "/health").expect(200).data().path("checks")) {
            if (check.path("id").asText().equals("engine")) {
                return check;
            }
        }
        throw new AssertionError("There is no such check");
    }
}
