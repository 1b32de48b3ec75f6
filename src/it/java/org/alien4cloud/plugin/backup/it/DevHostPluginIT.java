package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.alien4cloud.plugin.backup.it.AlienClient.Answer;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Checks that the dev host loads, runs and removes plugins as Alien4Cloud does. */
public class DevHostPluginIT {

    private static final String PLUGINS = "/rest/latest/plugins";

    private static final String MOCK = "/rest/latest/mock-orchestrator";

    private static DevHostProcess host;

    private static AlienClient admin;

    private static AlienClient anonymous;

    @BeforeClass
    public static void startHost() {
        host = DevHostProcess.named("devhost-plugins").with("--sample=12").start();
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
    public void loadsDisablesEnablesAndDeletesAPlugin() {
        assertEquals(
                -1,
                admin.upload(PLUGINS, DevHostProcess.mockOrchestratorZip())
                        .expect(200)
                        .errorCode());
        assertTrue(anonymous.get(MOCK).expect(200).json().path("running").asBoolean());
        var listed = admin.get(PLUGINS).data().path("data").path(0);
        assertTrue(listed.path("enabled").asBoolean());
        Path content = host.alien()
                .resolve("work/plugins/content")
                .resolve(listed.path("pluginPathId").asText());
        assertTrue(Files.isDirectory(content));

        admin.get(PLUGINS + "/mock-orchestrator/disable").expect(200);
        anonymous.get(MOCK).expect(404);
        assertFalse(
                admin.get(PLUGINS).data().path("data").path(0).path("enabled").asBoolean());

        admin.get(PLUGINS + "/mock-orchestrator/enable").expect(200);
        anonymous.get(MOCK).expect(200);

        admin.delete(PLUGINS + "/mock-orchestrator").expect(200);
        anonymous.get(MOCK).expect(404);
        assertFalse(Files.exists(content));
        assertEquals(0, admin.get(PLUGINS).data().path("totalResults").asInt());
    }

    @Test
    public void refusesAPluginThatIsLoaded() {
        uploadMock();
        assertEquals(
                502,
                admin.upload(PLUGINS, DevHostProcess.mockOrchestratorZip())
                        .expect(409)
                        .errorCode());
    }

    @Test
    public void keepsAPluginThatCannotBeLoadedDisabled() throws IOException {
        Path zip = PluginZips.zip(
                "broken",
                Map.of(
                        "META-INF/plugin.yml",
                        "id: broken\nname: Broken\nversion: 1\nconfiguration_class: org.example.Missing\n"));
        assertEquals(354, admin.upload(PLUGINS, zip).expect(200).errorCode());
        assertFalse(
                admin.get(PLUGINS).data().path("data").path(0).path("enabled").asBoolean());
    }

    @Test
    public void leavesTheControllersOfAFailedLoadMapped() throws IOException {
        Path zip = PluginZips.compiled(
                "nameless",
                "org.example.Nameless",
                """
                package org.example;
                import org.springframework.web.bind.annotation.*;
                @org.springframework.context.annotation.Configuration
                @RestController
                public class Nameless {
                    @RequestMapping(value = "/rest/nameless", method = RequestMethod.GET)
                    public String get(@RequestParam(value = "x", required = false) String x) {
                        return "still here";
                    }
                }
                """);
        Answer answer = admin.upload(PLUGINS, zip).expect(200);
        assertEquals(354, answer.errorCode());
        assertTrue(answer.errorMessage(), answer.errorMessage().contains("-parameters"));
        assertEquals("still here", anonymous.get("/rest/nameless").expect(200).body());
    }

    @Test
    public void servesThePluginsUserInterfaceToAnyone() {
        uploadMock();
        String entryPoint = anonymous
                .get("/rest/latest/modules")
                .expect(200)
                .json()
                .path("mock-orchestrator")
                .path("entryPoint")
                .asText();
        anonymous.get("/" + entryPoint).expect(200);
    }

    @Test
    public void keepsTheDocumentsOfAPluginsOwnIndex() {
        uploadMock();
        long count = anonymous
                .send("PUT", MOCK + "/records/one?text=kept", null)
                .expect(200)
                .json()
                .path("count")
                .asLong();
        assertTrue(count > 0);
        elect(false);
        elect(true);
        assertEquals(
                count,
                anonymous
                        .send("PUT", MOCK + "/records/one?text=kept", null)
                        .expect(200)
                        .json()
                        .path("count")
                        .asLong());
    }

    @Test
    public void restartsPluginsAfterAChangeOfLeaders() {
        uploadMock();
        long before = anonymous.get(MOCK).json().path("since").asLong();

        elect(false);
        anonymous.get(MOCK).expect(404);
        admin.get(PLUGINS).expect(404);
        assertTrue(
                "the session stays",
                admin.get("/rest/auth/status").data().path("isLogged").asBoolean());
        host.admin();

        elect(true);
        assertNotEquals(
                before, anonymous.get(MOCK).expect(200).json().path("since").asLong());
        admin.get(PLUGINS).expect(200);
    }

    @Test
    public void ignoresASecondElection() {
        uploadMock();
        long before = anonymous.get(MOCK).json().path("since").asLong();
        elect(true);
        assertEquals(before, anonymous.get(MOCK).json().path("since").asLong());
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
