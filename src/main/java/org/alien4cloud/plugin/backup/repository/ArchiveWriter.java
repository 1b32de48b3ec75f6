package org.alien4cloud.plugin.backup.repository;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.alien4cloud.plugin.backup.io.Digests;

/** Writes the zip of an archive, entry by entry. The list of digests comes last: an archive without it was cut off. */
final class ArchiveWriter implements Closeable {

    private static final int BUFFER_BYTES = 1 << 16;

    private final ZipOutputStream zip;
    private final long time;
    private final StringBuilder digests = new StringBuilder();
    private boolean closing;

    /**
     * @param out stays open
     * @param time of all entries, milliseconds since the epoch
     */
    ArchiveWriter(OutputStream out, long time) {
        this.time = time;
        // closing a zip writes its end, which a failed archive must not get
        zip = new ZipOutputStream(
                new BufferedOutputStream(
                        new FilterOutputStream(out) {
                            @Override
                            public void write(byte[] bytes, int offset, int length) throws IOException {
                                if (!closing) {
                                    out.write(bytes, offset, length);
                                }
                            }

                            @Override
                            public void flush() throws IOException {
                                if (!closing) {
                                    out.flush();
                                }
                            }

                            @Override
                            public void close() {
                                // the caller closes it
                            }
                        },
                        BUFFER_BYTES),
                StandardCharsets.UTF_8);
    }

    /** Adds a file of the backup's directory. */
    void addFile(String path, InputStream content) throws IOException {
        add(
                ArchiveFormat.BACKUP + path,
                content,
                ArchiveFormat.isCompressed(path) ? Deflater.NO_COMPRESSION : Deflater.BEST_SPEED);
    }

    /** Adds the description, which is the first entry. */
    void addDescription(InputStream content) throws IOException {
        add(ArchiveFormat.DESCRIPTION, content, Deflater.BEST_SPEED);
    }

    private void add(String entry, InputStream content, int level) throws IOException {
        digests.append(ArchiveFormat.digestLine(write(entry, content, level), entry));
    }

    /** Adds a content, whose name is its digest. */
    void addContent(String sha256, InputStream content) throws IOException {
        write(ArchiveFormat.CONTENTS + sha256, content, Deflater.BEST_SPEED);
    }

    private String write(String entry, InputStream content, int level) throws IOException {
        MessageDigest digest = Digests.sha256();
        begin(entry, level);
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
            digest.update(buffer, 0, count);
            zip.write(buffer, 0, count);
        }
        zip.closeEntry();
        return Digests.hex(digest.digest());
    }

    private void begin(String name, int level) throws IOException {
        zip.setLevel(level);
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(time);
        zip.putNextEntry(entry);
    }

    /** Writes the list of digests and the end of the zip. Only then is the archive complete. */
    void finish() throws IOException {
        begin(ArchiveFormat.DIGESTS, Deflater.BEST_SPEED);
        zip.write(digests.toString().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
        zip.finish();
        zip.flush();
    }

    /** Frees memory without writing anything more. */
    @Override
    public void close() throws IOException {
        closing = true;
        zip.close();
    }
}
