package org.alien4cloud.plugin.backup.repository;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.EntryJson;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.FileEntry;

/**
 * Reads {@code files.jsonl.gz} entry by entry. Iterating throws a {@link BackupException}: CHECK_FAILED if the file is
 * cut off or damaged, IO if it cannot be read.
 */
public final class FileEntryReader implements Iterator<FileEntry>, Closeable {

    private final Path file;
    private final BoundedLineReader in;
    private FileEntry next;
    private long line;

    /**
     * Opens a list.
     *
     * @throws BackupException (CHECK_FAILED) if this is not a gzip file, (IO) if it cannot be read
     */
    public FileEntryReader(Path file) {
        this.file = file;
        try {
            // The entries are ASCII: see EntryWriter.
            in = new BoundedLineReader(new InputStreamReader(unzipped(file), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Opens the stream and reads the gzip header. */
    private static InputStream unzipped(Path file) throws IOException {
        InputStream bytes = Files.newInputStream(file);
        try {
            return new GZIPInputStream(bytes, 1 << 16);
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            next = read();
        }
        return next != null;
    }

    @Override
    public FileEntry next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        FileEntry entry = next;
        next = null;
        return entry;
    }

    private FileEntry read() {
        try {
            String text = readLine();
            return text == null ? null : parsed(text);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static FileEntry parsed(String text) throws IOException {
        try (JsonParser in = Json.mapper().getFactory().createParser(text)) {
            in.nextToken();
            return EntryJson.read(in);
        }
    }

    private String readLine() throws IOException {
        String text = in.next();
        line++;
        return text;
    }

    /**
     * Returns the JSON of the next entry instead of the entry.
     *
     * @throws BackupException (CHECK_FAILED) also if there is none
     */
    String nextLine() {
        try {
            String text = readLine();
            if (text == null) {
                throw new EOFException();
            }
            return text;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private BackupException failure(IOException e) {
        if (e instanceof EOFException || e instanceof ZipException || e instanceof JsonProcessingException) {
            return new BackupException(
                    BackupException.Kind.CHECK_FAILED,
                    "The list " + file + " is cut off or damaged after line " + line + ".",
                    e);
        }
        return DiskFailures.BACKUP_DIRECTORY.reading(file, e);
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
