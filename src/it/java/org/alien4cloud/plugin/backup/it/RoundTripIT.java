package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.devhost.ServerState;
import org.elasticsearch.action.support.WriteRequest.RefreshPolicy;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.common.xcontent.XContentType;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TestName;

/** Backs up, changes everything and restores, with the packaged plugin in a server that keeps running. */
public class RoundTripIT {

    /**
     * What a hot restore leaves as it is, by design: the audit trail and its configuration, and this plugin's own
     * document. And what it makes for itself for as long as it works.
     */
    static final Predicate<String> LEFT_ALONE = document -> document.startsWith("audittrace/")
            || document.startsWith("auditconfiguration/")
            || document.equals("plugin/alien4cloud-backup-plugin")
            || document.startsWith("a4c-backup-tmp-");

    private static final Predicate<String> OWN_AREA = file -> file.startsWith(".a4c-backup-restore");
    /** What Alien4Cloud writes by itself when it loads; docs/restore.md names them. */
    private static final Set<String> WRITTEN_AT_START =
            new HashSet<>(Arrays.asList("plugin", "orchestrator", "suggestionentry", "auditconfiguration"));

    @Rule
    public TestName test = new TestName();

    private BackupHost host;

    private void start(int shards) {
        host = BackupHost.start("round-trip-" + test.getMethodName(), "--sample=16", "--shards=" + shards);
    }

    @After
    public void tearDown() {
        host.close();
    }

    @Test
    public void restoresAllDocumentsFilesAndPlugins() throws Exception {
        start(1);
        enableAnOrchestrator();
        ServerState before = host.state();
        host.backUp("good");
        assertEquals(
                "a backup changes nothing",
                "",
                before.without(LEFT_ALONE, OWN_AREA).differences(host.state().without(LEFT_ALONE, OWN_AREA), 20));

        String topology = firstTopology();
        host.admin().get("/rest/latest/plugins/mock-orchestrator/disable");
        host.admin().delete("/rest/latest/plugins/mock-orchestrator").expect(200);
        editAndSave(topology, "{\"edited\": \"after the backup\"}");
        Mutations.everywhere(host, 42);
        ServerState mutated = host.state();
        assertNotEquals("", before.differences(mutated, 1));

        host.holdBeforeResume();
        String id = host.startRestore("good", true);
        host.awaitHeld();
        ServerState atRest = host.state();
        host.letResume();
        assertEquals(
                "while the context is down",
                "",
                before.without(LEFT_ALONE, OWN_AREA).differences(atRest.without(LEFT_ALONE, OWN_AREA), 20));

        JsonNode ended = host.ended(id, "SUCCEEDED");
        assertEquals(100, ended.path("percent").asInt());
        ServerState after = host.state();
        Predicate<String> writtenAtStart = document ->
                WRITTEN_AT_START.contains(document.substring(0, document.indexOf('/'))) || LEFT_ALONE.test(document);
        assertEquals(
                "after Alien4Cloud has loaded",
                "",
                before.without(writtenAtStart, file -> false)
                        .differences(after.without(writtenAtStart, file -> false), 20));
        assertTrue(
                "the orchestrator's thread runs", orchestrator().path("running").asBoolean());
        assertTrue(
                "the orchestrator is polled again", orchestrator().path("polls").size() > 0);
        assertFalse("maintenance mode is off", maintenanceIsOn());
        editAndSave(topology, "{\"other\": \"after the restore\"}");
        String inTheEditor =
                host.admin().get("/rest/latest/editor/" + topology).expect(200).body();
        assertTrue(inTheEditor, inTheEditor.contains("after the restore"));
        assertFalse(
                "the editor's cache did not bring the old state back: " + inTheEditor,
                inTheEditor.contains("after the backup"));
        assertEquals(
                "staging and undo are gone",
                false,
                Files.exists(host.process().alien().resolve(".a4c-backup-restore")));
        assertEquals("the journal is gone", 0, children(host.backups().resolve("journal")));
        assertEquals("no temporary index is left", "", temporaryIndices());
        assertEquals(
                "good and the safety backup",
                2,
                host.admin()
                        .get(BackupHost.API)
                        .expect(200)
                        .data()
                        .path("totalResults")
                        .asInt());
        host.backUp("and-another");
    }

    @Test
    public void undoesARestoreWithTheSafetyBackup() throws Exception {
        start(5);
        host.backUp("good");
        Mutations.everywhere(host, 7);
        ServerState mutated = host.state();
        host.ended(host.startRestore("good", true), "SUCCEEDED");
        String safety = null;
        for (JsonNode backup : host.admin().get(BackupHost.API).data().path("data")) {
            safety = backup.path("name").asText().startsWith("before-restore-")
                    ? backup.path("name").asText()
                    : safety;
        }
        host.holdBeforeResume();
        String id = host.startRestore(safety, false);
        host.awaitHeld();
        ServerState atRest = host.state();
        host.letResume();
        host.ended(id, "SUCCEEDED");
        assertEquals("", mutated.without(LEFT_ALONE, OWN_AREA).differences(atRest.without(LEFT_ALONE, OWN_AREA), 20));
    }

