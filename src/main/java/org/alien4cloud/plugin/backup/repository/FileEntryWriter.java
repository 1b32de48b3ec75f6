package org.alien4cloud.plugin.backup.repository;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.io.EntryJson;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.FileEntry;

/**
 * Writes {@code files.jsonl.gz}: one {@link FileEntry} per line, compressed with gzip. The caller adds the entries in
 * the order that docs/format.md requires. {@link BackupDraft#commit} makes the file durable.
 */
public final class FileEntryWriter implements Closeable {

    private final Path file;
    private final FileChannel channel;
    private final OutputStream out;
    private final JsonGenerator json;

    /**
     * Creates a list.
     *
     * @throws BackupException (EXISTS, IO) if the file exists or cannot be created
     */
    public FileEntryWriter(Path file) {
        this.file = file;
        try {
            channel = DurableFiles.create(file);
            out = new BufferedOutputStream(zipped(channel), 1 << 16);
            json = Json.mapper()
                    .getFactory()
                    .createGenerator(out)
                    .setRootValueSeparator(null)
                    .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                    .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(file, 0, e);
        }
    }

    /** Opens the stream and writes the gzip header. */
    private static OutputStream zipped(FileChannel channel) throws IOException {
        try {
            return new GZIPOutputStream(Channels.newOutputStream(channel), 1 << 16);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Adds an entry.
     *
     * @throws BackupException (NO_SPACE, IO) if it cannot be written
     */
    public void add(FileEntry entry) {
        try {
            EntryJson.write(entry, json);
            json.flush();
            out.write('\n');
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(file, 1 << 16, e);
        }
    }

    /**
     * Copies the first entries of another list unchanged.
     *
     * @throws BackupException (NO_SPACE, IO) if they cannot be written, (CHECK_FAILED, IO) if the other list has fewer,
     *     is damaged or cannot be read
     */
    void addFirst(long count, Path list) {
        try (FileEntryReader lines = new FileEntryReader(list)) {
            for (long i = 0; i < count; i++) {
                out.write(lines.nextLine().getBytes(StandardCharsets.US_ASCII));
                out.write('\n');
            }
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(file, 1 << 16, e);
        }
    }

    /**
     * Completes the file.
     *
     * @throws BackupException (NO_SPACE, IO) if the rest cannot be written: the file is then incomplete
     */
    @Override
    public void close() {
        // a gzip stream that cannot write its end leaves the file open: it would keep its space even when deleted
        try (FileChannel closed = channel) {
            out.close();
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(file, 1 << 16, e);
        }
    }
}
