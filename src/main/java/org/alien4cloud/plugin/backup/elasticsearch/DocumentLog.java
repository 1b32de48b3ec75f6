package org.alien4cloud.plugin.backup.elasticsearch;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.common.bytes.BytesArray;

/**
 * Reads and writes a file of documents to put, or to delete where there is no source. Numbers are big-endian, texts
 * UTF-8:
 *
 * <pre>
 * 8 bytes   "A4CDOCS" and the version, 1
 * per document:
 *   1 byte  1
 *   int     length of the source in bytes, -1: delete
 *   int + n index          int + n id          int + n routing, length -1: none
 *   n       source
 *   int     CRC-32 of all of this document's bytes before
 * 1 byte    0
 * long      number of documents
 * int       CRC-32 of the 9 bytes before
 * </pre>
 *
 * The end tells a truncated file from a short one. The file gets its final name only when it is complete and flushed to
 * the disk.
 */
final class DocumentLog {

    private static final byte[] MAGIC = {'A', '4', 'C', 'D', 'O', 'C', 'S', 1};
    private static final int LONGEST_NAME = 1 << 20;

    private DocumentLog() {}

    /** Reads all documents in order. */
    static void forEach(Path file, Consumer<Document> consumer) {
        try (Reader reader = new Reader(file)) {
            for (Document document = reader.next(); document != null; document = reader.next()) {
                consumer.accept(document);
            }
        }
    }

    /** Returns the SHA-256 of the whole file. */
    static String sha256(Path file) {
        try {
            return Digests.ofFile(file, Progress.NONE);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(file, e);
        }
    }

    /** Writes a log under a temporary name. Closing removes it unless it is finished. */
    static final class Writer implements Closeable {

        private final Path file;
        private final Path temporary;
        private final MessageDigest digest = Digests.sha256();
        private final CRC32 crc = new CRC32();
        private final OutputStream plain;
        private final DataOutputStream out;
        private long documents;
        private long bytes;
        private boolean finished;

        Writer(Path file) {
            this.file = file;
            this.temporary = file.resolveSibling(file.getFileName() + ".new");
            try {
                plain = new DigestOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 16), digest);
                out = new DataOutputStream(new CheckedOutputStream(plain, crc));
                plain.write(MAGIC);
            } catch (IOException e) {
                throw DiskFailures.BACKUP_DIRECTORY.changing("write", temporary, e);
            }
        }

        void add(Document document) {
            try {
                crc.reset();
                out.writeByte(1);
                out.writeInt(document.exists() ? document.source().length() : -1);
                write(document.index());
                write(document.id().id());
                write(document.id().routing());
                if (document.exists()) {
                    document.source().writeTo(out);
                    bytes += document.source().length();
                }
                out.writeInt((int) crc.getValue());
                documents++;
            } catch (IOException e) {
                throw DiskFailures.BACKUP_DIRECTORY.changing("write", temporary, e);
            }
        }

        private void write(String text) throws IOException {
            if (text == null) {
                out.writeInt(-1);
                return;
            }
            byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(encoded.length);
            out.write(encoded);
        }

        /** Ends the file, flushes it to the disk and gives it its final name. Returns the SHA-256 of the file. */
        String finish() {
            try {
                crc.reset();
                out.writeByte(0);
                out.writeLong(documents);
                out.writeInt((int) crc.getValue());
                out.close();
                DurableFiles.syncFile(temporary);
                DurableFiles.rename(temporary, file);
                finished = true;
                return Digests.hex(digest.digest());
            } catch (IOException e) {
                throw DiskFailures.BACKUP_DIRECTORY.changing("write", file, e);
            }
        }

        long documents() {
            return documents;
        }

        /** Returns the bytes of the sources. */
        long bytes() {
            return bytes;
        }

        @Override
        public void close() {
            if (!finished) {
                try {
                    plain.close();
                    Files.deleteIfExists(temporary);
                } catch (IOException e) {
                    throw DiskFailures.BACKUP_DIRECTORY.changing("remove", temporary, e);
                }
            }
        }
    }

    /** Reads a log from its beginning; checks each document before returning it. */
    static final class Reader implements Closeable {

        private final Path file;
        private final CRC32 crc = new CRC32();
        private final DataInputStream in;
        private final long size;
        private long documents;

        Reader(Path file) {
            this.file = file;
            InputStream opened = null;
            try {
                size = Files.size(file);
                opened = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
                in = new DataInputStream(new CheckedInputStream(opened, crc));
                byte[] magic = new byte[MAGIC.length];
                in.readFully(magic);
                if (!Arrays.equals(magic, MAGIC)) {
                    throw damaged("it is no document log of this version");
                }
            } catch (IOException | BackupException e) {
                BackupException failure = e instanceof IOException ? failure((IOException) e) : (BackupException) e;
                try {
                    if (opened != null) {
                        opened.close();
                    }
                } catch (IOException suppressed) {
                    failure.addSuppressed(suppressed);
                }
                throw failure;
            }
        }

        /**
         * Returns the next document, null after the last one.
         *
         * @throws BackupException (CHECK_FAILED) if the file is damaged or lost its end
         */
        Document next() {
            try {
                crc.reset();
                int kind = in.readByte();
                if (kind == 0) {
                    readEnd();
                    return null;
                }
                if (kind != 1) {
                    throw damaged("there is no document where one should begin");
                }
                int length = in.readInt();
                String index = readText();
                String id = readText();
                String routing = readText();
                if (length < -1 || length > size || index == null || id == null) {
                    throw damaged("a length is wrong");
                }
                byte[] source = length < 0 ? null : new byte[length];
                if (source != null) {
                    in.readFully(source);
                }
                checkCrc();
                documents++;
                return new Document(index, new DocumentId(id, routing), source == null ? null : new BytesArray(source));
            } catch (IOException e) {
                throw failure(e);
            }
        }

        private String readText() throws IOException {
            int length = in.readInt();
            if (length < -1 || length > LONGEST_NAME || length > size) {
                throw damaged("a length is wrong");
            }
            if (length < 0) {
                return null;
            }
            byte[] encoded = new byte[length];
            in.readFully(encoded);
            return new String(encoded, StandardCharsets.UTF_8);
        }

        private void checkCrc() throws IOException {
            int expected = (int) crc.getValue();
            if (in.readInt() != expected) {
                throw damaged("its checksum is wrong");
            }
        }

        private void readEnd() throws IOException {
            long expected = in.readLong();
            checkCrc();
            if (expected != documents || in.read() >= 0) {
                throw damaged("its end does not fit");
            }
        }

        private BackupException failure(IOException e) {
            return e instanceof EOFException
                    ? damaged("it is truncated")
                    : DiskFailures.BACKUP_DIRECTORY.reading(file, e);
        }

        private BackupException damaged(String why) {
            return new BackupException(
                    BackupException.Kind.CHECK_FAILED,
                    "The document log " + file + " cannot be used after document " + documents + ": " + why + ".");
        }

        @Override
        public void close() {
            try {
                in.close();
            } catch (IOException e) {
                throw DiskFailures.BACKUP_DIRECTORY.reading(file, e);
            }
        }
    }
}