    @Test
    public void restoresBrokenDocumentsOfOrchestrators() {
        start(1);
        enableAnOrchestrator();
        host.backUp("good");
        put("orchestrator", "orchestrator-1", "{\"state\":\"CONNECTED\"}");
        host.ended(host.startRestore("good", false), "SUCCEEDED");
        assertTrue(
                "the orchestrator is polled again", orchestrator().path("polls").size() > 0);
    }

    @Test
    public void leavesTheAuditTrailAsItIsUnlessAskedForIt() {
        start(1);
        Set<String> before = auditTrail();
        assertFalse(before.isEmpty());
        host.backUp("good");
        put("audittrace", "afterwards", "{\"action\":\"after the backup\"}");
        put("application", "afterwards", "{\"name\":\"after the backup\"}");

        host.ended(host.startRestore("good", false), "SUCCEEDED");
        assertTrue("a restore must not erase who did what", auditTrail().contains("audittrace/afterwards"));

        put("application", "afterwards", "{\"name\":\"once more\"}");
        String id = host.admin()
                .post(
                        BackupHost.API + "/good/restore",
                        "{\"confirm\":\"good\",\"safetyBackup\":false,\"auditTrail\":true}")
                .expect(202)
                .data()
                .path("id")
                .asText();
        host.ended(id, "SUCCEEDED");
        assertTrue(auditTrail().containsAll(before));
        assertFalse(auditTrail().contains("audittrace/afterwards"));
    }

    private Set<String> auditTrail() {
        return host.state().documents().keySet().stream()
                .filter(name -> name.startsWith("audittrace/"))
                .collect(Collectors.toSet());
    }

    private void put(String index, String id, String source) {
        try (TransportClient client = host.process().elasticsearch()) {
            client.prepareIndex(index, "_doc", id)
                    .setSource(source, XContentType.JSON)
                    .setRefreshPolicy(RefreshPolicy.IMMEDIATE)
                    .get();
        }
    }

    @Test
    public void keepsItselfWhenTheBackupIsOlder() throws Exception {
        start(1);
        host.backUp("with-the-first-upload");
        host.admin().delete("/rest/latest/plugins/alien4cloud-backup-plugin").expect(200);
        host.uploadPlugin();
        ServerState before = host.state();
        host.ended(host.startRestore("with-the-first-upload", false), "SUCCEEDED");
        assertEquals(files(before, "work/plugins/content"), files(host.state(), "work/plugins/content"));
        host.admin().get(BackupHost.API).expect(200);
    }

    @Test
    public void deletesABackupAndWhatOnlyItUsed() throws Exception {
        start(1);
        host.backUp("first");
        host.backUp("second");
        String id = host.admin()
                .delete(BackupHost.API + "/first")
                .expect(202)
                .data()
                .path("id")
                .asText();
        host.ended(id, "SUCCEEDED");
        host.admin().get(BackupHost.API + "/first").expect(404);
        Mutations.everywhere(host, 5);
        host.ended(host.startRestore("second", false), "SUCCEEDED");
        host.ended(
                host.admin()
                        .delete(BackupHost.API + "/second")
                        .expect(202)
                        .data()
                        .path("id")
                        .asText(),
                "SUCCEEDED");
        assertEquals(
                0, host.admin().get(BackupHost.API).data().path("totalResults").asInt());
        assertEquals(
                "nothing is left in the repository",
                0,
                children(host.backups().resolve("packs"))
                        + children(host.backups().resolve("backups")));
    }

    private void enableAnOrchestrator() {
        String list = host.admin().get("/rest/latest/orchestrators").body();
        assertTrue(list, list.contains("orchestrator-1"));
        host.admin().post("/rest/latest/orchestrators/orchestrator-1/instance").expect(200);
        Await.until(
                "the orchestrator is polled",
                BackupHost.LIMIT,
                () -> orchestrator().path("polls").size() > 0);
    }

    private JsonNode orchestrator() {
        return host.admin().get("/rest/latest/mock-orchestrator").json();
    }

    private boolean maintenanceIsOn() {
        return host.admin().get("/rest/latest/csars").status() == 503;
    }

    private String firstTopology() {
        return host.state().documents().keySet().stream()
                .filter(name -> name.startsWith("topology/"))
                .findFirst()
                .get()
                .substring("topology/".length());
    }

    /** Alien4Cloud's editor reads a topology once, and then works on its own copy for 30 minutes. */
    private void editAndSave(String topology, String change) {
        host.admin().send("PUT", "/rest/latest/editor/" + topology, change).expect(200);
        host.admin().post("/rest/latest/editor/" + topology).expect(200);
    }

    private String temporaryIndices() {
        try (TransportClient client = host.process().elasticsearch()) {
            return Stream.of(client.admin()
                            .cluster()
                            .prepareState()
                            .clear()
                            .setMetaData(true)
                            .get()
                            .getState()
                            .metaData()
                            .getConcreteAllIndices())
                    .filter(index -> index.startsWith("a4c-backup-tmp-"))
                    .collect(Collectors.joining(","));
        }
    }

    private static Set<String> files(ServerState state, String directory) {
        return state.files().keySet().stream()
                .filter(path -> path.startsWith(directory))
                .collect(Collectors.toSet());
    }

    private static long children(Path directory) throws Exception {
        if (!Files.exists(directory)) {
            return 0;
        }
        try (Stream<Path> children = Files.list(directory)) {
            return children.count();
        }
    }
}
