package org.alien4cloud.plugin.backup.service.restore;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.alien4cloud.plugin.backup.elasticsearch.ElasticsearchMarks;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.service.KillSwitch;
import org.elasticsearch.cluster.metadata.IndexMetaData;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.XContentType;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Stops a restore at each of its acts, on the disk (journal, plans, staging, data) and towards a real Elasticsearch: it
 * dies there, or the act fails once. After the next start the server has entirely the old or entirely the new state.
 * Tries all acts with {@code -Plong}, else some.
 */
public class RestoreKillPointsIT {

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final boolean ALL = Boolean.getBoolean("long");
    private static final int SOME = 30;
    private static final long SEED = Long.getLong("seed", 1);

    private static RestoreStates states;

    @BeforeClass
    public static void prepare() throws Exception {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            if (!(failure instanceof KillSwitch.Death)) {
                failure.printStackTrace();
            }
        });
        states = new RestoreStates(FOLDER.getRoot().toPath().toRealPath(), SEED);
    }

    @AfterClass
    public static void stop() {
        states.close();
    }

    private static RestoreTestServer server(KillSwitch fault) throws IOException {
        return states.server(fault, () -> {});
    }

    /** Counts the acts of a restore that nothing stops. */
    private static long acts() throws IOException {
        KillSwitch counting = KillSwitch.none();
        assertEquals(OperationState.SUCCEEDED, server(counting).restore().state());
        assertEquals("", states.difference(states.good()));
        states.makeOld();
        return counting.acts();
    }

    /** Chooses all acts, each several times, or some. */
    private static List<Long> points(long acts, int times, Random random) {
        List<Long> points = new ArrayList<>();
        for (long point = 0; point < acts * (ALL ? times : 1); point++) {
            points.add(point % acts);
        }
        Collections.shuffle(points, random);
        return ALL ? points : points.subList(0, SOME);
    }

    @Test
    public void endsInOneWholeStateWhereverItDies() throws Exception {
        Random random = new Random(SEED);
        long acts = acts();
        int restored = 0;
        int twice = 0;
        List<Long> points = points(acts, 5, random);
        for (long point : points) {
            String where = "dead at act " + point + " of " + acts;
            KillSwitch death = KillSwitch.dyingAt(point);
            String id = server(death).restore().id();
            assertTrue(where, death.isDead());
            while (random.nextInt(3) > 0) {
                KillSwitch again = KillSwitch.dyingAt(random.nextInt(60));
                server(again).recover();
                twice += again.isDead() ? 1 : 0;
                where += ", the recovery at act " + again.acts();
            }
            restored += recoverAndCheck(where, id) ? 1 : 0;
        }
        System.out.println("Restores that died: " + points.size() + ", at " + acts + " acts, and " + twice
                + " times again in the recovery; the new" + " state " + restored + " times, the old one "
                + (points.size() - restored) + " times");
        assertTrue("neither is rare", restored > 0 && restored < points.size());
    }

    @Test
    public void endsInOneWholeStateWhateverFails() throws Exception {
        Random random = new Random(SEED + 1);
        long acts = acts();
        List<Long> points = points(acts, 5, random);
        int restored = 0;
        int died = 0;
        for (long point : points) {
            KillSwitch failure = random.nextBoolean()
                    ? KillSwitch.failingAt(point)
                    : KillSwitch.failingThenDying(point, random.nextInt(80));
            Operation ended = server(failure).restore();
            assertTrue("act " + point, failure.hasFailed());
            died += failure.isDead() ? 1 : 0;
            restored += recoverAndCheck(
                            "act " + point + " of " + acts + " failed, " + ended.state() + ", " + ended.error()
                                    + (failure.isDead() ? ", then it died" : ""),
                            ended.id())
                    ? 1
                    : 0;
        }
        System.out.println("Restores of which one act failed: " + points.size() + ", at " + acts + " acts, of which "
                + died + " died later; the new" + " state " + restored + " times, the old one "
                + (points.size() - restored) + " times");
    }

    @Test
    public void overwritesWhatOthersWriteBeforeTheCommit() throws Exception {
        boolean[] written = new boolean[1];
        RestoreTestServer server = states.server(KillSwitch.none(), () -> {
            if (!written[0]) {
                written[0] = true;
                states.putDocuments(2, 3, "stray");
                states.client()
                        .prepareIndex("csar", "_doc", "stray")
                        .setSource("{}", XContentType.JSON)
                        .get();
            }
        });
        Operation ended = server.restore();
        assertEquals(ended.error(), OperationState.SUCCEEDED, ended.state());
        assertTrue(written[0]);
        assertEquals("", states.difference(states.good()));
        String log = String.join("\n", server.operations().log(ended.id(), 0));
        assertTrue(log, log.contains("5 documents were written by somebody else while Alien4Cloud was at rest"));
        states.makeOld();
    }

    @Test
    public void undoesIfOthersKeepWriting() throws Exception {
        RestoreTestServer server =
                states.server(KillSwitch.none(), () -> states.putDocuments(2, 3, "stray " + System.nanoTime() + " "));
        Operation ended = server.restore();
        assertEquals(OperationState.ROLLED_BACK, ended.state());
        assertTrue(ended.error(), ended.error().startsWith("Somebody keeps writing documents"));
        states.putDocuments(2, 3, "good");
        assertEquals("", states.difference(states.old()));
    }

    @Test
    public void reportsFieldsThatStayAfterAnUndo() throws Exception {
        states.client().admin().indices().prepareDelete("topology").get();
        states.client()
                .admin()
                .indices()
                .prepareCreate("topology")
                .setSettings(Settings.builder().put("index.number_of_shards", 1).put("index.number_of_replicas", 0))
                .addMapping("_doc", "{\"_doc\":{\"enabled\":false}}", XContentType.JSON)
                .get();
        for (Map.Entry<String, String> document : states.old().entrySet()) {
            if (document.getKey().startsWith("topology ")) {
                states.client()
                        .prepareIndex("topology", "_doc", document.getKey().split(" ")[1])
                        .setSource(document.getValue(), XContentType.JSON)
                        .get();
            }
        }
        RestoreTestServer server =
                states.server(KillSwitch.none(), () -> states.putDocuments(2, 3, "stray " + System.nanoTime() + " "));
        Operation ended = server.restore();
        assertEquals(OperationState.ROLLED_BACK, ended.state());
        String kept = "The mapping of index topology keeps what the restore added: field more.";
        assertTrue(
                ended.error(),
                ended.error().startsWith("Somebody keeps writing documents")
                        && ended.error().endsWith(" " + kept));
        String log = String.join("\n", server.operations().log(ended.id(), 0));
        assertTrue(log, log.contains(kept));
        states.putDocuments(2, 3, "good");
        assertEquals("", states.difference(states.old()));
    }

    /** With Alien4Cloud stopped, a closed index is opened to be kept, then created again. */
    @Test
    public void leavesAnIndexClosedOrRestoredWhereverItDies() throws Exception {
        KillSwitch counting = KillSwitch.none();
        states.client().admin().indices().prepareClose("csar").get();
        assertEquals(OperationState.SUCCEEDED, cold(counting).restore().state());
        assertEquals("", states.difference(states.good()));
        states.makeOld();
        int restored = 0;
        List<Long> points = points(counting.acts(), 2, new Random(SEED));
        for (long point : points) {
            states.client().admin().indices().prepareClose("csar").get();
            String id = cold(KillSwitch.dyingAt(point)).restore().id();
            RestoreTestServer next = cold(KillSwitch.none());
            next.recover();
            boolean isNew = next.operations().find(id).get().state() == OperationState.SUCCEEDED;
            assertEquals(
                    "dead at act " + point,
                    isNew ? IndexMetaData.State.OPEN : IndexMetaData.State.CLOSE,
                    states.client()
                            .admin()
                            .cluster()
                            .prepareState()
                            .get()
                            .getState()
                            .metaData()
                            .index("csar")
                            .getState());
            states.client().admin().indices().prepareOpen("csar").get();
            states.client()
                    .admin()
                    .cluster()
                    .prepareHealth("csar")
                    .setWaitForYellowStatus()
                    .get();
            restored += recoverAndCheck("dead at act " + point + " of a cold restore", id) ? 1 : 0;
        }
        assertTrue("neither is rare", restored > 0 && restored < points.size());
    }

    private static RestoreTestServer cold(KillSwitch fault) throws IOException {
        return new RestoreTestServer(states.directory(), states.client(), fault, () -> {}) {
            @Override
            boolean isStopped() {
                return true;
            }
        };
    }

    @Test
    public void undoesIfCancelledDuringTheChanges() throws Exception {
        RestoreTestServer[] server = new RestoreTestServer[1];
        int[] steps = new int[1];
        server[0] = states.server(KillSwitch.none(), () -> {
            // the first is before the first change
            if (++steps[0] == 2) {
                server[0].runner().cancel(server[0].runner().current().get().id());
            }
        });
        Operation ended = server[0].restore();
        assertEquals(ended.error(), OperationState.ROLLED_BACK, ended.state());
        assertTrue(steps[0] >= 2);
        assertEquals("", states.difference(states.old()));
    }

    @Test
    public void refusesToCancelAfterTheCommit() throws Exception {
        RestoreTestServer[] server = new RestoreTestServer[1];
        BackupException[] refused = new BackupException[1];
        server[0] = new RestoreTestServer(states.directory(), states.client(), KillSwitch.none(), () -> {}) {
            @Override
            void resumed() {
                refused[0] = assertThrows(BackupException.class, () -> runner().cancel(
                                runner().current().get().id()));
            }
        };
        Operation ended = server[0].restore();
        assertEquals(ended.error(), OperationState.SUCCEEDED, ended.state());
        assertTrue(refused[0].getMessage(), refused[0].getMessage().startsWith("It is too late to cancel"));
        states.makeOld();
    }

    @Test
    public void changesNothingIfThereIsNoSpace() throws Exception {
        Operation ended = server(KillSwitch.withSpace(1000)).restore();
        assertEquals(OperationState.FAILED, ended.state());
        assertTrue(ended.error(), ended.error().startsWith("Not enough space in "));
        assertEquals("", states.difference(states.old()));
        assertEquals(
                Collections.emptyList(),
                RestoreInProgress.inFlight(server(KillSwitch.none()).context()));
    }

    /** Alien4Cloud must not come up on half restored data, and the message says what an administrator can do. */
    @Test
    public void staysAtRestUntilItCanUndo() throws Exception {
        boolean[] up = new boolean[1];
        RestoreTestServer server =
                new RestoreTestServer(
                        states.directory(), states.client(), KillSwitch.withElasticsearchAwayAfter(1), () -> {}) {
                    @Override
                    void resumed() {
                        up[0] = true;
                    }
                };
        Operation ended = server.restore();
        assertEquals(OperationState.FAILED, ended.state());
        assertTrue(
                ended.error(),
                ended.error().contains("Alien4Cloud stays at rest and in maintenance.")
                        && ended.error().contains("/journal/" + ended.id())
                        && ended.error().contains("run the recover program (docs/restore.md)"));
        assertFalse("Alien4Cloud", up[0]);
        assertTrue("maintenance", server.context().platform().maintenance().isOn());
        assertNotEquals("half of it", "", states.difference(states.old()));
        Operation another = server(KillSwitch.none()).restore();
        assertTrue(another.error(), another.error().contains("The restore " + ended.id() + " is not ended yet."));
        recoverAndCheck("Elasticsearch was away", ended.id());
        Operation undone =
                server(KillSwitch.none()).operations().find(ended.id()).get();
        assertEquals(undone.error(), OperationState.ROLLED_BACK, undone.state());
    }

    /**
     * Recovers and checks that the server has one whole state.
     *
     * @return whether it is the new state
     */
    private static boolean recoverAndCheck(String where, String id) throws IOException {
        RestoreTestServer next = server(KillSwitch.none());
        next.recover();
        Operation ended = next.operations().find(id).get();
        boolean restored = ended.state() == OperationState.SUCCEEDED;
        assertEquals(
                where + ": " + ended.state() + ", " + ended.error(),
                "",
                states.difference(restored ? states.good() : states.old()));
        assertEquals(where, Collections.emptyList(), RestoreInProgress.inFlight(next.context()));
        assertEquals(
                where + ": temporary indices",
                0,
                Arrays.stream(states.client()
                                .admin()
                                .cluster()
                                .prepareState()
                                .get()
                                .getState()
                                .metaData()
                                .getConcreteAllIndices())
                        .filter(index ->
                                !RestoreStates.INDICES.contains(index) && !index.equals(ElasticsearchMarks.INDEX))
                        .count());
        if (restored) {
            states.makeOld();
        }
        return restored;
    }
}
