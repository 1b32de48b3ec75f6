package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.it.Await;
import org.alien4cloud.plugin.backup.it.ElasticsearchCluster;
import org.alien4cloud.plugin.backup.it.ElasticsearchProcess;
import org.alien4cloud.plugin.backup.it.ElasticsearchProcess.Version;
import org.alien4cloud.plugin.backup.it.EmbeddedElasticsearch;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Progress;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.elasticsearch.action.bulk.BulkRequest;
import org.elasticsearch.action.get.MultiGetRequest;
import org.elasticsearch.action.search.SearchScrollRequest;
import org.elasticsearch.client.Client;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.cluster.ClusterState;
import org.elasticsearch.cluster.RestoreInProgress;
import org.elasticsearch.cluster.SnapshotsInProgress;
import org.elasticsearch.cluster.routing.ShardRouting;
import org.elasticsearch.common.xcontent.XContentType;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * A cluster of two Elasticsearch processes, real shards and replicas, and nodes that are killed. Whatever happens, what
 * the engines do either is done, or fails and says why; it leaves nothing behind; and it can be done again when the
 * node is back.
 */
public class ClusterIT {

    private static final boolean LONG = Boolean.getBoolean("long");
    private static final List<String> INDICES = Arrays.asList("two", "five");
    private static final int DOCUMENTS = 400;
    /** So that there are many requests. */
    private static final long SMALL_BATCH = 4000;

    private static ElasticsearchCluster cluster;
    private static EmbeddedElasticsearch joined;
    private static int counter;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** Looks, with a client of its own. */
    private BackupFixture fixture;

    private SnapshotRepositorySettings settings;

    @BeforeClass
    public static void startElasticsearch() {
        cluster = ElasticsearchCluster.start(Version.CURRENT, "cluster", 2);
        joined = cluster.join();
        // it has a lot to say when a node is gone
        Configurator.setLevel("org.elasticsearch", Level.ERROR);
    }

    @AfterClass
    public static void stopElasticsearch() {
        joined.close();
        cluster.close();
    }

    @Before
    public void slowRepository() {
        // so slow that a node can be killed in the middle of it
        Map<String, String> slow = new HashMap<>();
        slow.put("location", cluster.repositories().resolve("r" + ++counter).toString());
        slow.put("max_snapshot_bytes_per_sec", "150kb");
        slow.put("max_restore_bytes_per_sec", "150kb");
        settings = SnapshotRepositorySettings.of("cluster" + counter, "fs", slow);
    }

