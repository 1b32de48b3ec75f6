package org.alien4cloud.plugin.backup.elasticsearch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.DocumentDigest;

/** Reads a {@code documents/<index>.gz}, one digest after the other. */
public final class DigestReader implements Closeable {

    /** The order of the lines: by id, then by routing, one without routing first. */
    public static final Comparator<DocumentDigest> ORDER = Comparator.comparing(DocumentDigest::id)
            .thenComparing(DocumentDigest::routing, Comparator.nullsFirst(Comparator.naturalOrder()));

    private static final ObjectReader LINES = new ObjectMapper().readerFor(DocumentDigest.class);

    private final Path file;
    private final InputStream in;
    private final MappingIterator<DocumentDigest> lines;
    private DocumentDigest previous;
    private long count;

    /** @throws BackupException (CHECK_FAILED) if the file is missing or no gzip file, (IO) if it cannot be read */
    public DigestReader(Path file) {
        this.file = file;
        if (!Files.isRegularFile(file)) {
            throw new BackupException(
                    BackupException.Kind.CHECK_FAILED, "The list of documents " + file + " is missing.");
        }
        InputStream opened = null;
        try {
            opened = Files.newInputStream(file);
            in = new GZIPInputStream(opened, 1 << 16);
            lines = LINES.readValues(in);
        } catch (IOException e) {
            BackupException failure = failure(e);
            closeQuietly(opened, failure);
            throw failure;
        }
    }

    /**
     * Returns the next digest, null after the last one.
     *
     * @throws BackupException (CHECK_FAILED) if the file is truncated, damaged, or not in order
     */
    public DocumentDigest next() {
        try {
            if (!lines.hasNextValue()) {
                return null;
            }
            DocumentDigest digest = lines.nextValue();
            if (digest == null || previous != null && ORDER.compare(previous, digest) >= 0) {
                throw new BackupException(
                        BackupException.Kind.CHECK_FAILED,
                        "The list of documents " + file + " is damaged: line " + (count + 1) + " is not in order.");
            }
            previous = digest;
            count++;
            return digest;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Returns how many digests were read. */
    public long count() {
        return count;
    }

    @Override
    public void close() {
        try {
            lines.close();
            in.close();
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(file, e);
        }
    }

    private BackupException failure(IOException e) {
        if (e instanceof EOFException) {
            return new BackupException(
                    BackupException.Kind.CHECK_FAILED, "The list of documents " + file + " is truncated.", e);
        }
        if (e instanceof ZipException || e instanceof JsonProcessingException) {
            return new BackupException(
                    BackupException.Kind.CHECK_FAILED,
                    "The list of documents " + file + " is damaged after line " + count + ".",
                    e);
        }
        return DiskFailures.BACKUP_DIRECTORY.reading(file, e);
    }

    private static void closeQuietly(InputStream in, BackupException failure) {
        if (in != null) {
            try {
                in.close();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }
}
