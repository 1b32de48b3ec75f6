package org.alien4cloud.plugin.backup.repository;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.FileEntry;

/**
 * Writes {@code files.jsonl.gz} and reuses an earlier list as far as the entries are the same. Equal entries are only
 * counted; a list that is the same as the earlier one is copied, and the first entries of a different one are taken
 * over as text. So little is converted to JSON and compressed if little has changed. For use by one thread.
 */
public final class IncrementalListWriter implements Closeable {

    private final Path file;
    private final Path earlier;
    private final Iterator<FileEntry> entries;
    /** Entries read from the earlier list that must come next for this list to be the same. */
    private final Queue<FileEntry> expected = new ArrayDeque<>();

    private long same;
    /** Null while this list is the same as the earlier one. */
    private FileEntryWriter writer;

    /**
     * Starts a list.
     *
     * @param earlier null if there is none
     * @param entries those of the earlier list
     * @throws BackupException (EXISTS, IO) if there is no earlier list, and the file exists or cannot be created
     */
    public IncrementalListWriter(Path file, Path earlier, Iterator<FileEntry> entries) {
        this.file = file;
        this.earlier = earlier;
        this.entries = entries;
        this.writer = earlier == null ? new FileEntryWriter(file) : null;
    }

    /**
     * Returns the entries of the earlier list. Each must be read before an entry with its path, or a later path, is
     * added.
     */
    public Iterator<FileEntry> earlierEntries() {
        return new Iterator<FileEntry>() {
            @Override
            public boolean hasNext() {
                return entries.hasNext();
            }

            @Override
            public FileEntry next() {
                FileEntry entry = entries.next();
                if (writer == null) {
                    expected.add(entry);
                }
                return entry;
            }
        };
    }

    /**
     * Adds an entry.
     *
     * @throws BackupException (NO_SPACE, EXISTS, IO) if it cannot be written, (CHECK_FAILED, IO) if the earlier list
     *     cannot be read
     */
    public void add(FileEntry entry) {
        if (writer == null) {
            if (entry.equals(expected.peek())) {
                expected.remove();
                same++;
                return;
            }
            startOwnList();
        }
        writer.add(entry);
    }

    private void startOwnList() {
        writer = new FileEntryWriter(file);
        writer.addFirst(same, earlier);
        expected.clear();
    }

    /** Writes the rest of the list. To be called after the last entry. Fails as {@link #add}. */
    public void end() {
        if (writer == null && expected.isEmpty() && !entries.hasNext()) {
            copy();
        } else if (writer == null) {
            startOwnList();
        }
    }

    private void copy() {
        try (FileChannel from = FileChannel.open(earlier, StandardOpenOption.READ);
                FileChannel to = DurableFiles.create(file)) {
            long size = from.size();
            for (long done = 0; done < size; ) {
                done += from.transferTo(done, size - done, to);
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
        if (writer != null) {
            writer.close();
        }
    }
}