    private Path newDirectory() {
        try {
            return folder.newFolder().toPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void documents(String engine, Client client) {
        fixture = new BackupFixture(client, newDirectory(), engine, settings);
        fixture.engine.prepare(Progress.NONE);
        fixture.create("two", 2, 1);
        fixture.create("five", 5, 1);
        Random random = new Random(counter);
        for (String index : INDICES) {
            fixture.fill(
                    index,
                    DOCUMENTS,
                    random.ints(150, 'a', 'z').mapToObj(c -> "" + (char) c).collect(Collectors.joining()));
        }
        cluster.awaitGreen();
    }

    @After
    public void clear() {
        cluster.restart();
        new BackupFixture(cluster.client(), folder.getRoot().toPath(), ExportEngine.NAME, settings).clear();
    }

    /** Runs an action, and kills nodes when a moment has come. Returns how the action failed, null if it did not. */
    private BackupException killing(List<ElasticsearchProcess> victims, Callable<Boolean> moment, Runnable action)
            throws Exception {
        Throwable[] missed = new Throwable[1];
        Thread killer = new Thread(
                () -> {
                    try {
                        Await.until("the moment to kill " + victims, Await.LIMIT, moment);
                        victims.forEach(ElasticsearchProcess::kill);
                    } catch (Throwable e) {
                        missed[0] = e;
                    }
                },
                "killer");
        killer.start();
        BackupException failure = failureOf(action);
        killer.join();
        if (missed[0] != null) {
            throw new AssertionError("Nothing was killed", missed[0]);
        }
        return failure;
    }

    private static ClusterState state() {
        return cluster.client().admin().cluster().prepareState().get().getState();
    }

    private static boolean isSnapshotRunning() {
        SnapshotsInProgress running = state().custom(SnapshotsInProgress.TYPE);
        return running != null
                && running.entries().stream()
                        .anyMatch(each -> each.state() == SnapshotsInProgress.State.STARTED
                                && each.shards().values().iterator().hasNext());
    }

    private static boolean isRestoreRunning() {
        RestoreInProgress running = state().custom(RestoreInProgress.TYPE);
        return running != null && running.iterator().hasNext();
    }

    private ElasticsearchProcess victim(boolean master) {
        return master ? cluster.master() : cluster.follower();
    }

    private void assertNothingIsLeft() {
        fixture.engine.removeLeftovers();
        assertTrue("indices are left: " + fixture.allIndices(), INDICES.containsAll(fixture.allIndices()));
        Await.until("no search is open", Await.LIMIT, () -> cluster.openSearches() == 0);
        assertFalse("a snapshot runs", isSnapshotRunning());
    }

    private static void assertTells(BackupException failure) {
        assertEquals(failure.getMessage(), Kind.ELASTICSEARCH, failure.kind());
    }

    @Test
    public void bothEnginesBringShardsAndReplicasBackThroughATransportClient() {
        for (String engine : Arrays.asList(SnapshotEngine.NAME, ExportEngine.NAME)) {
            roundTrip(engine, cluster.client());
        }
    }

    @Test
    public void bothEnginesBringShardsAndReplicasBackThroughTheNodeClient() {
        for (String engine : Arrays.asList(SnapshotEngine.NAME, ExportEngine.NAME)) {
            roundTrip(engine, joined.nodeClient());
        }
    }

    private void roundTrip(String engine, Client client) {
        settings = SnapshotRepositorySettings.fileSystem("fast" + ++counter);
        documents(engine, client);
        Map<String, String> target = fixture.content(INDICES);
        BackupFixture.Backup backup = fixture.backup(INDICES);
        INDICES.forEach(index -> fixture.mutate(index, DOCUMENTS, new Random(2)));
        Map<String, String> before = fixture.content(INDICES);
        assertNotEquals(target, before);
        Path work = fixture.work();
        DocumentPlan plan = fixture.plan(client, work, backup, INDICES, DocumentFilter.NONE);
        plan.writeUndoLog();
        plan.apply(Progress.NONE);
        plan.verify(backup.manifest);
        assertEquals(target, fixture.content(INDICES));
        assertReplicasAreEqual();
        DocumentPlan.open(work, client).undo();
        plan.verifyUndone();
        assertEquals(before, fixture.content(INDICES));
        assertNothingIsLeft();
        fixture.clear();
    }

    private void assertReplicasAreEqual() {
        for (String node : Arrays.asList("node0", "node1")) {
            long found = fixture.client
                    .prepareSearch("two", "five")
                    .setPreference("_only_nodes:" + node)
                    .setSize(0)
                    .get()
                    .getHits()
                    .getTotalHits();
            assertEquals("documents on " + node, 2 * DOCUMENTS, found);
        }
    }

    @Test
    public void aNodeThatDiesInMidSnapshotFailsTheBackupAndLeavesNoSnapshot() throws Exception {
        for (boolean master : LONG ? new boolean[] {false, true} : new boolean[] {true}) {
            slowRepository();
            documents(SnapshotEngine.NAME, cluster.client());
            Map<String, String> content = fixture.content(INDICES);
            BackupFixture.Backup[] made = new BackupFixture.Backup[1];
            BackupException failure = killing(
                    Collections.singletonList(victim(master)),
                    ClusterIT::isSnapshotRunning,
                    () -> made[0] = fixture.backup(INDICES));
            cluster.restart();
            if (failure == null) {
                assertIsComplete(made[0], content);
            } else {
                assertTells(failure);
                fixture.engine.discard(fixture.directory.resolve("Backup_1"));
                assertEquals(Collections.emptyList(), fixture.snapshots());
            }
            assertNothingIsLeft();
            assertIsComplete(fixture.backup(INDICES), content);
            clear();
        }
    }

    /** Every document of it can be read, and is right. */
    private void assertIsComplete(BackupFixture.Backup backup, Map<String, String> content) {
        for (String index : INDICES) {
            fixture.fill(index, DOCUMENTS, "other");
            fixture.restore(backup, Collections.singletonList(index));
        }
        assertContent(content);
    }

    private void assertContent(Map<String, String> content) {
        assertEquals("", RandomDocuments.difference(content, fixture.content(INDICES)));
    }

    @Test
    public void aNodeThatDiesWhileTemporaryIndicesAreRestoredFailsThePlanAndLeavesNone() throws Exception {
        for (boolean master : LONG ? new boolean[] {false, true} : new boolean[] {false}) {
            slowRepository();
            documents(SnapshotEngine.NAME, joined.nodeClient());
            Map<String, String> target = fixture.content(INDICES);
            BackupFixture.Backup backup = fixture.backup(INDICES);
            INDICES.forEach(index -> fixture.mutate(index, DOCUMENTS, new Random(3)));
            Map<String, String> before = fixture.content(INDICES);
            DocumentPlan[] made = new DocumentPlan[1];
            BackupException failure = killing(
                    Collections.singletonList(victim(master)),
                    ClusterIT::isRestoreRunning,
                    () -> made[0] = fixture.plan(backup, INDICES, DocumentFilter.NONE));
            cluster.restart();
            if (failure != null) {
                assertTells(failure);
            }
            assertNothingIsLeft();
            assertContent(before);
            DocumentPlan plan = failure == null ? made[0] : fixture.plan(backup, INDICES, DocumentFilter.NONE);
            plan.writeUndoLog();
            plan.apply(Progress.NONE);
            plan.verify(backup.manifest);
            assertContent(target);
            clear();
        }
    }

    @Test
    public void aNodeThatDiesWhileTemporaryIndicesAreReadFailsThePlanAndLeavesNone() throws Exception {
        for (boolean master : LONG ? new boolean[] {false, true} : new boolean[] {true}) {
            settings = SnapshotRepositorySettings.fileSystem("fast" + ++counter);
            documents(SnapshotEngine.NAME, cluster.client());
            BackupFixture.Backup backup = fixture.backup(INDICES);
            INDICES.forEach(index -> fixture.mutate(index, DOCUMENTS, new Random(3)));
            Map<String, String> before = fixture.content(INDICES);
            ElasticsearchProcess victim = victim(master);
            TrippedClient client = new TrippedClient(cluster.client(), MultiGetRequest.class, 1, true, victim::kill);
            BackupFixture mid = new BackupFixture(client, newDirectory(), SnapshotEngine.NAME, settings);
            BackupException failure = failureOf(() -> mid.plan(backup, INDICES, DocumentFilter.NONE));
            assertTrue("a node was killed", client.tripped());
            assertNotNull("temporary indices have no replicas", failure);
            assertTells(failure);
            cluster.restart();
            assertNothingIsLeft();
            assertContent(before);
            clear();
        }
    }

    @Test
    public void aNodeThatDiesInMidExportFailsTheBackupOrIsNotMissed() throws Exception {
        for (boolean master : LONG ? new boolean[] {false, true} : new boolean[] {false}) {
            for (boolean early : LONG ? new boolean[] {false, true} : new boolean[] {false}) {
                documents(ExportEngine.NAME, cluster.client());
                // 3 pages
                fixture.fill("five", 2500, "v");
                Map<String, String> content = fixture.content(INDICES);
                ElasticsearchProcess victim = victim(master);
                TrippedClient client =
                        new TrippedClient(cluster.client(), SearchScrollRequest.class, 1, early, victim::kill);
                BackupFixture mid = new BackupFixture(client, newDirectory(), ExportEngine.NAME, settings);
                BackupFixture.Backup[] made = new BackupFixture.Backup[1];
                BackupException failure = failureOf(() -> made[0] = mid.backup(INDICES));
                assertTrue("a node was killed", client.tripped());
                cluster.restart();
                if (failure == null) {
                    assertIsComplete(made[0], content);
                } else {
                    assertTells(failure);
                }
                assertNothingIsLeft();
                assertIsComplete(fixture.backup(INDICES), content);
                clear();
            }
        }
    }

    @Test
    public void aNodeThatDiesInMidApplyLeavesAPlanThatCanBeAppliedAndUndone() throws Exception {
        for (boolean transport : LONG ? new boolean[] {false, true} : new boolean[] {true}) {
            for (int trip = 0; trip < (LONG ? 8 : 1); trip++) {
                documents(ExportEngine.NAME, transport ? cluster.client() : joined.nodeClient());
                Map<String, String> target = fixture.content(INDICES);
                BackupFixture.Backup backup = fixture.backup(INDICES);
                INDICES.forEach(index -> fixture.mutate(index, DOCUMENTS, new Random(4)));
                Map<String, String> before = fixture.content(INDICES);
                Path work = fixture.work();
                fixture.plan(fixture.client, work, backup, INDICES, DocumentFilter.NONE)
                        .writeUndoLog();
                ElasticsearchProcess victim = victim(trip % 2 == 0);
                TrippedClient client =
                        new TrippedClient(fixture.client, BulkRequest.class, 1 + 2 * trip, trip % 4 < 2, victim::kill);
                DocumentPlan plan = DocumentPlan.open(work, client, SMALL_BATCH);
                BackupException failure = failureOf(() -> {
                    plan.apply(Progress.NONE);
                    plan.verify(backup.manifest);
                });
                assertTrue("a node was killed", client.tripped());
                if (failure == null) {
                    assertContent(target);
                } else {
                    assertTells(failure);
                    // the other node has all shards: the plan need not wait for the first
                    Await.until("the plan is undone", Await.LIMIT, () -> {
                        DocumentPlan.open(work, fixture.client).undo();
                        return true;
                    });
                    assertContent(before);
                }
                cluster.restart();
                DocumentPlan again = DocumentPlan.open(work, fixture.client);
                again.undo();
                again.verifyUndone();
                assertContent(before);
                again.apply(Progress.NONE);
                again.verify(backup.manifest);
                assertContent(target);
                assertReplicasAreEqual();
                assertNothingIsLeft();
                clear();
            }
        }
    }

    @Test
    public void elasticsearchThatStopsHalfWayIsToldAndThePlanIsUndoneWhenItIsBack() throws Exception {
        documents(ExportEngine.NAME, cluster.client());
        Map<String, String> target = fixture.content(INDICES);
        BackupFixture.Backup backup = fixture.backup(INDICES);
        INDICES.forEach(index -> fixture.mutate(index, DOCUMENTS, new Random(5)));
        Map<String, String> before = fixture.content(INDICES);
        Path work = fixture.work();
        fixture.plan(fixture.client, work, backup, INDICES, DocumentFilter.NONE).writeUndoLog();
        TrippedClient client = new TrippedClient(fixture.client, BulkRequest.class, 3, false, () -> cluster.nodes()
                .forEach(ElasticsearchProcess::kill));
        assertUnreachable(
                failureOf(() -> DocumentPlan.open(work, client, SMALL_BATCH).apply(Progress.NONE)));
        // a node waits 30 s for a master, each time
        for (Client each : LONG
                ? Arrays.asList(cluster.client(), joined.nodeClient())
                : Collections.singletonList(cluster.client())) {
            assertUnreachable(
                    failureOf(() -> new BackupFixture(each, folder.getRoot().toPath(), SnapshotEngine.NAME, settings)
                            .engine.prepare(Progress.NONE)));
            assertUnreachable(failureOf(() ->
                    new BackupFixture(each, folder.getRoot().toPath(), ExportEngine.NAME, settings).backup(INDICES)));
            assertUnreachable(
                    failureOf(() -> fixture.plan(each, fixture.work(), backup, INDICES, DocumentFilter.NONE)));
            assertUnreachable(failureOf(() -> DocumentPlan.open(work, each).undo()));
        }

        cluster.restart();
        DocumentPlan.open(work, fixture.client).undo();
        assertContent(before);
        DocumentPlan.open(work, fixture.client).apply(Progress.NONE);
        DocumentPlan.open(work, fixture.client).verify(backup.manifest);
        assertContent(target);
        assertNothingIsLeft();
    }

    /**
     * The node of a primary dies with a write that no replica has, and a later write gets its sequence number: the
     * index then is not what it was, although its sequence numbers are.
     */
    @Test
    public void aWriteThatIsLostWithItsNodeIsRestored() throws Exception {
        documents(ExportEngine.NAME, cluster.client());
        fixture.create("held", 1, 1);
        fixture.fill("held", 10, "v");
        cluster.awaitGreen();
        List<String> held = Collections.singletonList("held");
        ShardRouting primary = state().routingTable().index("held").shard(0).primaryShard();
        ElasticsearchProcess first = node(primary.currentNodeId());
        ElasticsearchProcess second = cluster.nodes().stream()
                .filter(node -> node != first)
                .findFirst()
                .get();
        BackupFixture.Backup backup;
        Map<String, String> target;
        Files.createFile(second.hold());
        fixture.leaveNoMarks();
        // a client of the first node alone, so that nobody is left who would try again
        try (TransportClient writer = cluster.newClient(Collections.singletonList(first))) {
            long before = new IndexInspector(cluster.client())
                    .inspect("held")
                    .maxSeqNos()
                    .get(0);
            writer.prepareIndex("held", "_doc", "lost")
                    .setSource("{\"name\":\"lost\"}", XContentType.JSON)
                    .execute();
            Await.until(
                    "the primary has the document",
                    Await.LIMIT,
                    () -> new IndexInspector(cluster.client())
                                    .inspect("held")
                                    .maxSeqNos()
                                    .get(0)
                            == before + 1);
            // a search asks the copies in turn: until it was the primary
            int backups = 0;
            do {
                assertTrue("the primary is never asked", backups++ < 20);
                backup = fixture.backup(held);
                askTheNextCopy();
            } while (backup.manifest.documents() == 10);
            first.kill();
        }
        Await.until("the replica has become the primary", Await.LIMIT, () -> !state().routingTable()
                .index("held")
                .shard(0)
                .primaryShard()
                .currentNodeId()
                .equals(primary.currentNodeId()));
        fixture.put("held", "instead", null, "{\"name\":\"instead\"}");
        Files.delete(second.hold());
        cluster.restart();
        assertEquals(
                "the same number again",
                new IndexInspector(cluster.client()).inspect("held").maxSeqNos(),
                Collections.singletonList(10L));
        assertTrue(fixture.content(held).containsKey("held/instead/-"));

        fixture.restore(backup, held);

        target = fixture.content(held);
        assertTrue("it is back: " + target.keySet(), target.containsKey("held/lost/-"));
        assertFalse("what came later is gone: " + target.keySet(), target.containsKey("held/instead/-"));
    }

    /** A snapshot is of the primaries, a search asks any copy. */
    @Test
    public void aWriteThatAReplicaLacksIsInTheListIfItIsInTheSnapshot() throws Exception {
        documents(SnapshotEngine.NAME, cluster.client());
        fixture.create("held", 1, 1);
        fixture.fill("held", 10, "v");
        cluster.awaitGreen();
        List<String> held = Collections.singletonList("held");
        ElasticsearchProcess first = node(
                state().routingTable().index("held").shard(0).primaryShard().currentNodeId());
        ElasticsearchProcess second = cluster.nodes().stream()
                .filter(node -> node != first)
                .findFirst()
                .get();
        Files.createFile(second.hold());
        fixture.leaveNoMarks();
        try (TransportClient writer = cluster.newClient(Collections.singletonList(first))) {
            writer.prepareIndex("held", "_doc", "late")
                    .setSource("{\"name\":\"late\"}", XContentType.JSON)
                    .execute();
            Await.until(
                    "the primary has the document",
                    Await.LIMIT,
                    () -> new IndexInspector(cluster.client())
                                    .inspect("held")
                                    .maxSeqNos()
                                    .get(0)
                            == 10);
            // as many as there are copies, and more: each is asked in turn
            for (int i = 0; i < 4; i++) {
                BackupFixture.Backup backup = fixture.backup(held);
                List<String> differences = new TestRestore(
                                cluster.client(),
                                fixture.engine,
                                backup.manifest,
                                backup.directory,
                                RestoreTarget.beside(settings.temporaryPrefix(), "held" + i))
                        .differences(backup.manifest.indices().get(0), newDirectory(), Progress.NONE);
                assertEquals("its snapshot holds what its list names", Collections.emptyList(), differences);
                askTheNextCopy();
            }
        } finally {
            Files.delete(second.hold());
        }
    }

    /** A backup may ask an even number of times. */
    private void askTheNextCopy() {
        fixture.client.prepareSearch("held").get();
    }

    private static ElasticsearchProcess node(String id) {
        String name = state().nodes().get(id).getName();
        return cluster.nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .get();
    }

    private static void assertUnreachable(BackupException failure) {
        assertNotNull("It cannot have worked", failure);
        assertTells(failure);
        assertTrue(
                failure.getMessage(),
                failure.getMessage().contains("Elasticsearch cannot be reached. Is it running, with a master?"));
    }

    private static BackupException failureOf(Runnable action) {
        try {
            action.run();
            return null;
        } catch (BackupException e) {
            return e;
        }
    }
}
