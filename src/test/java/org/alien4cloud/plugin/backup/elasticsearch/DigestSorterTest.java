package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.alien4cloud.plugin.backup.model.DocumentDigest;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class DigestSorterTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private List<DocumentDigest> sorted(List<DocumentDigest> digests, int runBytes) throws IOException {
        List<DocumentDigest> sorted = new ArrayList<>();
        try (DigestSorter sorter = new DigestSorter(folder.getRoot().toPath(), runBytes)) {
            for (DocumentDigest digest : digests) {
                byte[] sha256 = new byte[32];
                sha256[0] = (byte) digest.seqNo();
                sorter.add(digest.id(), digest.routing(), digest.seqNo(), sha256);
            }
            sorter.forEach((id, routing, seqNo, sha256) -> {
                assertEquals(32, sha256.length);
                assertEquals((byte) seqNo, sha256[0]);
                sorted.add(new DocumentDigest(id, routing, seqNo, "x"));
            });
        }
        assertArrayEquals(
                "no temporary file stays", new String[0], folder.getRoot().list());
        return sorted;
    }

    private static List<String> names(List<DocumentDigest> digests) {
        List<String> names = new ArrayList<>();
        digests.forEach(digest -> names.add(digest.id() + "|" + digest.routing() + "|" + digest.seqNo()));
        return names;
    }

    @Test
    public void ordersAsTheReaderDoesWhateverTheCharacters() throws IOException {
        String[] parts = {"a", "b", "\u0001", "\u00e9", "\u20ac", "\uffee", "\ud83d\ude00", "0", "~", "\ud800"};
        Random random = new Random(4);
        List<DocumentDigest> digests = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            StringBuilder id = new StringBuilder();
            for (int n = random.nextInt(5); n >= 0; n--) {
                id.append(parts[random.nextInt(parts.length)]);
            }
            // unique, as it is in an index
            id.append(i);
            digests.add(new DocumentDigest(
                    id.toString(), i % 3 == 0 ? "r" + parts[random.nextInt(parts.length)] : null, i, "x"));
        }
        List<DocumentDigest> expected = new ArrayList<>(digests);
        expected.sort(DigestReader.ORDER);
        assertEquals(names(expected), names(sorted(digests, 1 << 20)));
        assertEquals("through temporary files", names(expected), names(sorted(digests, 10_000)));
    }

    @Test
    public void refusesAnIdWithAZeroCharacter() throws IOException {
        try (DigestSorter sorter = new DigestSorter(folder.getRoot().toPath())) {
            assertThrows(IOException.class, () -> sorter.add("a\0b", null, 1, new byte[32]));
        }
    }
}
