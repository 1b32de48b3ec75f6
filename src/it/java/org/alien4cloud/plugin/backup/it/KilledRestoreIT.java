package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.alien4cloud.devhost.ServerState;
import org.elasticsearch.action.support.WriteRequest.RefreshPolicy;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.XContentType;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * Kills the server's process during a restore: at each state of the journal, and at a random moment, or at a hundred of
 * them with {@code -Plong}. After the next start, the server has either the complete old or the complete new state,
 * works, and says which.
 */
public class KilledRestoreIT {

    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int MOMENTS = Boolean.getBoolean("long") ? 100 : 1;
    /** A restore of so little takes about as long. */
    private static final int LONGEST_MILLIS = 4000;

    private static final Random RANDOM = new Random(SEED);
    private static BackupHost host;
    private static ServerState good;
    /** The state before the restore that comes next. */
    private static ServerState old;

    private static Path deathAt;

    @BeforeClass
    public static void start() {
        DevHostProcess process = DevHostProcess.named("killed-restore");
        deathAt = process.data().resolve("death-at");
        process.jvm(DeadlyPlugin.option(deathAt));
        host = BackupHost.start(
                process,
                DeadlyPlugin.zip(process.data()),
                "--sample=6",
                "--shards=1",
                "--backup.restore.undo-retry-seconds=60");
        good = RestoredState.of(host);
        host.backUp("good");
        mutate();
    }

    @AfterClass
    public static void stop() {
        host.close();
    }

    private static void mutate() {
        Mutations.everywhere(host, RANDOM.nextLong());
        try (TransportClient client = host.process().elasticsearch()) {
            // so that there is something to be refused in the index that is blocked
            client.prepareIndex("topology", "_doc", "refused")
                    .setSource("{\"refused\":true}", XContentType.JSON)
                    .setRefreshPolicy(RefreshPolicy.IMMEDIATE)
                    .get();
        }
        old = RestoredState.of(host);
        assertNotEquals("", good.differences(old, 1));
    }

    @Test
    public void changesNothingWhenKilledBeforeTheFirstChange() {
        for (String state : new String[] {"PLANNED", "QUIESCED", "UNDO_LOGGED"}) {
            String id = dieAt(state);
            host.start();
            assertEnded(state, id, "FAILED", old);
        }
    }

    @Test
    public void putsTheOldStateBackWhenKilledWithinTheChange() {
        for (String state : new String[] {"APPLYING", "APPLIED", "VERIFIED"}) {
            String id = dieAt(state);
            host.start();
            assertEnded(state, id, "ROLLED_BACK", old);
            assertTrue(
                    "it is told",
                    host.process()
                            .log()
                            .contains(
                                    "BACKUP-EVENT RESTORE_UNFINISHED The server stopped in the middle of a restore of good"));
        }
    }

    @Test
    public void continuesARollbackThatWasKilled() {
        for (String state : new String[] {"UNDOING", "UNDONE"}) {
            String id = dieAt("APPLYING");
            choose(state);
            assertEquals(
                    "the recovery dies, too, at " + state, 137, host.process().startAndAwaitExit());
            choose("never");
            host.start();
            assertEnded("APPLYING, then " + state, id, "ROLLED_BACK", old);
        }
    }

    @Test
    public void finishesWhenKilledAfterTheRestoredStateCounts() {
        for (String state : new String[] {"COMMITTED", "RESUMED", "CLOSED"}) {
            String id = dieAt(state);
            host.start();
            assertEnded(state, id, "SUCCEEDED", good);
            mutate();
        }
    }

    /** While the recovery is refused a write, it tries again; that it dies meanwhile makes no difference. */
    @Test
    public void retriesTheRollbackWhenElasticsearchRefuses() {
        String id;
        try (TransportClient client = host.process().elasticsearch()) {
            block(client, true);
            choose("UNDOING");
            id = host.startRestore("good", false);
            awaitDeath("UNDOING");
        }
        choose("never");
        host.start();
        Await.until("the recovery tries", BackupHost.LIMIT, () -> host.journalState(id)
                .equals("UNDOING"));
        try (TransportClient client = host.process().elasticsearch()) {
            block(client, false);
        }
        assertEnded("UNDOING, refused", id, "ROLLED_BACK", old);
    }

    @Test
    public void isEntirelyOneStateWhenKilledAtAnyMoment() throws Exception {
        int restored = 0;
        for (int i = 0; i < MOMENTS; i++) {
            String moment = "moment " + i + ", seed " + SEED;
            String id = host.startRestore("good", false);
            Thread.sleep(RANDOM.nextInt(LONGEST_MILLIS));
            host.process().kill();
            if (RANDOM.nextInt(3) == 0) {
                moment += ", then again in the recovery";
                host.process().launch();
                Thread.sleep(RANDOM.nextInt(2 * LONGEST_MILLIS));
                host.process().kill();
            }
            host.start();
            Await.until(
                    moment + ": the operation has ended",
                    BackupHost.LIMIT,
                    () -> host.operation(id).path("endedAt").asLong() > 0);
            boolean done = host.operation(id).path("state").asText().equals("SUCCEEDED");
            RestoredState.assertEntirely(moment + ", " + host.operation(id), done ? good : old, host);
            if (done) {
                restored++;
                mutate();
            }
        }
        System.out.println("Killed at " + MOMENTS + " moments: the new state " + restored + " times, the old one "
                + (MOMENTS - restored) + " times");
    }

    private static void block(TransportClient client, boolean on) {
        client.admin()
                .indices()
                .prepareUpdateSettings("topology")
                .setSettings(Settings.builder().put("index.blocks.write", on))
                .get();
    }

    private static String dieAt(String state) {
        choose(state);
        String id = host.startRestore("good", false);
        awaitDeath(state);
        choose("never");
        return id;
    }

    private static void awaitDeath(String state) {
        Await.until("the server has died at " + state, BackupHost.LIMIT, () -> !host.process()
                .isRunning());
    }

    private static void choose(String state) {
        try {
            Files.writeString(deathAt, state);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertEnded(String where, String id, String state, ServerState expected) {
        host.ended(id, state);
        RestoredState.assertEntirely("killed at " + where, expected, host);
    }
}
