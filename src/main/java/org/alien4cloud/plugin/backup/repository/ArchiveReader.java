package org.alien4cloud.plugin.backup.repository;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.alien4cloud.plugin.backup.io.ByteSize;
import org.alien4cloud.plugin.backup.model.BackupException;

/**
 * Reads the zip of an archive from its beginning, in the order of its entries. The zip's central directory is ignored,
 * so all bytes are seen. Each entry has a size limit, and its name is never used as a path.
 */
final class ArchiveReader implements Closeable {

    private final ZipInputStream zip;
    private String entry;

    ArchiveReader(InputStream in) {
        zip = new ZipInputStream(in, StandardCharsets.UTF_8);
    }

    /**
     * Goes to the next entry.
     *
     * @return its name; null after the last one
     * @throws BackupException (CHECK_FAILED) if this is not a zip, or it is damaged or cut off
     */
    String next() {
        try {
            ZipEntry next = zip.getNextEntry();
            entry = next == null ? null : next.getName();
            return entry;
        } catch (IOException | IllegalArgumentException e) {
            throw broken(e);
        }
    }

    /** Returns the name of the current entry. */
    String entry() {
        return entry;
    }

    /**
     * Goes to the next entry, which must have this name.
     *
     * @throws BackupException (CHECK_FAILED) if the next entry is another one, or there is none
     */
    void require(String name) {
        if (!name.equals(next())) {
            throw unexpected(name);
        }
    }

    /**
     * Returns a failure (CHECK_FAILED) for an entry that is out of place.
     *
     * @param wanted the entry that belongs there, named if the archive ends there
     */
    BackupException unexpected(String wanted) {
        return BackupException.damaged(
                entry == null
                        ? "The archive is cut off: it ends before " + wanted + "."
                        : "This is not a backup archive, or it was changed: instead of " + wanted + " it has '"
                                + shown(entry) + "'.");
    }

    /** Replaces unprintable characters and shortens long names: names from outside end up in logs and answers. */
    private static String shown(String name) {
        String readable = name.replaceAll("[^\\x20-\\x7e]", "?");
        return readable.length() <= 100 ? readable : readable.substring(0, 100) + "...";
    }

    /**
     * Returns a stream with the content of the current entry; it need not be closed. Reading throws a
     * {@link BackupException} (CHECK_FAILED) if the content is damaged, cut off or too long.
     *
     * @param limit maximum size in bytes
     */
    Content content(long limit) {
        return new Content(limit);
    }

    /**
     * Returns the content of the current entry.
     *
     * @param limit maximum size in bytes
     */
    byte[] bytes(long limit) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        InputStream content = content(limit);
        byte[] buffer = new byte[8192];
        try {
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                bytes.write(buffer, 0, count);
            }
        } catch (IOException e) {
            throw broken(e);
        }
        return bytes.toByteArray();
    }

    /** Reads the content of one entry and enforces its size limit. */
    final class Content extends InputStream {

        private final long limit;
        private long count;

        private Content(long limit) {
            this.limit = limit;
        }

        /** Returns the number of bytes read so far. */
        long count() {
            return count;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            int read;
            try {
                read = zip.read(bytes, offset, length);
            } catch (IOException | IllegalArgumentException e) {
                throw broken(e);
            }
            count += Math.max(0, read);
            if (count > limit) {
                throw BackupException.damaged("The archive is damaged or was changed: " + shown(entry)
                        + " is larger than the allowed " + ByteSize.of(limit) + ".");
            }
            return read;
        }
    }

    private BackupException broken(Exception cause) {
        if (cause instanceof EOFException) {
            return new BackupException(
                    BackupException.Kind.CHECK_FAILED, "The archive is cut off" + place() + ".", cause);
        }
        if (cause instanceof ZipException || cause instanceof IllegalArgumentException) {
            return new BackupException(
                    BackupException.Kind.CHECK_FAILED,
                    "The archive is damaged" + place() + ": " + cause.getMessage() + ".",
                    cause);
        }
        return new BackupException(
                BackupException.Kind.IO, "The archive cannot be read" + place() + ": " + cause, cause);
    }

    private String place() {
        return entry == null ? "" : " in or after " + shown(entry);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
