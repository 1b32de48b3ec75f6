package org.alien4cloud.plugin.backup.impact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.alien4cloud.plugin.backup.elasticsearch.DocumentVisitor;
import org.alien4cloud.plugin.backup.io.AsciiJson;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.io.SizeLimitedStream;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.elasticsearch.common.bytes.BytesReference;

/**
 * Collects the items among documents, and writes them to {@code inventory.jsonl.gz} (docs/format.md). It is held in
 * memory: some hundred bytes for each application, archive, deployment, user and so on, and nothing for the many
 * documents of types and logs.
 */
public final class Inventory implements DocumentVisitor {

    /** The file in a backup's directory. */
    public static final String FILE = "inventory.jsonl.gz";

    /** No server has this many bytes of items; a larger file is no inventory, and would fill the memory. */
    private static final long LARGEST = 256 << 20;

    private static final ObjectWriter WRITER = AsciiJson.mapper().writerFor(InventoryItem.class);
    private static final ObjectReader READER = AsciiJson.mapper().readerFor(InventoryItem.class);

    private final Map<String, Map<String, InventoryItem>> items = new TreeMap<>();
    private String index;

    @Override
    public boolean wants(String name) {
        return InventoryItemReader.reads(name);
    }

    @Override
    public void begin(String next) {
        index = next;
        items.remove(next);
    }

    @Override
    public void document(String id, BytesReference source) {
        if (InventoryItemReader.reads(index)) {
            add(InventoryItemReader.read(index, id, source));
        }
    }

    private void add(InventoryItem item) {
        items.computeIfAbsent(item.index(), each -> new TreeMap<>()).put(item.id(), item);
    }

    /** @return null if there is no such item */
    public InventoryItem find(String name, String id) {
        return items.getOrDefault(name, Collections.emptyMap()).get(id);
    }

    /** Returns how many items there are of each category, by its name in reports. Empty categories are left out. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        items.forEach((name, ofIndex) -> {
            if (InventoryCategory.of(name).isCounted(name)) {
                counts.put(InventoryCategory.of(name).label(), (long) ofIndex.size());
            }
        });
        return counts;
    }

    /**
     * Writes all items to the disk, ordered by index and id.
     *
     * @throws BackupException (NO_SPACE, IO) if that fails
     */
    public void write(Path file) {
        try {
            // a gzip stream that cannot write its end leaves the file open, and an open file keeps its space even when
            // it is deleted
            try (FileChannel channel = DurableFiles.create(file);
                    OutputStream out = new BufferedOutputStream(
                            new GZIPOutputStream(Channels.newOutputStream(channel), 1 << 16))) {
                for (Map<String, InventoryItem> ofIndex : items.values()) {
                    for (InventoryItem item : ofIndex.values()) {
                        out.write(WRITER.writeValueAsBytes(item));
                        out.write('\n');
                    }
                }
            }
            DurableFiles.syncFile(file);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing("write", file, 1 << 16, e);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws BackupException (CHECK_FAILED) if the file is cut off or damaged, (IO) if it cannot be read
     */
    public static Inventory read(Path file) {
        Inventory inventory = new Inventory();
        try (InputStream in = new SizeLimitedStream(new GZIPInputStream(Files.newInputStream(file), 1 << 16), LARGEST);
                MappingIterator<InventoryItem> all = READER.readValues(in)) {
            while (all.hasNextValue()) {
                inventory.add(all.nextValue());
            }
            return inventory;
        } catch (EOFException | ZipException | JsonProcessingException e) {
            throw new BackupException(
                    Kind.CHECK_FAILED, "The inventory " + file + " is cut off or damaged. Use another backup.", e);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(file, e);
        }
    }
}
