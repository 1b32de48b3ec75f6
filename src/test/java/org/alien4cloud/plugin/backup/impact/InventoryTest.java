package org.alien4cloud.plugin.backup.impact;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.elasticsearch.common.bytes.BytesArray;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class InventoryTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static void show(Inventory inventory, String index, String id, String source) {
        inventory.begin(index);
        inventory.document(id, new BytesArray(source));
    }

    private Path written() {
        Inventory inventory = new Inventory();
        show(inventory, "user", "ann", "{\"username\":\"ann\",\"password\":\"topsecret\",\"roles\":[\"B\",\"ADMIN\"]}");
        show(inventory, "application", "a\u00e9", "{\"name\":\"Caf\u00e9\",\"description\":\"not kept\"}");
        show(inventory, "gitlocation", "g", "{\"url\":\"https://ann:hidden@example.org\"}");
        show(inventory, "nodetype", "n", "{}");
        show(inventory, "orchestratorconfiguration", "o", "{}");
        Path file = folder.getRoot().toPath().resolve(Inventory.FILE);
        inventory.write(file);
        return file;
    }

    @Test
    public void readsWhatItWrote() {
        Inventory inventory = Inventory.read(written());
        assertEquals("Caf\u00e9", inventory.find("application", "a\u00e9").name());
        assertEquals("ADMIN,B", inventory.find("user", "ann").field("roles"));
        assertNull(inventory.find("application", "b"));
        assertNull(inventory.find("nodetype", "n"));
        assertEquals("{applications=1, users=1}", inventory.counts().toString());
    }

    @Test
    public void keepsNoSecret() throws IOException {
        String text = new String(
                new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(written()))).readAllBytes(),
                StandardCharsets.UTF_8);
        assertFalse(text, text.contains("topsecret") || text.contains("hidden") || text.contains("not kept"));
        assertEquals(
                "in the order of index and id",
                Arrays.asList("application", "gitlocation", "orchestratorconfiguration", "user"),
                Arrays.asList(text.replaceAll("\\{\"index\":\"(\\w+)\".*", "$1").split("\n")));
    }

    @Test
    public void replacesAnIndexThatIsReadAgain() {
        Inventory inventory = new Inventory();
        show(inventory, "application", "a", "{}");
        show(inventory, "application", "b", "{}");
        assertNull(inventory.find("application", "a"));
        assertTrue(inventory.find("application", "b") != null);
    }

    @Test
    public void refusesADamagedFile() throws IOException {
        Path file = written();
        byte[] good = Files.readAllBytes(file);
        for (int length : new int[] {0, 1, 12, good.length / 2, good.length - 1}) {
            Files.write(file, Arrays.copyOf(good, length));
            assertEquals(
                    length + " bytes",
                    Kind.CHECK_FAILED,
                    assertThrows(BackupException.class, () -> Inventory.read(file))
                            .kind());
        }
        Files.delete(file);
        assertEquals(
                Kind.IO,
                assertThrows(BackupException.class, () -> Inventory.read(file)).kind());
    }
}
