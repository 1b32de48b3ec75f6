package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.alien4cloud.plugin.backup.it.Await;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.CancelledException;
import org.alien4cloud.plugin.backup.model.DocumentDigest;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.LoggedProgress;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.common.bytes.BytesReference;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Captures into snapshots: while documents change, repeated, cancelled, and discarded. */
public class SnapshotCaptureIT {

    @ClassRule
    public static final ElasticsearchRule elasticsearch = new ElasticsearchRule();

    private static int counter;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private BackupFixture fixture;

    @Before
    public void prepare() {
        fixture = new BackupFixture(elasticsearch.nodeClient(), folder.getRoot().toPath(), "it" + ++counter);
        fixture.engine.prepare(Progress.NONE);
    }

    @After
    public void clear() {
        fixture.clear();
        elasticsearch
                .nodeClient()
                .admin()
                .cluster()
                .prepareDeleteRepository("a4c-backup-*")
                .get();
    }

    @Test
    public void digestsMatchTheSnapshotDuringWrites() throws Exception {
        List<String> indices = Arrays.asList("moving", "still");
        fixture.create("moving", 2);
        fixture.create("still", 1);
        fixture.fill("moving", 200, "v");
        fixture.fill("still", 20, "v");
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        Thread writer = new Thread(
                () -> {
                    for (int i = 0; !stop.get(); i++) {
                        fixture.put("moving", "d" + i % 300, i % 3 == 0 ? "r" + i % 2 : null, "{\"n\":" + i + "}");
                        written.incrementAndGet();
                    }
                },
                "writer");
        writer.start();
        BackupFixture.Backup backup;
        try {
            awaitAtLeast(written, 50);
            backup = fixture.backup(indices);
        } finally {
            stop.set(true);
            writer.join();
        }

        IndexEntry moving = backup.manifest.indices().get(0);
        assertEquals("never taken for unchanged", Collections.emptyList(), moving.maxSeqNos());
        assertEquals(1, backup.manifest.indices().get(1).maxSeqNos().size());
        assertEquals("only the last snapshot is kept", 1, fixture.snapshots().size());
        // Reads every document from the snapshot and compares it with its digest; fails if any differs.
        fixture.client.admin().indices().prepareDelete("moving").get();
        fixture.create("moving", 2);
        fixture.restore(backup, indices);
        assertEquals(
                moving.documents(),
                fixture.content(Collections.singletonList("moving")).size());
    }

    private static void awaitAtLeast(AtomicInteger value, int least) {
        long limit = System.nanoTime() + Await.LIMIT.toNanos();
        while (value.get() < least) {
            assertTrue("waited too long", System.nanoTime() < limit);
            Thread.onSpinWait();
        }
    }

    @Test
    public void namesAllMissingAndClosedIndices() {
        fixture.create("open", 1);
        fixture.create("shut", 1);
        fixture.client.admin().indices().prepareClose("shut").get();
        BackupException failure = assertThrows(
                BackupException.class, () -> fixture.backup(Arrays.asList("open", "shut", "gone1", "gone2")));
        assertEquals(Kind.PRECONDITION, failure.kind());
        assertTrue(failure.getMessage(), failure.getMessage().contains("missing: gone1, gone2; closed: shut"));
        assertEquals(Collections.emptyList(), fixture.snapshots());
    }

    @Test
    public void leavesNothingOfACancelledCapture() {
        fixture.create("big", 1);
        fixture.fill("big", 3000, "v");
        assertThrows(CancelledException.class, () -> fixture.backup(Collections.singletonList("big"), cancelled()));
        assertEquals(Collections.emptyList(), fixture.snapshots());
        fixture.backup(Collections.singletonList("big"));
    }

