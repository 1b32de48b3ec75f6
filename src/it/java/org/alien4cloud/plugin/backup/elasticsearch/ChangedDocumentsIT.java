package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.alien4cloud.plugin.backup.model.DocumentDigest;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.common.bytes.BytesReference;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Checks that only the changed documents of an index are read, with the same result as reading all. */
public class ChangedDocumentsIT {

    private static final String INDEX = "written";
    private static final int DOCUMENTS = 700;

    @ClassRule
    public static final ElasticsearchRule elasticsearch = new ElasticsearchRule();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private BackupFixture fixture;
    private BackupFixture.Backup backup;

    @Before
    public void fill() {
        fixture = new BackupFixture(
                elasticsearch.nodeClient(),
                folder.getRoot().toPath(),
                ExportEngine.NAME,
                SnapshotRepositorySettings.fileSystem("it"));
        fixture.create(INDEX, 3);
        fixture.fill(INDEX, DOCUMENTS, "v");
        backup = fixture.backup(Collections.singletonList(INDEX));
    }

    @After
    public void clear() {
        fixture.clear();
    }

    @Test
    public void readsOnlyWhatWasWritten() throws IOException {
        assertTrue("nothing", read());
        fixture.put(INDEX, "d1", null, "{\"name\":\"changed\"}");
        fixture.put(INDEX, "d2", null, "{ \"name\" : \"v2\", \"n\":2, \"parts\":[{\"p\":\"a\"},{\"p\":\"b\"}] }");
        fixture.put(INDEX, "new", "r1", "{\"name\":\"new\",\"parts\":[{\"p\":\"a\"}]}");
        fixture.put(INDEX, "gone-again", null, "{\"name\":\"new\"}");
        fixture.delete(INDEX, "gone-again", null);
        assertTrue(read());
        try (DigestReader written = new DigestReader(list())) {
            assertEquals("d1", written.next().id());
            assertEquals("d2", written.next().id());
            assertEquals("new", written.next().id());
            assertEquals(null, written.next());
        }
        requireAsIfAllWereRead();
    }

    @Test
    public void missesWhatWasDeleted() throws IOException {
        fixture.delete(INDEX, "d1", null);
        assertFalse("one went", read());
        fixture.put(INDEX, "new", null, "{\"name\":\"new\"}");
        assertFalse("one went, another came", read());
        requireAsIfAllWereRead();
        fixture.put(INDEX, "d1", null, "{\"name\":\"here again\"}");
        assertTrue("it came back", read());
        requireAsIfAllWereRead();
        fixture.delete(INDEX, "d3", "r1");
        fixture.put(INDEX, "d3", "r0", "{\"name\":\"re-routed\"}");
        assertFalse("re-routed", read());
        requireAsIfAllWereRead();
    }

    @Test
    public void trustsNoNumbersOfAnotherIndex() throws IOException {
        fixture.client.admin().indices().prepareDelete(INDEX).get();
        fixture.create(INDEX, 3);
        fixture.fill(INDEX, DOCUMENTS, "other");
        assertFalse(read());
        requireAsIfAllWereRead();
    }

    @Test
    public void readsAllWhereMostWasWritten() throws IOException {
        fixture.fill(INDEX, DOCUMENTS, "w");
        assertFalse(read());
        requireAsIfAllWereRead();
    }

    @Test
    public void findsWhatReadingAllWouldFind() {
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            for (int i = random.nextInt(30); i >= 0; i--) {
                int number = random.nextInt(DOCUMENTS);
                String routing = number % 3 == 0 ? "r" + number % 2 : null;
                if (random.nextInt(40) == 0) {
                    fixture.delete(INDEX, "d" + number, routing);
                } else {
                    fixture.put(
                            INDEX,
                            random.nextInt(4) == 0 ? "new" + number : "d" + number,
                            routing,
                            "{\"name\":\"" + random.nextInt(3) + "\"}");
                }
            }
            requireAsIfAllWereRead();
            if (random.nextInt(3) == 0) {
                fixture.restore(backup, Collections.singletonList(INDEX));
                requireAsIfAllWereRead();
                backup = fixture.backup(Collections.singletonList(INDEX));
            }
        }
    }

    private boolean read() throws IOException {
        return new ChangedDocuments(fixture.client)
                .read(live(), entry(), new CaptureLayout(backup.directory).digests(INDEX), list(), Progress.NONE);
    }

    private Path list() {
        return folder.getRoot().toPath().resolve("list.gz");
    }

    private IndexState live() {
        return new IndexInspector(fixture.client).inspect(INDEX);
    }

    private IndexEntry entry() {
        return backup.manifest.indices().get(0);
    }

    /** A visitor who wants to see the documents has all of them read. */
    private void requireAsIfAllWereRead() {
        DocumentVisitor wanting = new DocumentVisitor() {
            @Override
            public void begin(String index) {
                // that is all
            }

            @Override
            public void document(String id, BytesReference source) {
                // that is all
            }
        };
        assertEquals(differences(wanting), differences(DocumentVisitor.NONE));
    }

    private List<String> differences(DocumentVisitor visitor) {
        List<String> differences = new ArrayList<>();
        DigestComparison comparison = new DigestComparison(
                folder.getRoot().toPath(),
                fixture.client,
                fixture.indices(fixture.client, backup),
                (index, id) -> id.equals("d7"),
                Progress.NONE);
        long documents = comparison.compare(
                live(), entry(), visitor, (stored, live) -> differences.add(text(stored) + " is " + text(live)));
        differences.add(documents + " documents");
        return differences;
    }

    private static String text(DocumentDigest digest) {
        return digest == null ? "nothing" : digest.id() + "/" + digest.routing() + " " + digest.sha256();
    }
}
