package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import org.alien4cloud.devhost.ServerState;
import org.elasticsearch.action.support.WriteRequest.RefreshPolicy;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.XContentType;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * Disturbs restores in other ways than by killing the process. The plugin comes from the init folder: Alien4Cloud
 * removes and unpacks it again, under another name, at each start.
 */
public class DisturbedRestoreIT {

    private static final String PLUGIN = "alien4cloud-backup-plugin";

    private static final Predicate<String> UNPACKED_AGAIN = file -> file.startsWith("work/plugins/");

    private static BackupHost host;

    private ServerState good;
    private ServerState mutated;

    @BeforeClass
    public static void start() throws Exception {
        host = BackupHost.startWithInitialPlugins("disturbed-restore", "--sample=8", "--shards=1");
    }

    @AfterClass
    public static void stop() {
        host.close();
    }

    @Before
    public void mutate() {
        if (host.admin().get(BackupHost.API + "/good").status() == 404) {
            host.backUp("good");
        } else {
            host.ended(host.startRestore("good", false), "SUCCEEDED");
        }
        good = data();
        Mutations.everywhere(host, 3);
        mutated = data();
        assertNotEquals("", good.differences(mutated, 1));
    }

    @Test
    public void restoresWhenThePluginIsUnpackedAtEachStart() {
        host.ended(host.startRestore("good", true), "SUCCEEDED");
        assertEntirely(good);
    }

    @Test
    public void makesALeaderChangeWaitUntilTheDataAreWhole() throws Exception {
        String id;
        FutureTask<AlienClient.Answer> election =
                new FutureTask<>(() -> host.admin().post("/rest/devhost/leader?value=true"));
        // as long as something writes, the restore waits
        try (MovingFile moving = new MovingFile(host.process().alien().resolve("artifacts/moving"))) {
            id = host.startRestore("good", false);
            Await.until(
                    "Alien4Cloud is at rest",
                    BackupHost.LIMIT,
                    () -> host.admin().get("/rest/latest/csars").status() == 404);
            assertEquals("at rest, and nothing was changed yet", "PLANNED", host.journalState(id));
            new Thread(election, "election").start();
            Await.until("the election is under way", BackupHost.LIMIT, () -> host.process()
                    .log()
                    .contains("Election: leader true"));
        }
        // the event comes to the plugin a moment after its line in the log: before anything was changed, or after
        JsonNode ended = host.ended(id);
        assertTrue(
                ended.toString(),
                Arrays.asList("FAILED", "ROLLED_BACK")
                        .contains(ended.path("state").asText()));
        election.get().expect(200);
        assertTrue(ended.toString(), ended.path("error").asText().contains("Somebody else wants Alien4Cloud up"));
        assertEntirely(mutated);
    }

    @Test
    public void rollsBackThoughThePluginsOwnDirectoryIsGone() throws Exception {
        Path away = host.process().data().resolve("away");
        try (TransportClient client = host.process().elasticsearch()) {
            host.holdBeforeResume();
            block(client, true);
            String id = host.startRestore("good", false);
            Await.until("the restore is being undone", BackupHost.LIMIT, () -> host.journalState(id)
                    .equals("UNDOING"));
            Path own = ownDirectory(client);
            Files.move(own, away);
            block(client, false);
            host.awaitHeld();
            assertEquals("UNDONE", host.journalState(id));
            Files.move(away, own);
            host.letResume();
            host.ended(id, "ROLLED_BACK");
            assertEntirely(mutated);
        }
    }

    @Test
    public void rollsBackWhenAlien4CloudDoesNotStart() {
        try (TransportClient client = host.process().elasticsearch()) {
            client.prepareIndex("plugin", "_doc", "broken")
                    .setSource("{\"id\":\"broken\",\"enabled\":true}", XContentType.JSON)
                    .setRefreshPolicy(RefreshPolicy.IMMEDIATE)
                    .get();
            host.backUp("does-not-start");
            client.prepareDelete("plugin", "_doc", "broken")
                    .setRefreshPolicy(RefreshPolicy.IMMEDIATE)
                    .get();
            Mutations.everywhere(host, 5);
            ServerState before = data();
            JsonNode ended = host.ended(host.startRestore("does-not-start", false), "ROLLED_BACK");
            assertTrue(ended.toString(), ended.path("error").asText().contains("Alien4Cloud does not come up"));
            assertFalse(client.prepareGet("plugin", "_doc", "broken").get().isExists());
            assertEntirely(before);
        }
    }

    @Test
    public void changesNothingWhenCancelled() {
        String id = host.startRestore("good", true);
        host.admin().delete(BackupHost.API + "/operations/" + id).expect(202);
        host.ended(id, "CANCELLED");
        assertEntirely(mutated);
        String after = host.startRestore("good", false);
        host.ended(after, "SUCCEEDED");
        assertEquals(
                "it is over",
                404,
                host.admin().delete(BackupHost.API + "/operations/" + after).status());
    }

