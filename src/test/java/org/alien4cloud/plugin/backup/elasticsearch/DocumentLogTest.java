package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.elasticsearch.common.bytes.BytesArray;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class DocumentLogTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path file;
    private String digest;

    @Before
    public void write() {
        file = folder.getRoot().toPath().resolve("documents.target");
        try (DocumentLog.Writer writer = new DocumentLog.Writer(file)) {
            writer.add(new Document("csar", new DocumentId("a\u20ac", "r"), new BytesArray("{ \"x\": 1}")));
            writer.add(new Document("csar", new DocumentId("gone", null), null));
            writer.add(new Document("topology", new DocumentId("b", null), new BytesArray("{}")));
            assertEquals(3, writer.documents());
            assertEquals(11, writer.bytes());
            digest = writer.finish();
        }
    }

    private static List<Document> read(Path log) {
        List<Document> documents = new ArrayList<>();
        DocumentLog.forEach(log, documents::add);
        return documents;
    }

    @Test
    public void returnsWhatWasWritten() {
        List<Document> documents = read(file);
        assertEquals(3, documents.size());
        assertEquals(new DocumentId("a\u20ac", "r"), documents.get(0).id());
        assertEquals("{ \"x\": 1}", documents.get(0).source().utf8ToString());
        assertFalse(documents.get(1).exists());
        assertNull(documents.get(1).id().routing());
        assertEquals("topology", documents.get(2).index());
        assertEquals(digest, DocumentLog.sha256(file));
    }

    @Test
    public void detectsAnyLostTail() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Path torn = folder.newFile().toPath();
        for (int length = 0; length < whole.length; length++) {
            Files.write(torn, Arrays.copyOf(whole, length));
            assertEquals(
                    Kind.CHECK_FAILED,
                    assertThrows("length " + length, BackupException.class, () -> read(torn))
                            .kind());
        }
    }

    @Test
    public void detectsAnyChangedBit() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Path changed = folder.newFile().toPath();
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] bytes = whole.clone();
            bytes[bit / 8] ^= 1 << bit % 8;
            Files.write(changed, bytes);
            assertEquals(
                    Kind.CHECK_FAILED,
                    assertThrows("bit " + bit, BackupException.class, () -> read(changed))
                            .kind());
        }
        Files.write(changed, Arrays.copyOf(whole, whole.length + 1));
        assertThrows("more behind the end", BackupException.class, () -> read(changed));
    }

    @Test
    public void keepsTheOldLogUntilTheNewOneIsFinished() throws IOException {
        byte[] before = Files.readAllBytes(file);
        try (DocumentLog.Writer writer = new DocumentLog.Writer(file)) {
            writer.add(new Document("csar", new DocumentId("other", null), null));
        }
        assertArrayEquals(before, Files.readAllBytes(file));
        assertArrayEquals(new String[] {"documents.target"}, folder.getRoot().list());
    }
}
