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
 * Writes {@code files.jsonl.gz} beside an earlier one that may have the same entries. As long as it has, they are only
 * counted. A list that is all the same is copied; into another one the first entries are taken as they are. So where
 * little has changed, little is made into JSON and zipped. To be used by one thread.
 */
public final class IncrementalListWriter implements Closeable {

    private final Path file;
    private final Path earlier;
    private final Iterator<FileEntry> entries;
    /** What was read of the earlier list and must come next for this one to be the same. */
    private final Queue<FileEntry> expected = new ArrayDeque<>();

    private long same;
    /** Null as long as this list is as the earlier one. */
    private EntryWriter writer;

    /**
     * @param earlier null if there is none
     * @param entries those of the earlier list
     * @throws BackupException (EXISTS, IO) if there is no earlier list, and the file exists or cannot be made
     */
    public IncrementalListWriter(Path file, Path earlier, Iterator<FileEntry> entries) {
        this.file = file;
        this.earlier = earlier;
        this.entries = entries;
        this.writer = earlier == null ? new EntryWriter(file) : null;
    }

    /**
     * The entries of the earlier list, of which each is to be read before one of its path, or of one behind it, is
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
            differ();
        }
        writer.add(entry);
    }

    private void differ() {
        writer = new EntryWriter(file);
        writer.addFirst(same, earlier);
        expected.clear();
    }

    /** To be called when all entries were added. Fails as {@link #add}. */
    public void end() {
        if (writer == null && expected.isEmpty() && !entries.hasNext()) {
            copy();
        } else if (writer == null) {
            differ();
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

    /** @throws BackupException (NO_SPACE, IO) if the rest cannot be written: the file is then incomplete */
    @Override
    public void close() {
        if (writer != null) {
            writer.close();
        }
    }
}
