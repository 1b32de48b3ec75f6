package org.alien4cloud.plugin.backup.it;

import static org.alien4cloud.plugin.backup.it.ImpactServer.warnings;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.alien4cloud.devhost.ServerState;
import org.elasticsearch.client.transport.TransportClient;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;

/** Restores only if the warnings of the dry run that was read are acknowledged. */
public class AcknowledgedRestoreIT {

    @ClassRule
    public static final ImpactServer SERVER = new ImpactServer("acknowledged");

    private final BackupHost host = SERVER.host();

    private final TransportClient client = SERVER.client();

    @Before
    public void putBack() {
        SERVER.putBack();
    }

    @Test
    public void warnsAUserWhoIsNotInTheBackup() {
        SERVER.put(
                "user",
                "ann",
                SERVER.source("user", "admin").replace("\"username\":\"admin\"", "\"username\":\"ann\""));
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

    private void run(String deployment) {
        SERVER.put(
                "deployment",
                deployment,
                "{\"id\":\"" + deployment
                        + "\",\"sourceName\":\"shop\",\"orchestratorId\":\"orchestrator-1\",\"startDate\":1}");
    }

    private String restore(String backup, Map<String, Object> acknowledgement) {
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
    public void protectsARunningDeploymentUntilAcknowledged() {
        run("running");
        ServerState before = SERVER.state();
        String id = restore("good-export", Collections.emptyMap());
        String error = host.ended(id, "FAILED").path("error").asText();
        String digest = SERVER.impact("good-export", "?safetyBackup=false")
                .path("digest")
                .asText();
        assertTrue(
                error,
                error.contains("shop (running) on orchestrator orchestrator-1")
                        && error.contains("Nothing was changed.")
                        && error.contains(
                                "\"acknowledge\": [\"running-deployments\"] and \"impactDigest\": \"" + digest + "\""));
        assertEquals("", before.differences(SERVER.state(), 20));
        assertEquals(200, host.admin().get("/rest/latest/csars").status());

        id = restore("good-export", Map.of("acknowledge", List.of("running-deployments"), "impactDigest", digest));
        host.ended(id, "SUCCEEDED");
        assertTrue(host.log(id), host.log(id).contains("They keep running in the cloud"));
        assertFalse(client.prepareGet("deployment", "_doc", "running").get().isExists());
    }

    @Test
    public void acceptsTheAcknowledgementOfTheLatestReport() throws IOException {
        for (String engine : ImpactServer.ENGINES) {
            SERVER.change();
            String backup = "good-" + engine;
            String digest =
                    SERVER.impact(backup, "?safetyBackup=false").path("digest").asText();
            assertEquals(
                    "the same for the same",
                    digest,
                    SERVER.impact(backup, "?safetyBackup=false").path("digest").asText());
            host.ended(
                    restore(backup, Map.of("acknowledge", List.of("running-deployments"), "impactDigest", digest)),
                    "SUCCEEDED");
        }
    }

    @Test
    public void refusesARestoreOtherThanTheAcknowledgedOne() {
        run("running");
        String digest = SERVER.impact("good-export", "?safetyBackup=false")
                .path("digest")
                .asText();
        run("another");
        ServerState before = SERVER.state();
        String id =
                restore("good-export", Map.of("acknowledge", List.of("running-deployments"), "impactDigest", digest));
        String error = host.ended(id, "FAILED").path("error").asText();
        assertTrue(
                error,
                error.contains("The restore differs from the report with the digest " + digest + ":")
                        && error.contains("another"));
        assertEquals("", before.differences(SERVER.state(), 20));
        id = restore(
                "good-export",
                Map.of(
                        "impactDigest",
                        SERVER.impact("good-export", "?safetyBackup=false&indices=user")
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
    public void checksAgainWhatWasWrittenAfterThePlan() throws Exception {
        SERVER.put(
                "user",
                "ann",
                SERVER.source("user", "admin").replace("\"username\":\"admin\"", "\"username\":\"ann\""));
        String id;
        // as long as something writes, the restore waits
        try (MovingFile moving = new MovingFile(host.process().alien().resolve("artifacts/moving"))) {
            id = restore(
                    "good-export",
                    Map.of(
                            "impactDigest",
                            SERVER.impact("good-export", "?safetyBackup=false")
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

        String digest = SERVER.impact("good-export", "?safetyBackup=false")
                .path("digest")
                .asText();
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
    public void acceptsAcknowledgementsForAnIncompleteInventory() throws IOException {
        for (boolean noInventory : new boolean[] {true, false}) {
            String backup = "old-" + noInventory;
            host.backUp(backup);
            Forgery.of(
                    host.backups().resolve("backups").resolve(backup),
                    "inventory.jsonl.gz",
                    noInventory ? null : oldInventory());
            SERVER.change();
            JsonNode report = SERVER.impact(backup, "?safetyBackup=false");
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
                    SERVER.source("application", "Application2"),
                    "Application 2",
                    client.prepareGet("application", "_doc", "Application2")
                            .get()
                            .getSource()
                            .get("name"));
        }
    }
}
