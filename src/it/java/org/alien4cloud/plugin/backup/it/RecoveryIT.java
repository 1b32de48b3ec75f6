package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.alien4cloud.devhost.ServerState;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.common.settings.Settings;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TestName;
import org.junit.rules.TestWatcher;
import org.junit.runner.Description;

/**
 * Recovers from restores that do not finish: the server dies and does not start, or Elasticsearch refuses. The result
 * is the old or the new state, never a mixture.
 *
 * <p>A server with its data and a backup takes longer to make than most of these tests. So they share one, as long as
 * each leaves it in order: the test that finds anything else than a running server with the backup and, once put back,
 * exactly the data of it, starts a new one.
 */
public class RecoveryIT {

    private static BackupHost host;
    private static ServerState good;
    private static KeptState kept;

    private ServerState mutated;

    @Rule
    public TestWatcher discardAfterFailure = new TestWatcher() {
        @Override
        protected void failed(Throwable failure, Description description) {
            stop();
        }
    };

    @Rule
    public TestName test = new TestName();

    @Before
    public void setUp() {
        if (!isInOrder()) {
            stop();
            host = BackupHost.start(
                    "recovery-" + test.getMethodName(),
                    "--sample=40",
                    "--shards=1",
                    "--backup.restore.undo-retry-seconds=60");
            good = data();
            kept = KeptState.of(host);
            host.backUp("good");
        }
        Mutations.everywhere(host, 11);
        mutated = data();
        assertNotEquals("", good.differences(mutated, 1));
    }

    private boolean isInOrder() {
        if (host == null
                || !host.process().isRunning()
                || maintenanceIsOn()
                || !journals().isEmpty()
                || Files.exists(host.process().alien().resolve(".a4c-backup-restore"))
                || host.admin().get(BackupHost.API + "/good").status() != 200) {
            return false;
        }
        kept.putBack();
        return good.differences(data(), 1).isEmpty();
    }

    private static List<String> journals() {
        String[] journals = host.backups().resolve("journal").toFile().list();
        return journals == null ? Collections.emptyList() : Arrays.asList(journals);
    }

    @AfterClass
    public static void stop() {
        if (host != null) {
            host.close();
            host = null;
        }
    }

    @Test
    public void recoversTheOldStateOnTheEmbeddedNode() throws Exception {
        String id = killAt("APPLYING");
        assertTrue(recover(CommandLineProcess.of(host), "--dry-run")
                .contains("the state from before it will be put back"));
        assertEquals("a dry run changes nothing", "APPLYING", host.journalState(id));
        assertTrue(lastResort().run(1).contains("the data are whole"));
        host.start();
        assertEnded(id, "ROLLED_BACK", mutated);
    }

    @Test
    public void recoversTheOldStateOnASeparateElasticsearch() throws Exception {
        String id = killAt("APPLYING");
        try (EmbeddedElasticsearch separate =
                EmbeddedElasticsearch.startOn(host.process().alien().resolve("elasticsearch"), "escluster")) {
            assertTrue(recover(CommandLineProcess.of(host, separate)).contains("the data are whole"));
        }
        host.start();
        assertEnded(id, "ROLLED_BACK", mutated);
    }

    @Test
    public void waitsUntilTheDirectoryWithTheJournalIsBack() throws Exception {
        String id = killAt("APPLYING");
        Path unmounted = host.backups().resolveSibling("unmounted");
        Files.move(host.backups(), unmounted);
        int before = host.process().log().length();
        host.start();
        // the state is half done, so Alien4Cloud is in maintenance and only this path answers
        Await.until(
                "the plugin has looked",
                BackupHost.LIMIT,
                () -> host.process().log().substring(before).contains("is its disk mounted?"));
        assertTrue("maintenance mode stays on", maintenanceIsOn());
        assertFalse(Files.exists(host.backups()));
        Files.move(unmounted, host.backups());
        assertEnded(id, "ROLLED_BACK", mutated);
    }

