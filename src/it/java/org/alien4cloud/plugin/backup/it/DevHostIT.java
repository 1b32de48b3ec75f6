package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.alien4cloud.plugin.backup.it.AlienClient.Answer;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.action.support.WriteRequest.RefreshPolicy;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.common.settings.Settings;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Checks that the dev host behaves as Alien4Cloud does, as far as a plugin can notice. */
public class DevHostIT {

    private static final String PLUGINS = "/rest/latest/plugins";

    private static final String MOCK = "/rest/latest/mock-orchestrator";

    private static final String MAINTENANCE = "/rest/latest/maintenance";

    private static final String ORCHESTRATOR = "/rest/latest/orchestrators/orchestrator-1";

    private static DevHostProcess host;

    private static AlienClient admin;

    private static AlienClient anonymous;

    @BeforeClass
    public static void startHost() {
        host = DevHostProcess.named("devhost").with("--sample=12").start();
        admin = host.admin();
        anonymous = host.anonymous();
    }

    @AfterClass
    public static void stopHost() {
        host.close();
    }

    @After
    public void removePlugins() {
        for (var plugin : admin.get(PLUGINS).expect(200).data().path("data")) {
            admin.delete(PLUGINS + "/" + plugin.path("id").asText()).expect(200);
        }
    }

    @Test
    public void letsOnlyAFewPathsThroughInMaintenance() {
        admin.post(MAINTENANCE).expect(201);
        try {
            Answer refused = admin.get(PLUGINS).expect(503);
            assertEquals(0, refused.errorCode());
            for (String path :
                    new String[] {MAINTENANCE, "/rest/modules", "/rest/v1/auth/status", "/rest/admin/health"}) {
                admin.get(path).expect(200);
            }
            admin.get(MAINTENANCE + "/of-a-plugin").expect(404);
            admin.get("/").expect(200);
            admin.post(MAINTENANCE).expect(409);
        } finally {
            admin.delete(MAINTENANCE).expect(200);
        }
        admin.get(PLUGINS).expect(200);
    }

    @Test
    public void guardsOnlyItsOwnCalls() {
        uploadMock();
        assertEquals(100, anonymous.get(PLUGINS).expect(403).errorCode());
        assertEquals(102, host.user().get(PLUGINS).expect(403).errorCode());
        anonymous.get(MOCK + "/guarded").expect(200);
    }

    @Test
    public void answersWithAStackTraceWhateverNobodyHandles() {
        uploadMock();
        for (Answer answer :
                new Answer[] {anonymous.get(MOCK + "/failure"), anonymous.delete(MOCK), anonymous.post(MOCK + "/events")
                }) {
            answer.expect(500);
            assertTrue(answer.body(), answer.data().asText().contains("\n\tat "));
        }
    }

    @Test
    public void cutsASuffixAndRejectsAnEncodedSlash() {
        uploadMock();
        assertEquals(
                "v1",
                anonymous
                        .get(MOCK + "/echo/v1.2")
                        .expect(200)
                        .json()
                        .path("name")
                        .asText());
        anonymous.get(MOCK + "/echo/a%2fb").expect(500);
    }

    @Test
    public void importsAndDeletesAnArchive() throws IOException {
        Path zip = PluginZips.zip(
                "archive",
                Map.of(
                        "definition.yml",
                        """
                tosca_definitions_version: alien_dsl_3_0_0
                metadata:
                  template_name: uploaded
                  template_version: 1.0.0
                node_types:
                  org.example.Uploaded:
                    derived_from: tosca.nodes.Root
                topology_template:
                  node_templates:
                    one:
                      type: org.example.Uploaded
                """));
        Path files = host.alien().resolve("csar/uploaded/1.0.0");
        admin.upload("/rest/latest/csars", zip).expect(200);
        assertTrue(Files.exists(files.resolve("expanded/definition.yml")));
        assertTrue(Files.exists(files.resolve("uploaded-1.0.0.csar")));
        admin.get("/rest/latest/editor/uploaded:1.0.0").expect(200);
        admin.upload("/rest/latest/csars", zip).expect(409);

        admin.delete("/rest/latest/csars/uploaded:1.0.0").expect(200);
        assertFalse(Files.exists(files));
        try (TransportClient client = host.elasticsearch()) {
            assertFalse(
                    client.prepareGet("csar", "_doc", "uploaded:1.0.0").get().isExists());
            assertFalse(client.prepareGet("nodetype", "_doc", "org.example.Uploaded:1.0.0")
                    .get()
                    .isExists());
            assertFalse(client.prepareGet("topology", "_doc", "uploaded:1.0.0")
                    .get()
                    .isExists());
        }
    }

