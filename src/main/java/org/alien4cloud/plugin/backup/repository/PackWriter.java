package org.alien4cloud.plugin.backup.repository;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.alien4cloud.plugin.backup.io.DurableFiles;

/** Writes one pack, under a temporary name until {@link #publish()}. Not thread-safe. */
final class PackWriter implements Closeable {

    private static final class IndexEntry {
        private final ContentId id;
        private final int offset;
        private final int length;

        IndexEntry(ContentId id, int offset, int length) {
            this.id = id;
            this.offset = offset;
            this.length = length;
        }
    }

    private final Path temporary;
    private final Path file;
    private final FileChannel channel;
    private final OutputStream out;
    private List<IndexEntry> index = new ArrayList<>();
    private int position;

    PackWriter(Path packsDirectory) throws IOException {
        String id = TemporaryNames.randomId();
        file = packsDirectory.resolve(id + Pack.SUFFIX);
        temporary = packsDirectory.resolve(TemporaryNames.INCOMPLETE + id);
        channel = DurableFiles.create(temporary);
        out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        out.write(Pack.HEADER_MAGIC);
        out.write(ByteBuffer.allocate(4).putInt(Pack.VERSION).array());
        position = Pack.HEADER_BYTES;
    }

    /** Tells whether this pack has room for a content of this length. */
    boolean hasRoomFor(int length) {
        long end = (long) position
                + Pack.ENTRY_HEADER_BYTES
                + length
                + (index.size() + 1L) * Pack.INDEX_ENTRY_BYTES
                + Pack.FOOTER_BYTES;
        return index.isEmpty() || index.size() < Pack.MAX_ENTRIES && end <= Pack.MAX_BYTES;
    }

    /**
     * Appends a content.
     *
     * @return its offset in the pack
     */
    int append(ContentId id, byte[] content, int length) throws IOException {
        out.write(ByteBuffer.allocate(Pack.ENTRY_HEADER_BYTES)
                .putLong(id.a)
                .putLong(id.b)
                .putLong(id.c)
                .putLong(id.d)
                .putInt(length)
                .array());
        out.write(content, 0, length);
        int offset = position + Pack.ENTRY_HEADER_BYTES;
        index.add(new IndexEntry(id, offset, length));
        position = offset + length;
        return offset;
    }

    /** Writes the index and makes the file durable, still under its temporary name. */
    void complete() throws IOException {
        end();
        sync();
    }

    /** Writes the index. */
    void end() throws IOException {
        index.sort((one, other) -> one.id.compareTo(other.id));
        ByteBuffer bytes = ByteBuffer.allocate(index.size() * Pack.INDEX_ENTRY_BYTES);
        for (IndexEntry entry : index) {
            bytes.put(entry.id.bytes()).putInt(entry.offset).putInt(entry.length);
        }
        out.write(bytes.array());
        int crc = Pack.crc(bytes.array(), bytes.capacity(), position, index.size());
        out.write(ByteBuffer.allocate(16)
                .putLong(position)
                .putInt(index.size())
                .putInt(crc)
                .array());
        out.write(Pack.FOOTER_MAGIC);
        out.flush();
        index = new ArrayList<>();
    }

    /** Makes the file durable after its end was written; another thread may call this. */
    void sync() throws IOException {
        channel.force(true);
        channel.close();
    }

    /** Gives the complete pack its final name, which is durable once the directory is synced. */
    void publish() throws IOException {
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes the pack, published or not. */
    void remove() throws IOException {
        channel.close();
        Files.deleteIfExists(temporary);
        Files.deleteIfExists(file);
    }

    Path file() {
        return file;
    }

    /** Closes the file and keeps its current name. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