    @Test
    public void undoesARestoreOnWhichAlien4CloudDoesNotStart() throws Exception {
        host.holdBeforeResume();
        String id = host.startRestore("good", false);
        host.awaitHeld();
        host.process().kill();
        host.letResume();
        CommandLineProcess cli = CommandLineProcess.of(host);
        assertTrue("the way back is kept", recover(cli).contains("--undo"));
        assertEquals("COMMITTED", host.journalState(id));
        lastResort().run(2);
        host.start();
        assertEnded(id, "ROLLED_BACK", mutated);
    }

    @Test
    public void refusesToRecoverWhileTheServerRuns() throws Exception {
        CommandLineProcess.Result refused =
                CommandLineProcess.of(host).run("recover").expect(5);
        assertTrue(refused.err, refused.err.contains("Alien4Cloud runs on these data"));
    }

    @Test
    public void rollsBackWhenElasticsearchRefusesADocument() {
        try (TransportClient client = host.process().elasticsearch()) {
            block(client, true);
            String id = host.startRestore("good", false);
            Await.until("the restore is being undone", BackupHost.LIMIT, () -> host.journalState(id)
                    .equals("UNDOING"));
            block(client, false);
            JsonNode ended = host.ended(id, "ROLLED_BACK");
            assertTrue(ended.toString(), ended.path("error").asText().contains("blocked"));
            assertEnded(id, "ROLLED_BACK", mutated);
        }
    }

    @Test
    public void changesNothingWhenTheSnapshotLacksFiles() throws Exception {
        Mutations.deleteTree(host.process().data().resolve("snapshots"));
        Files.createDirectories(host.process().data().resolve("snapshots"));
        AlienClient.Answer answer = host.admin().post(BackupHost.API + "/good/restore", "{\"confirm\": \"good\"}");
        if (answer.status() == 202) {
            host.ended(answer.data().path("id").asText(), "FAILED");
        } else {
            assertTrue(answer.toString(), answer.status() == 503 || answer.status() == 409);
        }
        assertEquals("", mutated.differences(data(), 10));
        assertFalse(maintenanceIsOn());
        // without its snapshot the backup is of no use to another test
        stop();
    }

    private String killAt(String state) {
        String id = host.startRestore("good", false);
        Await.until("the restore is at " + state, BackupHost.LIMIT, () -> host.journalState(id)
                .equals(state));
        host.process().kill();
        return id;
    }

    private void assertEnded(String id, String state, ServerState expected) {
        host.ended(id, state);
        assertEquals("entirely one state", "", expected.differences(data(), 20));
        assertFalse("maintenance mode is off", maintenanceIsOn());
        assertTrue(
                "the orchestrator's thread runs",
                host.admin()
                        .get("/rest/latest/mock-orchestrator")
                        .json()
                        .path("running")
                        .asBoolean());
        assertFalse(
                "staging and undo are gone", Files.exists(host.process().alien().resolve(".a4c-backup-restore")));
        assertEquals("the journal is closed", "", host.journalState(id));
        host.backUp("after-" + test.getMethodName());
    }

    private boolean maintenanceIsOn() {
        return host.admin().get("/rest/latest/csars").status() == 503;
    }

    private static ServerState data() {
        return RestoredState.of(host);
    }

    private static void block(TransportClient client, boolean on) {
        client.admin()
                .indices()
                .prepareUpdateSettings("topology")
                .setSettings(Settings.builder().put("index.blocks.write", on))
                .get();
    }

    private static LastResort lastResort() {
        return CommandLineProcess.lastResort(host, "good", null);
    }

    private String recover(CommandLineProcess cli, String... more) {
        List<String> arguments = new ArrayList<>(Arrays.asList(more));
        arguments.add(0, "recover");
        return cli.run(arguments.toArray(new String[0])).expect(0).out;
    }
}
