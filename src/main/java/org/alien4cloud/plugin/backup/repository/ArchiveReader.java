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
import org.alien4cloud.plugin.backup.model.BackupException;

/**
 * Reads the zip of an archive from its beginning, without its directory: what is read then is what is there, in that
 * order. No entry is longer than it is allowed to be, and its name is never taken for a path.
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
     * @return its name; null behind the last one
     * @throws BackupException (CHECK_FAILED) if this is no zip, or it is damaged or cut
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

    /** The entry that {@link #next} returned last. */
    String entry() {
        return entry;
    }

    /** @throws BackupException (CHECK_FAILED) if the next entry is another one, or there is none */
    void require(String name) {
        if (!name.equals(next())) {
            throw unexpected(name);
        }
    }

    /**
     * (CHECK_FAILED) for an entry that does not belong where it is.
     *
     * @param wanted what belongs there, to be named if the archive ends there
     */
    BackupException unexpected(String wanted) {
        return BackupException.damaged(
                entry == null
                        ? "The archive is cut off: it has no " + wanted + "."
                        : "This is no archive of a backup, or it was changed: where " + wanted + " belongs, it has '"
                                + shown(entry) + "'.");
    }

    /** Of names that came from outside, a log or an answer gets what can be read. */
    private static String shown(String name) {
        String readable = name.replaceAll("[^\\x20-\\x7e]", "?");
        return readable.length() <= 100 ? readable : readable.substring(0, 100) + "...";
    }

    /**
     * What is in the entry; need not be closed. Reading throws a {@link BackupException} (CHECK_FAILED) if it is
     * damaged, cut, or longer.
     *
     * @param limit bytes that it may have
     */
    Content content(long limit) {
        return new Content(limit);
    }

    /** @param limit bytes that it may have */
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

    /** What is in an entry. */
    final class Content extends InputStream {

        private final long limit;
        private long count;

        private Content(long limit) {
            this.limit = limit;
        }

        /** How many bytes were read until now. */
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
                        + " has more than the " + limit + " bytes that it may have.");
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
        return entry == null ? "" : " in or behind " + shown(entry);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
