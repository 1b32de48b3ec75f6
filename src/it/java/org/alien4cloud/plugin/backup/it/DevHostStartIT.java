package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.elasticsearch.client.transport.TransportClient;
import org.junit.After;
import org.junit.Test;

/** Checks that the dev host starts as Alien4Cloud does, on data that were changed while it was stopped. */
public class DevHostStartIT {
    private static final String PLUGINS = "/rest/latest/plugins";

    private DevHostProcess host;
    /** Logged in once per process: a session outlives changes of leaders and the index of users. */
    private AlienClient admin;

    @After
    public void stopHost() {
        host.close();
    }

    @Test
    public void keepsDataAndMaintenanceAfterAKill() {
        host = DevHostProcess.named("start-kill")
                .with("--sample=12", "--shards=2")
                .start();
        host.admin().post("/rest/latest/maintenance").expect(201);
        host.kill();
        host.start();
        try (TransportClient client = host.elasticsearch()) {
            String[] indices = client.admin().indices().prepareGetIndex().get().indices();
            assertEquals(61, indices.length);
            assertEquals(
                    "2",
                    client.admin()
                            .indices()
                            .prepareGetSettings("csar")
                            .get()
                            .getSetting("csar", "index.number_of_shards"));
            assertEquals(
                    12, client.prepareSearch("csar").setSize(0).get().getHits().getTotalHits());
        }
        admin = host.admin();
        admin.get(PLUGINS).expect(503);
        assertEquals(
                "admin",
                admin.get("/rest/latest/maintenance")
                        .expect(200)
                        .data()
                        .path("user")
                        .asText());
        admin.delete("/rest/latest/maintenance").expect(200);
        admin.get(PLUGINS).expect(200);
        host.user();
    }

    @Test
    public void disablesAPluginWithoutItsDirectoryForGood() throws IOException {
        host = DevHostProcess.named("start-missing").with("--sample=12").start();
        admin = host.admin();
        admin.upload(PLUGINS, DevHostProcess.mockOrchestratorZip()).expect(200);
        admin.post("/rest/latest/orchestrators/orchestrator-1/instance").expect(200);
        assertEquals("CONNECTED", state());
        Path content = host.alien()
                .resolve("work/plugins/content")
                .resolve(plugin().path("pluginPathId").asText());
        Path aside = host.data().resolve("aside");

        host.stop();
        Files.move(content, aside, StandardCopyOption.ATOMIC_MOVE);
        admin = host.start().admin();
        assertFalse(plugin().path("enabled").asBoolean());
        Await.until("the orchestrator is disabled", Await.LIMIT, () -> "DISABLED".equals(state()));

        Files.move(aside, content, StandardCopyOption.ATOMIC_MOVE);
        elect(false);
        elect(true);
        assertFalse("for good", plugin().path("enabled").asBoolean());
    }

    @Test
    public void uploadsThePluginsOfTheInitFolderAtEachStart() throws IOException {
        host = DevHostProcess.named("start-init");
        Path plugins = Files.createDirectories(host.data().resolve("given/plugins"));
        Files.copy(DevHostProcess.mockOrchestratorZip(), plugins.resolve("mock.zip"));
        admin = host.with("--init=" + plugins.getParent()).start().admin();
        String first = plugin().path("pluginPathId").asText();
        assertTrue(plugin().path("enabled").asBoolean());
        elect(false);
        elect(true);
        assertNotEquals(first, plugin().path("pluginPathId").asText());
        assertFalse(Files.exists(host.alien().resolve("work/plugins/content").resolve(first)));
        host.anonymous().get("/rest/latest/mock-orchestrator").expect(200);
    }

    @Test
    public void createsIndicesAndTheAdministratorAtStartOnly() {
        host = DevHostProcess.named("start-user").start();
        admin = host.admin();
        try (TransportClient client = host.elasticsearch()) {
            client.admin().indices().prepareDelete("user", "location").get();
        }
        elect(false);
        elect(true);
        try (TransportClient client = host.elasticsearch()) {
            assertFalse(client.admin().indices().prepareExists("location").get().isExists());
        }
        host.stop();
        host.start();
        host.admin();
        try (TransportClient client = host.elasticsearch()) {
            assertTrue(client.admin().indices().prepareExists("location").get().isExists());
            client.admin().indices().prepareClose("location").get();
        }
        host.stop();
        assertEquals(1, host.startAndAwaitExit());
        assertTrue(host.log(), host.log().contains("location"));
    }

    private void elect(boolean leader) {
        admin.post("/rest/devhost/leader?value=" + leader).expect(200);
    }

    private JsonNode plugin() {
        return admin.get(PLUGINS).expect(200).data().path("data").path(0);
    }

    private String state() {
        return admin.get("/rest/latest/orchestrators/orchestrator-1")
                .expect(200)
                .data()
                .path("state")
                .asText();
    }
}
