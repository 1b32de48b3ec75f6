package org.alien4cloud.plugin.backup.repository;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a complete pack: many small contents in one file. All numbers are big-endian; docs/format.md is the
 * specification.
 *
 * <pre>
 * header   magic "A4CPACK1" (8), format version (4)
 * entry    sha256 (32), length (4), content; one after the other
 * index    sha256 (32), offset of the content (4), length (4); by ascending sha256
 * footer   offset of the index (8), entries (4), CRC-32 of index and the two numbers before (4), magic "A4CPEND1" (8)
 * </pre>
 *
 * An entry repeats what the index says so that a pack whose end is lost can still be read from its beginning.
 */
final class Pack {

    static final String SUFFIX = ".pack";
    static final int VERSION = 1;
    static final byte[] HEADER_MAGIC = "A4CPACK1".getBytes(StandardCharsets.US_ASCII);
    static final byte[] FOOTER_MAGIC = "A4CPEND1".getBytes(StandardCharsets.US_ASCII);
    static final int HEADER_BYTES = 12;
    static final int ENTRY_HEADER_BYTES = ContentId.BYTES + 4;
    static final int INDEX_ENTRY_BYTES = ContentId.BYTES + 8;
    static final int FOOTER_BYTES = 24;
    /** Maximum size of a pack in bytes. */
    static final int MAX_BYTES = 64 << 20;
    /** Maximum number of contents, so that the index of a pack (2.6 MB) fits into memory. */
    static final int MAX_ENTRIES = 1 << 16;

    private static final Logger LOGGER = LoggerFactory.getLogger(Pack.class);

    private final Path file;
    private final String id;
    private final long indexOffset;
    private final int count;

    private Pack(Path file, long indexOffset, int count) {
        this.file = file;
        this.id = idOf(file);
        this.indexOffset = indexOffset;
        this.count = count;
    }

    static String idOf(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - SUFFIX.length());
    }

    /**
     * Opens a pack and passes its index to the loader.
     *
     * @throws BackupException (CHECK_FAILED) if header, footer or index are damaged
     */
    static Pack open(Path file, ContentIndexLoader loader) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < HEADER_BYTES + FOOTER_BYTES) {
                throw broken(file, "it is too short");
            }
            ByteBuffer header = read(channel, 0, HEADER_BYTES);
            if (!startsWith(header, HEADER_MAGIC) || header.getInt() != VERSION) {
                throw broken(file, "it does not begin like a pack");
            }
            ByteBuffer footer = read(channel, size - FOOTER_BYTES, FOOTER_BYTES);
            long indexOffset = footer.getLong();
            int count = footer.getInt();
            int crc = footer.getInt();
            long indexBytes = size - FOOTER_BYTES - indexOffset;
            if (!startsWith(footer, FOOTER_MAGIC)
                    || count < 0
                    || count > MAX_ENTRIES
                    || indexOffset < HEADER_BYTES
                    || indexBytes != (long) count * INDEX_ENTRY_BYTES) {
                throw broken(file, "it does not end like a pack");
            }
            ByteBuffer index = read(channel, indexOffset, (int) indexBytes);
            if (crc(index.array(), index.limit(), indexOffset, count) != crc) {
                throw broken(file, "its index fails its checksum");
            }
            Pack pack = new Pack(file, indexOffset, count);
            loader.begin(pack);
            for (int i = 0; i < count; i++) {
                loader.entry(ContentId.read(index), index.getInt(), index.getInt());
            }
            return pack;
        }
    }

    /** Receives the contents of a pack, by ascending digest. */
    interface ContentIndexLoader {
        /** Receives the pack that the entries belong to, before the first entry. */
        default void begin(Pack pack) {
            // most loaders do not need it
        }

        void entry(ContentId id, int offset, int length);
    }

    static int crc(byte[] index, int length, long indexOffset, int count) {
        CRC32 crc = new CRC32();
        crc.update(index, 0, length);
        byte[] numbers =
                ByteBuffer.allocate(12).putLong(indexOffset).putInt(count).array();
        crc.update(numbers, 0, numbers.length);
        return (int) crc.getValue();
    }

    /**
     * Reads one content and checks its digest.
     *
     * @throws BackupException (CHECK_FAILED) if the content is not there or damaged
     */
    byte[] read(ContentId content, int offset) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer header = read(channel, (long) offset - ENTRY_HEADER_BYTES, ENTRY_HEADER_BYTES);
            ContentId found = ContentId.read(header);
            int length = header.getInt();
            if (!found.equals(content) || length < 0 || offset + (long) length > indexOffset) {
                throw BackupException.damaged(
                        "Content " + content + " is damaged: " + file + " has something else in its place.");
            }
            byte[] bytes = read(channel, offset, length).array();
            if (!ContentId.of(Digests.sha256().digest(bytes)).equals(content)) {
                throw BackupException.damaged(
                        "Content " + content + " in " + file + " is damaged: its SHA-256 differs.");
            }
            return bytes;
        } catch (EOFException e) {
            throw BackupException.damaged("Content " + content + " is damaged: " + file + " ends before it.");
        }
    }

    /** Tells whether {@link #read} succeeds; if not, the log says why. */
    boolean isWhole(ContentId content, int offset) {
        try {
            read(content, offset);
            return true;
        } catch (BackupException | IOException e) {
            LOGGER.warn("A copy of the content {} in {} cannot be used: {}", content, file, e.toString());
            return false;
        }
    }

    String id() {
        return id;
    }

    Path file() {
        return file;
    }

    int count() {
        return count;
    }

    /** Returns the offset where the entries end and the index begins. */
    long indexOffset() {
        return indexOffset;
    }

    /** Returns the bytes of the entries with their headers. */
    long entryBytes() {
        return indexOffset - HEADER_BYTES;
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException("Ends at " + (position + buffer.position()));
            }
        }
        buffer.flip();
        return buffer;
    }

    private static boolean startsWith(ByteBuffer buffer, byte[] magic) {
        boolean same = true;
        for (byte expected : magic) {
            same &= buffer.get() == expected;
        }
        return same;
    }

    private static DamagedException broken(Path file, String why) {
        return new DamagedException(file, why);
    }
}
