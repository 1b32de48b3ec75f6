package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.elasticsearch.common.bytes.BytesArray;
import org.elasticsearch.common.bytes.BytesReference;
import org.elasticsearch.search.SearchHit;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ExportFileTest {

    private static final int BLOCK = 1 << 16;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final SampleDocuments documents = new SampleDocuments();
    private Path file;

    @Before
    public void nameFile() {
        file = folder.getRoot().toPath().resolve("x.ndjson.gz");
    }

    @Test
    public void readsEveryDocumentByteForByte() throws IOException {
        Random random = new Random(17);
        for (int i = 0; i < 300; i++) {
            documents.add(
                    "\u00fc\"\\\n" + i,
                    i % 3 == 0 ? null : i % 3 == 1 ? "" : "r\uD83D\uDE00",
                    i,
                    SampleDocuments.source(i, random));
        }
        write();
        assertReadsAll();
    }

    @Test
    public void writesLinesAsSpecified() throws IOException {
        add("a", null, "{ \"n\": 1 }");
        add("b", "r", "{\"path\":\"a//b\\\"/*\"}");
        add("c", null, "{\"n\":/* one */1}");
        add("d", null, "{\"n\":\n1}");
        add("e", null, " {}");
        add("f", null, "{}");
        write();
        assertEquals(
                "{\"id\":\"a\",\"version\":3,\"source\":{ \"n\": 1 }}\n"
                        + "{\"id\":\"b\",\"routing\":\"r\",\"version\":4,\"source\":{\"path\":\"a//b\\\"/*\"}}\n"
                        + "{\"id\":\"c\",\"version\":5,\"sourceBase64\":\"eyJuIjovKiBvbmUgKi8xfQ==\"}\n"
                        + "{\"id\":\"d\",\"version\":6,\"sourceBase64\":\"eyJuIjoKMX0=\"}\n"
                        + "{\"id\":\"e\",\"version\":7,\"sourceBase64\":\"IHt9\"}\n"
                        + "{\"id\":\"f\",\"version\":8,\"source\":{}}\n",
                text());
    }

    @Test
    public void readsLinesThatEndAnywhereInABlock() throws IOException {
        Random random = new Random(4);
        int line = "{\"id\":\"x\",\"version\":3,\"source\":{}}\n".length();
        for (int length :
                new int[] {BLOCK - line - 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 3, 5 * BLOCK + 7, 0, 0, BLOCK - 2
                }) {
            char[] content = new char[length];
            Arrays.fill(content, (char) ('a' + random.nextInt(26)));
            add("x", null, "{\"c\":\"" + new String(content) + "\"}");
        }
        write();
        assertReadsAll();
    }

    @Test
    public void encodesLargeSourcesInOne() throws IOException {
        for (int length : new int[] {3, 4, 5, 3 << 14, (3 << 14) + 1, (6 << 14) - 1, 300_000}) {
            byte[] source = new byte[length];
            new Random(length).nextBytes(source);
            source[0] = '{';
            source[length - 1] = '\n';
            documents.add("x", null, length, new BytesArray(source));
        }
        write();
        assertReadsAll();
        assertTrue("padding is at the end only", text().lines().allMatch(line -> line.matches("[^=]*={0,2}\"}")));
    }

    @Test
    public void readsThatThereIsNoDocument() throws IOException {
        write();
        assertReadsAll();
    }

    @Test
    public void tellsHowMuchOfTheFileWasRead() throws IOException {
        Random random = new Random(8);
        for (int i = 0; i < 3000; i++) {
            documents.add("d" + i, null, i, SampleDocuments.source(7, random));
        }
        write();
        try (ExportReader reader = new ExportReader(file, "x")) {
            long before = 0;
            while (reader.next() != null) {
                assertTrue(reader.bytesRead() >= before);
                before = reader.bytesRead();
            }
            assertEquals(Files.size(file), reader.bytesRead());
        }
    }

    @Test
    public void neverTakesAFileThatLostItsEndForAWholeOne() throws IOException {
        for (int i = 0; i < 5; i++) {
            add("d" + i, null, "{\"n\":" + i + "}");
        }
        write();
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertFails("truncated");
        }
    }

    @Test
    public void findsEveryFlippedBit() throws IOException {
        for (int i = 0; i < 5; i++) {
            add("d" + i, null, "{\"n\":" + i + "}");
        }
        write();
        byte[] whole = Files.readAllBytes(file);
        int harmless = 0;
        // the header of gzip is 10 bytes, which tell nothing of the content
        for (int position = 10; position < whole.length; position++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = whole.clone();
                flipped[position] ^= (byte) (1 << bit);
                Files.write(file, flipped);
                try {
                    assertReadsAll();
                    harmless++;
                } catch (BackupException e) {
                    assertEquals(Kind.CHECK_FAILED, e.kind());
                } catch (AssertionError e) {
                    assertFails("");
                }
            }
        }
        assertTrue("only what fills the last byte of the compressed data is of no meaning: " + harmless, harmless < 8);
    }

    @Test
    public void saysWhatIsWrong() throws IOException {
        String good = "{\"id\":\"a\",\"version\":1,\"source\":{}}\n";
        assertEquals(
                "The file of documents " + file + " is missing.",
                assertFails("").getMessage());
        Files.writeString(file, "no gzip at all");
        assertFails("damaged after line 0");
        content(good + "{\"id\":\"b\",\"source\":{}}");
        assertFails("truncated");
        content(good + good + "{\"id\":\"b\"}\n");
        assertFails("line 3 has no id or source");
        content(good + "{\"source\":{}}\n");
        assertFails("line 2 has no id or source");
        content(good + "\n");
        assertFails("line 2 has no id or source");
        content(good + "{\"id\":\"b\",\"sourceBase64\":\"e3!0\"}\n");
        assertFails("damaged after line 2");
        content(good + "{\"id:\n");
        assertFails("damaged after line 2");
    }

    @Test
    public void skipsPropertiesOfLaterVersions() throws IOException {
        content(
                "{\"id\":\"a\",\"later\":{\"id\":\"no\",\"source\":{}},\"more\":[1,{\"id\":2}],\"source\":{\"n\":1}}\n");
        try (ExportReader reader = new ExportReader(file, "x")) {
            Document document = reader.next();
            assertEquals("a", document.id().id());
            assertEquals("{\"n\":1}", document.source().utf8ToString());
            assertNull(reader.next());
        }
    }

    private void add(String id, String routing, String source) {
        documents.add(id, routing, documents.hits().size(), new BytesArray(source.getBytes(StandardCharsets.UTF_8)));
    }

    private void write() throws IOException {
        try (ExportWriter writer = new ExportWriter(file)) {
            for (SearchHit hit : documents.hits()) {
                writer.add(hit);
            }
            writer.finish();
        }
    }

    private String text() throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void content(String text) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void assertReadsAll() {
        try (ExportReader reader = new ExportReader(file, "an index")) {
            for (SearchHit hit : documents.hits()) {
                Document document = reader.next();
                assertEquals("an index", document.index());
                assertEquals(new DocumentId(hit.getId(), DocumentScroll.routing(hit)), document.id());
                assertArrayEquals(
                        hit.getId(),
                        BytesReference.toBytes(hit.getSourceRef()),
                        BytesReference.toBytes(document.source()));
            }
            assertNull(reader.next());
        }
    }

    private BackupException assertFails(String words) {
        List<Document> read = new ArrayList<>();
        BackupException failure = assertThrows(BackupException.class, () -> {
            try (ExportReader reader = new ExportReader(file, "x")) {
                for (Document document = reader.next(); document != null; document = reader.next()) {
                    read.add(document);
                }
            }
        });
        assertEquals(failure.getMessage(), Kind.CHECK_FAILED, failure.kind());
        assertTrue(
                failure.getMessage(),
                failure.getMessage().contains(file.toString())
                        && failure.getMessage().contains(words));
        return failure;
    }
}