    @Test
    public void discardsOnlyTheSnapshotsOfADirectory() throws IOException {
        fixture.create("a", 1);
        fixture.fill("a", 3, "v");
        List<String> indices = Collections.singletonList("a");
        BackupFixture.Backup kept = fixture.backup(indices);
        BackupFixture.Backup deleted = fixture.backup(indices);
        Path died = folder.getRoot().toPath().resolve("died");
        fixture.capture(BackupName.of("died"), indices, died, Progress.NONE);
        assertEquals(3, fixture.snapshots().size());

        fixture.engine.discard(deleted.directory);
        fixture.engine.discard(deleted.directory);
        assertEquals(2, fixture.snapshots().size());
        fixture.engine.discard(Files.move(died, died.resolveSibling(".deleted")));
        fixture.engine.discard(folder.newFolder("no-backup").toPath());

        assertEquals(Collections.singletonList(kept.manifest.engineData().get("snapshot")), fixture.snapshots());
    }

    @Test
    public void keepsOnlyTheLastCapture() {
        fixture.create("a", 1);
        fixture.fill("a", 3, "v");
        List<String> indices = Collections.singletonList("a");
        Path directory = folder.getRoot().toPath().resolve("rounds");
        assertTrue(directory.toFile().mkdir());
        List<String> shown = new ArrayList<>();
        DocumentCapture capture = fixture.engine.begin(
                BackupName.of("rounds"), indices, directory, PreviousCapture.NONE, new DocumentVisitor() {
                    @Override
                    public void begin(String index) {
                        shown.clear();
                    }

                    @Override
                    public void document(String id, BytesReference source) {
                        shown.add(id);
                    }
                });
        capture.take(Progress.NONE);
        fixture.put("a", "later", null, "{\"name\":\"later\"}");
        capture.take(Progress.NONE);
        CapturedIndices captured = capture.finish(Progress.NONE);

        assertEquals(4, captured.documents());
        assertTrue(shown.toString(), shown.size() == 4 && shown.contains("later"));
        assertEquals(Collections.singletonList(captured.engineData().get("snapshot")), fixture.snapshots());
    }

    @Test
    public void keepsTheEarlierCaptureWhenTheNextFails() {
        fixture.create("a", 1);
        fixture.fill("a", 3, "v");
        List<String> indices = Collections.singletonList("a");
        Path directory = folder.getRoot().toPath().resolve("rounds");
        assertTrue(directory.toFile().mkdir());
        DocumentCapture capture = fixture.engine.begin(
                BackupName.of("rounds"), indices, directory, PreviousCapture.NONE, DocumentVisitor.NONE);
        capture.take(Progress.NONE);
        fixture.client.admin().indices().prepareClose("a").get();
        assertThrows(BackupException.class, () -> capture.take(Progress.NONE));
        fixture.client
                .admin()
                .indices()
                .prepareOpen("a")
                .setWaitForActiveShards(1)
                .get();
        assertEquals(3, capture.finish(Progress.NONE).documents());
        assertEquals(1, fixture.snapshots().size());
    }

    private static Progress cancelled() {
        return new LoggedProgress(new ArrayList<>()) {
            @Override
            public void checkCancelled() {
                throw new CancelledException();
            }
        };
    }

    @Test
    public void listsDocumentsSortedWithRoutingAndSequenceNumber() {
        fixture.create("a", 5);
        fixture.fill("a", 30, "v");
        BackupFixture.Backup backup = fixture.backup(Collections.singletonList("a"));
        try (DigestReader reader = new DigestReader(backup.directory.resolve("documents/a.gz"))) {
            DocumentDigest first = reader.next();
            assertEquals("d0", first.id());
            assertEquals("r0", first.routing());
            assertTrue(first.seqNo() >= 0);
            long count = 1;
            while (reader.next() != null) {
                count++;
            }
            assertEquals(30, count);
        }
        IndexDefinition definition = IndexDefinition.read(backup.directory.resolve("indices/a.json"));
        assertEquals("_doc", definition.type());
        assertEquals("5", definition.settings().get("index.number_of_shards"));
        assertTrue(definition.mapping().containsKey("properties"));
        assertFalse(definition.settings().containsKey("index.uuid"));
    }
}