    @Test
    public void keepsATopologyInTheEditorsCache() {
        String editor = "/rest/latest/editor/sample-basalt-1:1.0.1";
        admin.get(editor).expect(200);
        try (TransportClient client = host.elasticsearch()) {
            client.prepareUpdate("topology", "_doc", "sample-basalt-1:1.0.1")
                    .setDoc("description", "changed underneath")
                    .setRefreshPolicy(RefreshPolicy.IMMEDIATE)
                    .get();
        }
        assertTrue(admin.get(editor).data().path("description").isMissingNode());
        elect(false);
        elect(true);
        assertEquals(
                "changed underneath",
                admin.get(editor).data().path("description").asText());
    }

    @Test
    public void savesTheEventsOfAnOrchestrator() {
        uploadMock();
        admin.post(ORCHESTRATOR + "/instance").expect(200);
        try (TransportClient client = host.elasticsearch()) {
            Await.until(
                    "idle polls",
                    Await.LIMIT,
                    () -> anonymous
                                    .get(MOCK)
                                    .json()
                                    .path("polls")
                                    .path("orchestrator-1")
                                    .asInt()
                            > 0);
            assertFalse(client.prepareGet("paasmessagemonitorevent", "_doc", "orchestrator-1-counter")
                    .get()
                    .isExists());
            anonymous.post(MOCK + "/events?enabled=true").expect(200);
            Await.until("a saved event", Await.LIMIT, () -> client.prepareGet(
                            "paasmessagemonitorevent", "_doc", "orchestrator-1-counter")
                    .get()
                    .isExists());
            anonymous.post(MOCK + "/events?enabled=false").expect(200);
        } finally {
            admin.delete(ORCHESTRATOR + "/instance").expect(200);
        }
        try (TransportClient client = host.elasticsearch()) {
            client.prepareDelete("paasmessagemonitorevent", "_doc", "orchestrator-1-counter")
                    .get();
        }
    }

    @Test
    public void stopsPollingAnOrchestratorAfterARefusedSave() {
        uploadMock();
        admin.post(ORCHESTRATOR + "/instance").expect(200);
        try (TransportClient client = host.elasticsearch()) {
            block(client, true);
            anonymous.post(MOCK + "/events?enabled=true").expect(200);
            Await.until(
                    "the monitor is stuck",
                    Await.LIMIT,
                    () -> admin.get(ORCHESTRATOR).data().path("monitorStuck").asBoolean());
            block(client, false);
            JsonNode before = anonymous.get(MOCK).json();
            Await.until(
                    "the orchestrator's own thread went on for three seconds",
                    Await.LIMIT,
                    () -> anonymous.get(MOCK).json().path("ticks").asLong()
                            >= before.path("ticks").asLong() + 30);
            assertEquals(
                    "no poll came in that time",
                    before.path("polls"),
                    anonymous.get(MOCK).json().path("polls"));
        } finally {
            admin.delete(ORCHESTRATOR + "/instance").expect(200);
        }
    }

    private static void block(TransportClient client, boolean blocked) {
        client.admin()
                .indices()
                .prepareUpdateSettings("paasmessagemonitorevent")
                .setSettings(Settings.builder().put("index.blocks.write", blocked))
                .get();
    }

    @Test
    public void writesAnAuditTraceOfAnAuditedCall() {
        long before = admin.post("/rest/latest/audit/search")
                .expect(200)
                .data()
                .path("totalResults")
                .asLong();
        uploadMock();
        assertEquals(
                before + 1,
                admin.post("/rest/latest/audit/search")
                        .expect(200)
                        .data()
                        .path("totalResults")
                        .asLong());
    }

    @Test
    public void refusesARepositoryOfSnapshotsWithoutPathRepo() {
        try (TransportClient client = host.elasticsearch()) {
            client.admin()
                    .cluster()
                    .preparePutRepository("anywhere")
                    .setType("fs")
                    .setSettings(Settings.builder().put("location", "anywhere"))
                    .get();
            fail("registered");
        } catch (ElasticsearchException e) {
            assertTrue(e.getDetailedMessage(), e.getDetailedMessage().contains("path.repo"));
        }
    }

    private static void uploadMock() {
        assertEquals(
                -1,
                admin.upload(PLUGINS, DevHostProcess.mockOrchestratorZip())
                        .expect(200)
                        .errorCode());
    }

    private static void elect(boolean leader) {
        admin.post("/rest/devhost/leader?value=" + leader).expect(200);
    }
}
