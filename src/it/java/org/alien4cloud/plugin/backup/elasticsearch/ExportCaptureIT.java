package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.it.EmbeddedElasticsearch;
import org.alien4cloud.plugin.backup.model.CancelledException;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.LoggedProgress;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.common.bytes.BytesReference;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Captures documents several times, as a backup does while they change, and checks what a failure leaves. */
public class ExportCaptureIT {

    private static final List<String> INDICES = Arrays.asList("a", "b", "c");

    private static EmbeddedElasticsearch elasticsearch;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private BackupFixture fixture;
    private Path backup;

    /** Counts what it receives. */
    private static final class Counting extends LoggedProgress {
        private long expected;
        private long advanced;

        Counting() {
            super(new ArrayList<>());
        }

        @Override
        public void expect(long bytes) {
            expected += bytes;
        }

        @Override
        public void advance(long bytes) {
            advanced += bytes;
        }
    }

    /** Notes each index that is read, with the searches that are open then; may cancel at one. */
    private final class Noting implements DocumentVisitor {
        private final List<String> begun = new ArrayList<>();
        private String failAt;

        @Override
        public void begin(String index) {
            begun.add(index + " " + openSearches());
        }

        @Override
        public void document(String id, BytesReference source) {
            if (failAt != null && begun.get(begun.size() - 1).startsWith(failAt)) {
                throw new CancelledException();
            }
        }
    }

    @BeforeClass
    public static void startElasticsearch() {
        elasticsearch = EmbeddedElasticsearch.start(null);
    }

    @AfterClass
    public static void stopElasticsearch() {
        elasticsearch.close();
    }

    @Before
    public void fill() throws IOException {
        fixture = new BackupFixture(
                elasticsearch.nodeClient(),
                folder.getRoot().toPath(),
                ExportEngine.NAME,
                SnapshotRepositorySettings.fileSystem("it"));
        backup = folder.newFolder("backup").toPath();
        for (String index : INDICES) {
            fixture.create(index, 2);
            // more than a page
            fixture.fill(index, 1200, "v");
        }
    }

    @After
    public void clear() {
        assertEquals("no search is left open", 0, openSearches());
        fixture.clear();
    }

    @Test
    public void readsAgainOnlyWhatHasMoved() throws IOException {
        Noting noting = new Noting();
        ExportCapture capture = capture(noting, 100);
        Counting progress = new Counting();
        capture.take(progress);
        assertEquals(Arrays.asList("a 6", "b 4", "c 2"), noting.begun);
        assertEquals(progress.expected, progress.advanced);
        long first = progress.expected;

        fixture.put("b", "another", null, "{\"name\":\"late\"}");
        noting.begun.clear();
        capture.take(progress);
        assertEquals(Arrays.asList("b 2"), noting.begun);
        assertEquals(progress.expected, progress.advanced);
        assertTrue("only b is expected again", progress.expected < 2 * first);

        CapturedIndices captured = capture.finish(Progress.NONE);
        assertEquals(3601, captured.documents());
        assertEquals(fixture.content(INDICES), exported());
        noting.begun.clear();
        capture.take(progress);
        assertEquals("nothing has moved", 0, noting.begun.size());
    }

    @Test
    public void keepsWhatWasTakenWhenTakingAgainFails() throws IOException {
        Noting noting = new Noting();
        ExportCapture capture = capture(noting, 100);
        capture.take(Progress.NONE);
        Map<String, String> before = fixture.content(INDICES);
        List<String> files = files();
        INDICES.forEach(index -> fixture.put(index, "d7", null, "{\"name\":\"changed\"}"));
        noting.failAt = "b";
        assertThrows(CancelledException.class, () -> capture.take(Progress.NONE));
        assertEquals("nothing of it is left", files, files());
        assertEquals(0, openSearches());
        assertEquals(before, exported());

        noting.failAt = null;
        capture.take(Progress.NONE);
        assertEquals(fixture.content(INDICES), exported());
        assertEquals(files, files());
        assertEquals(3600, capture.finish(Progress.NONE).documents());
    }

    @Test
    public void leavesNothingWhenTheFirstTimeFails() throws IOException {
        Noting noting = new Noting();
        noting.failAt = "c";
        ExportCapture capture = capture(noting, 100);
        assertThrows(CancelledException.class, () -> capture.take(Progress.NONE));
        assertEquals(Collections.emptyList(), files());
    }

    @Test
    public void doesNotOpenMoreShardsAtOnceThanItMay() throws IOException {
        Noting noting = new Noting();
        ExportCapture capture = capture(noting, 5);
        Counting progress = new Counting();
        capture.take(progress);
        assertEquals("a and b together, then c", Arrays.asList("a 4", "b 2", "c 2"), noting.begun);
        assertEquals(progress.expected, progress.advanced);

        noting.begun.clear();
        capture(noting, 1).take(progress);
        assertEquals("an index with more than that, alone", Arrays.asList("a 2", "b 2", "c 2"), noting.begun);
        assertEquals(fixture.content(INDICES), exported());
    }

    @Test
    public void readsAnIndexThatWasWrittenToMeanwhile() throws IOException {
        ExportCapture capture = capture(
                new DocumentVisitor() {
                    @Override
                    public void begin(String index) {
                        fixture.put("c", "late", null, "{\"name\":\"" + index + "\"}");
                    }

                    @Override
                    public void document(String id, BytesReference source) {
                        // only the moment counts
                    }
                },
                5);
        capture.take(Progress.NONE);
        Map<String, IndexEntry> entries = capture.finish(Progress.NONE).indices().stream()
                .collect(Collectors.toMap(IndexEntry::name, each -> each));
        assertEquals(2, entries.get("a").maxSeqNos().size());
        assertEquals(2, entries.get("b").maxSeqNos().size());
        assertEquals(
                "c was opened after it had been looked at and written to",
                0,
                entries.get("c").maxSeqNos().size());
        assertEquals(
                "with what was there when it was opened", 1201, entries.get("c").documents());
    }

    private ExportCapture capture(DocumentVisitor visitor, int openShards) {
        return new ExportCapture(fixture.client, INDICES, backup, PreviousCapture.NONE, visitor, openShards);
    }

    private long openSearches() {
        return fixture.client
                .admin()
                .indices()
                .prepareStats()
                .clear()
                .setSearch(true)
                .get()
                .getTotal()
                .getSearch()
                .getOpenContexts();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(backup)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> backup.relativize(file).toString())
                    .sorted()
                    .collect(Collectors.toList());
        }
    }

    /** As {@link BackupFixture#content}. */
    private Map<String, String> exported() {
        Map<String, String> content = new TreeMap<>();
        for (String index : INDICES) {
            try (ExportReader documents = new ExportReader(backup.resolve("indices/" + index + ".ndjson.gz"), index)) {
                for (Document document = documents.next(); document != null; document = documents.next()) {
                    String routing = document.id().routing() == null
                            ? "-"
                            : document.id().routing();
                    content.put(
                            index + "/" + document.id().id() + "/" + routing,
                            document.source().utf8ToString());
                }
            }
        }
        return content;
    }
}
