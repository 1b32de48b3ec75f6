package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.alien4cloud.plugin.backup.it.Await;
import org.alien4cloud.plugin.backup.it.ElasticsearchProcess;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.client.Client;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.cluster.routing.ShardRouting;
import org.elasticsearch.common.xcontent.XContentType;
import org.junit.Test;

/** Backs up and restores real shards and replicas, also of writes that a replica lacks. */
public class ClusterIT extends TwoNodeCluster {

    @Test
    public void restoresShardsAndReplicasThroughATransportClient() {
        for (String engine : Arrays.asList(SnapshotEngine.NAME, ExportEngine.NAME)) {
            roundTrip(engine, cluster.client());
        }
    }

    @Test
    public void restoresShardsAndReplicasThroughTheNodeClient() {
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
        DocumentPlan plan = fixture.plan(client, work, backup, INDICES, ProtectedDocuments.NONE);
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

    /**
     * The node of a primary dies with a write that no replica has, and a later write gets its sequence number: the
     * index then is not what it was, although its sequence numbers are.
     */
    @Test
    public void restoresAWriteThatWasLostWithItsNode() throws Exception {
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
    public void listsAWriteThatAReplicaLacksAsTheSnapshotDoes() throws Exception {
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
}
