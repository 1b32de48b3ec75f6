package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.alien4cloud.plugin.backup.it.Await;
import org.alien4cloud.plugin.backup.it.ElasticsearchProcess;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.action.bulk.BulkRequest;
import org.elasticsearch.action.get.MultiGetRequest;
import org.elasticsearch.action.search.SearchScrollRequest;
import org.elasticsearch.client.Client;
import org.elasticsearch.cluster.RestoreInProgress;
import org.junit.Test;

/**
 * Kills nodes of a cluster while the engines work. Each step either succeeds, or fails with a reason and leaves nothing
 * behind. It can be repeated when the node is back.
 */
public class NodeFailureIT extends TwoNodeCluster {

    /** Small, so that there are many requests. */
    private static final long SMALL_BATCH = 4000;

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

    private static boolean isRestoreRunning() {
        RestoreInProgress running = state().custom(RestoreInProgress.TYPE);
        return running != null && running.iterator().hasNext();
    }

    private ElasticsearchProcess victim(boolean master) {
        return master ? cluster.master() : cluster.follower();
    }

    @Test
    public void leavesNoSnapshotWhenANodeDiesDuringIt() throws Exception {
        for (boolean master : LONG ? new boolean[] {false, true} : new boolean[] {true}) {
            slowRepository();
            documents(SnapshotEngine.NAME, cluster.client());
            Map<String, String> content = fixture.content(INDICES);
            BackupFixture.Backup[] made = new BackupFixture.Backup[1];
            BackupException failure = killing(
                    Collections.singletonList(victim(master)),
                    TwoNodeCluster::isSnapshotRunning,
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

    @Test
    public void leavesNoTemporaryIndexWhenANodeDiesDuringRestore() throws Exception {
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
                    NodeFailureIT::isRestoreRunning,
                    () -> made[0] = fixture.plan(backup, INDICES, ProtectedDocuments.NONE));
            cluster.restart();
            if (failure != null) {
                assertTells(failure);
            }
            assertNothingIsLeft();
            assertContent(before);
            DocumentPlan plan = failure == null ? made[0] : fixture.plan(backup, INDICES, ProtectedDocuments.NONE);
            plan.writeUndoLog();
            plan.apply(Progress.NONE);
            plan.verify(backup.manifest);
            assertContent(target);
            clear();
        }
    }

    @Test
    public void leavesNoTemporaryIndexWhenANodeDiesDuringReading() throws Exception {
        for (boolean master : LONG ? new boolean[] {false, true} : new boolean[] {true}) {
            settings = SnapshotRepositorySettings.fileSystem("fast" + ++counter);
            documents(SnapshotEngine.NAME, cluster.client());
            BackupFixture.Backup backup = fixture.backup(INDICES);
            INDICES.forEach(index -> fixture.mutate(index, DOCUMENTS, new Random(3)));
            Map<String, String> before = fixture.content(INDICES);
            ElasticsearchProcess victim = victim(master);
            TrippedClient client = new TrippedClient(cluster.client(), MultiGetRequest.class, 1, true, victim::kill);
            BackupFixture mid = new BackupFixture(client, newDirectory(), SnapshotEngine.NAME, settings);
            BackupException failure = failureOf(() -> mid.plan(backup, INDICES, ProtectedDocuments.NONE));
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
    public void survivesANodeThatDiesDuringAnExport() throws Exception {
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
    public void repeatsAndUndoesAPlanAfterANodeDiesDuringApply() throws Exception {
        for (boolean transport : LONG ? new boolean[] {false, true} : new boolean[] {true}) {
            for (int trip = 0; trip < (LONG ? 8 : 1); trip++) {
                documents(ExportEngine.NAME, transport ? cluster.client() : joined.nodeClient());
                Map<String, String> target = fixture.content(INDICES);
                BackupFixture.Backup backup = fixture.backup(INDICES);
                INDICES.forEach(index -> fixture.mutate(index, DOCUMENTS, new Random(4)));
                Map<String, String> before = fixture.content(INDICES);
                Path work = fixture.work();
                fixture.plan(fixture.client, work, backup, INDICES, ProtectedDocuments.NONE)
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
    public void undoesAPlanAfterElasticsearchStoppedHalfWay() throws Exception {
        documents(ExportEngine.NAME, cluster.client());
        Map<String, String> target = fixture.content(INDICES);
        BackupFixture.Backup backup = fixture.backup(INDICES);
        INDICES.forEach(index -> fixture.mutate(index, DOCUMENTS, new Random(5)));
        Map<String, String> before = fixture.content(INDICES);
        Path work = fixture.work();
        fixture.plan(fixture.client, work, backup, INDICES, ProtectedDocuments.NONE)
                .writeUndoLog();
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
                    failureOf(() -> fixture.plan(each, fixture.work(), backup, INDICES, ProtectedDocuments.NONE)));
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