    @Test
    public void restoresOnlyWhatWasChosen() {
        String id = host.admin()
                .post(
                        BackupHost.API + "/good/restore",
                        Map.of("confirm", "good", "safetyBackup", false, "directories", List.of("git")))
                .expect(202)
                .data()
                .path("id")
                .asText();
        host.ended(id, "SUCCEEDED");
        assertTrue(
                host.log(id),
                host.log(id)
                        .contains(
                                "of the directories only git, no documents. Documents and files may disagree after that"));
        ServerState expected = mutated.without(document -> false, file -> isBelow(file, "git"));
        ServerState git = good.without(document -> true, file -> !isBelow(file, "git"));
        assertEquals("", expected.differences(data().without(document -> false, file -> isBelow(file, "git")), 20));
        assertEquals("", git.differences(data().without(document -> true, file -> !isBelow(file, "git")), 20));

        id = host.admin()
                .post(
                        BackupHost.API + "/good/restore",
                        Map.of("confirm", "good", "safetyBackup", false, "indices", List.of("application", "topology")))
                .expect(202)
                .data()
                .path("id")
                .asText();
        host.ended(id, "SUCCEEDED");
        Predicate<String> chosen = document -> document.startsWith("application/") || document.startsWith("topology/");
        assertEquals(
                "",
                good.without(chosen.negate(), file -> true)
                        .differences(data().without(chosen.negate(), file -> true), 20));
        assertEquals(
                "",
                expected.without(chosen, file -> false)
                        .differences(data().without(chosen, file -> isBelow(file, "git")), 20));

        String refused = host.admin()
                .post(BackupHost.API + "/good/restore", Map.of("confirm", "good", "directories", List.of("../../etc")))
                .expect(400)
                .body();
        assertTrue(refused, refused.contains("The backup has no directory ../../etc. It has: "));
    }

    private static boolean isBelow(String file, String directory) {
        return file.equals(directory) || file.startsWith(directory + "/");
    }

    /** A backup of a time when the plugin was an older one, or not there. */
    @Test
    public void keepsItsOwnVersionInARestore() throws Exception {
        try (TransportClient client = host.process().elasticsearch()) {
            String plugin = client.prepareGet("plugin", "_doc", PLUGIN).get().getSourceAsString();
            String older = plugin.replace("\"version\":\"" + version(plugin) + "\"", "\"version\":\"0.1.0\"")
                    .replace("\"pluginPathId\":\"", "\"pluginPathId\":\"old-");
            assertNotEquals(plugin, older);
            put(client, "plugin", older);
            put(client, "pluginconfiguration", "{\"configuration\":\"old\"}");
            host.backUp("older");
            client.prepareDelete("plugin", "_doc", PLUGIN)
                    .setRefreshPolicy(RefreshPolicy.IMMEDIATE)
                    .get();
            host.backUp("without");
            put(client, "plugin", plugin);
            put(client, "pluginconfiguration", "{\"configuration\":\"new\"}");
            for (String backup : new String[] {"older", "without"}) {
                Mutations.everywhere(host, 4);
                host.ended(host.startRestore(backup, false), "SUCCEEDED");
                assertEquals(
                        version(plugin),
                        version(client.prepareGet("plugin", "_doc", PLUGIN)
                                .get()
                                .getSourceAsString()));
                assertEquals(
                        "{\"configuration\":\"new\"}",
                        client.prepareGet("pluginconfiguration", "_doc", PLUGIN)
                                .get()
                                .getSourceAsString());
                assertTrue("its classes are there", Files.isDirectory(ownDirectory(client)));
            }
            client.prepareDelete("pluginconfiguration", "_doc", PLUGIN)
                    .setRefreshPolicy(RefreshPolicy.IMMEDIATE)
                    .get();
        }
    }

    private static void put(TransportClient client, String index, String source) {
        client.prepareIndex(index, "_doc", PLUGIN)
                .setSource(source, XContentType.JSON)
                .setRefreshPolicy(RefreshPolicy.IMMEDIATE)
                .get();
    }

    private static String version(String plugin) {
        return plugin.replaceAll(".*\"version\":\"([^\"]+)\".*", "$1");
    }

    private static Path ownDirectory(TransportClient client) {
        String path = client.prepareGet("plugin", "_doc", PLUGIN)
                .get()
                .getSourceAsMap()
                .get("pluginPathId")
                .toString();
        return host.process().alien().resolve("work/plugins/content").resolve(path);
    }

    private static void block(TransportClient client, boolean on) {
        client.admin()
                .indices()
                .prepareUpdateSettings("topology")
                .setSettings(Settings.builder().put("index.blocks.write", on))
                .get();
    }

    private static void assertEntirely(ServerState expected) {
        RestoredState.assertEntirely("afterwards", expected, host, UNPACKED_AGAIN);
    }

    /** Plugins are unpacked again each time, under other names. */
    private static ServerState data() {
        return RestoredState.of(host).without(document -> false, UNPACKED_AGAIN);
    }
}
