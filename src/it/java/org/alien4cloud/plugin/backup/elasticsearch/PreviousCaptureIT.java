package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.alien4cloud.plugin.backup.model.DocumentDigest;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.common.bytes.BytesReference;
import org.elasticsearch.common.settings.Settings;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;

/** Reuses lists and files of an earlier backup for unchanged indices, and only for those. */
@RunWith(Parameterized.class)
public class PreviousCaptureIT {

    private static final List<String> INDICES = Arrays.asList("again", "moved", "still", "wanted");

    @ClassRule
    public static final ElasticsearchRule elasticsearch = new ElasticsearchRule();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final String engine;
    private final Random random = new Random(5);
    private BackupFixture fixture;

    public PreviousCaptureIT(String engine) {
        this.engine = engine;
    }

    @Parameterized.Parameters(name = "{0}")
    public static Collection<String> engines() {
        return Arrays.asList(ExportEngine.NAME, SnapshotEngine.NAME);
    }

    @Before
    public void fill() {
        fixture = fixture(engine);
        for (String index : INDICES) {
            fixture.create(index, 2);
            fixture.fill(index, 50, index);
        }
    }

    private BackupFixture fixture(String name) {
        BackupFixture made = new BackupFixture(
                elasticsearch.nodeClient(),
                folder.getRoot().toPath(),
                name,
                SnapshotRepositorySettings.fileSystem("it"));
        made.engine.prepare(Progress.NONE);
        return made;
    }

    @After
    public void clear() {
        fixture.clear();
    }

    @Test
    public void readsOnlyWhatHasMovedOrIsWanted() throws IOException {
        BackupFixture.Backup first = fixture.backup(INDICES);
        fixture.mutate("moved", 50, random);
        fixture.client.admin().indices().prepareDelete("again").get();
        fixture.create("again", 2);
        fixture.fill("again", 50, "other");

        Noting noting = new Noting();
        BackupFixture.Backup second = fixture.backup(INDICES, previous(first), noting, Progress.NONE);
        assertEquals(Arrays.asList("again", "moved", "wanted"), noting.begun);
        requireAsIfAllWereRead(second);
        Map<String, String> content = fixture.content(INDICES);
        INDICES.forEach(index -> fixture.mutate(index, 50, random));
        fixture.restore(second, INDICES);
        assertEquals(content, fixture.content(INDICES));
    }

    @Test
    public void readsAgainWhatMovesMeanwhile() throws IOException {
        BackupFixture.Backup first = fixture.backup(INDICES);
        Noting noting = new Noting() {
            @Override
            public void begin(String index) {
                if (begun.isEmpty()) {
                    fixture.put("still", "later", null, "{\"name\":\"later\"}");
                }
                super.begin(index);
            }
        };
        BackupFixture.Backup second = fixture.backup(INDICES, previous(first), noting, Progress.NONE);
        IndexEntry still = second.manifest.indices().get(INDICES.indexOf("still"));
        assertEquals("as it was when the documents were taken", 50, still.documents());
        assertEquals(digests(first, "still"), digests(second, "still"));
    }

    @Test
    public void readsAgainWhatChangedAfterReadingAhead() throws IOException {
        Noting noting = new Noting();
        BackupFixture.Backup backup = fixture.backup(
                INDICES,
                PreviousCapture.NONE,
                noting,
                capture -> {
                    capture.read(capture.sampleStates(), Progress.NONE);
                    assertEquals(INDICES, noting.begun);
                    noting.begun.clear();
                    fixture.put("moved", "later", null, "{\"name\":\"later\"}");
                    capture.take(Progress.NONE);
                },
                Progress.NONE);
        assertEquals(Arrays.asList("moved"), noting.begun);
        assertEquals(
                "as it was when the documents were taken last",
                51,
                backup.manifest.indices().get(INDICES.indexOf("moved")).documents());
        requireAsIfAllWereRead(backup);
    }

    @Test
    public void describesTheLastCaptureAfterReadingAhead() throws IOException {
        BackupFixture.Backup before = fixture.backup(INDICES);
        BackupFixture.Backup backup = fixture.backup(
                INDICES,
                PreviousCapture.NONE,
                new Noting(),
                capture -> {
                    capture.read(capture.sampleStates(), Progress.NONE);
                    fixture.put("moved", "later", null, "{\"name\":\"later\"}");
                },
                Progress.NONE);
        assertEquals(50, backup.manifest.indices().get(INDICES.indexOf("moved")).documents());
        assertEquals(digests(before, "moved"), digests(backup, "moved"));
    }

