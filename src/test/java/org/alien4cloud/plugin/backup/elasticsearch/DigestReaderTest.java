package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.DocumentDigest;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class DigestReaderTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static String line(String id, String routing) {
        return "{\"id\":\"" + id + "\"," + (routing == null ? "" : "\"routing\":\"" + routing + "\",")
                + "\"seqNo\":1,\"sha256\":\"00\"}\n";
    }

    private int read(byte[] bytes) throws IOException {
        Path file = folder.newFile().toPath();
        Files.write(file, bytes);
        int count = 0;
        try (DigestReader reader = new DigestReader(file)) {
            while (reader.next() != null) {
                count++;
            }
            assertEquals(count, reader.count());
        }
        return count;
    }

    private void assertRefused(String reason, byte[] bytes) {
        BackupException failure = assertThrows(BackupException.class, () -> read(bytes));
        assertEquals(Kind.CHECK_FAILED, failure.kind());
        assertTrue(failure.getMessage(), failure.getMessage().contains(reason));
    }

    @Test
    public void readsLinesInOrder() throws IOException {
        Path file = folder.newFile().toPath();
        Files.write(file, gzip(line("a", null) + line("a", "r") + line("b", null)));
        try (DigestReader reader = new DigestReader(file)) {
            assertNull(reader.next().routing());
            DocumentDigest second = reader.next();
            assertEquals("r", second.routing());
            assertEquals("b", reader.next().id());
            assertNull(reader.next());
        }
        assertEquals("an empty index", 0, read(gzip("\n")));
        assertEquals(0, read(gzip("")));
    }

    @Test
    public void detectsAnyLostTail() throws IOException {
        byte[] whole = gzip(line("a", null) + line("b", null) + line("c", null));
        for (int length = 0; length < whole.length; length++) {
            assertRefused("truncated", Arrays.copyOf(whole, length));
        }
    }

    @Test
    public void refusesAListThatIsUnsortedOrNone() throws IOException {
        assertRefused("not in order", gzip(line("b", null) + line("a", null)));
        assertRefused("not in order", gzip(line("a", null) + line("a", null)));
        assertRefused("damaged", gzip(line("a", null) + "{\"id\":"));
        assertRefused("damaged", "no gzip at all".getBytes(StandardCharsets.UTF_8));
        BackupException missing = assertThrows(
                BackupException.class,
                () -> new DigestReader(folder.getRoot().toPath().resolve("none.gz")));
        assertTrue(missing.getMessage(), missing.getMessage().contains("missing"));
    }
}