    /**
     * As Alien4Cloud's own manual restores: the index keeps its id, and sequence numbers are given out a second time.
     */
    @Test
    public void readsAgainWhatWasRestoredByHandInto() throws IOException {
        Path byHand = Files.createDirectories(elasticsearch.repositories().resolve("by-hand"));
        fixture.client
                .admin()
                .cluster()
                .preparePutRepository("by-hand")
                .setType("fs")
                .setSettings(Settings.builder().put("location", byHand.toString()))
                .get();
        fixture.client
                .admin()
                .cluster()
                .prepareCreateSnapshot("by-hand", engine)
                .setIndices("still")
                .setWaitForCompletion(true)
                .get();
        fixture.put("still", "x", null, "{\"name\":\"first\"}");
        BackupFixture.Backup first = fixture.backup(INDICES);
        IndexState captured = new IndexInspector(fixture.client).inspect("still");
        fixture.client.admin().indices().prepareClose("still").get();
        fixture.client
                .admin()
                .cluster()
                .prepareRestoreSnapshot("by-hand", engine)
                .setIndices("still")
                .setWaitForCompletion(true)
                .get();
        fixture.put("still", "x", null, "{\"name\":\"second\"}");

        IndexState now = new IndexInspector(fixture.client).inspect("still");
        assertEquals(captured.uuid(), now.uuid());
        assertEquals("nothing else tells them apart", captured.maxSeqNos(), now.maxSeqNos());
        requireAsIfAllWereRead(fixture.backup(INDICES, previous(first), new Noting(), Progress.NONE));
        fixture.restore(first, INDICES);
        assertEquals(
                "{\"name\":\"first\"}",
                fixture.client.prepareGet("still", "_doc", "x").get().getSourceAsString());
    }

    @Test
    public void takesFilesOfDocumentsOnlyFromItsOwnKind() throws IOException {
        String other = engine.equals(ExportEngine.NAME) ? SnapshotEngine.NAME : ExportEngine.NAME;
        BackupFixture.Backup first = fixture(other).backup(INDICES);
        Noting noting = new Noting();
        // another directory: both count their backups from one
        fixture = new BackupFixture(
                fixture.client, folder.newFolder().toPath(), engine, SnapshotRepositorySettings.fileSystem("it"));
        BackupFixture.Backup second = fixture.backup(INDICES, previous(first), noting, Progress.NONE);
        assertEquals(engine.equals(ExportEngine.NAME) ? INDICES : Arrays.asList("wanted"), noting.begun);
        requireAsIfAllWereRead(second);
    }

    private static PreviousCapture previous(BackupFixture.Backup backup) {
        return new PreviousCapture(backup.manifest, backup.directory);
    }

    private void requireAsIfAllWereRead(BackupFixture.Backup backup) throws IOException {
        BackupFixture.Backup all = fixture.backup(INDICES);
        assertEquals(all.manifest.documents(), backup.manifest.documents());
        for (int i = 0; i < INDICES.size(); i++) {
            assertEquals(digests(all, INDICES.get(i)), digests(backup, INDICES.get(i)));
            assertEquals(
                    all.manifest.indices().get(i).maxSeqNos(),
                    backup.manifest.indices().get(i).maxSeqNos());
            assertEquals(
                    all.manifest.indices().get(i).uuid(),
                    backup.manifest.indices().get(i).uuid());
        }
    }

    private static List<String> digests(BackupFixture.Backup backup, String index) {
        List<String> digests = new ArrayList<>();
        try (DigestReader reader = new DigestReader(new CaptureLayout(backup.directory).digests(index))) {
            for (DocumentDigest digest = reader.next(); digest != null; digest = reader.next()) {
                digests.add(digest.id() + ' ' + digest.routing() + ' ' + digest.seqNo() + ' ' + digest.sha256());
            }
        }
        return digests;
    }

    /** Notes the indices that are read; wants one. */
    private static class Noting implements DocumentVisitor {

        final List<String> begun = new ArrayList<>();

        @Override
        public boolean wants(String index) {
            return index.equals("wanted");
        }

        @Override
        public void begin(String index) {
            begun.add(index);
        }

        @Override
        public void document(String id, BytesReference source) {
            // only which indices are read counts
        }
    }
}
