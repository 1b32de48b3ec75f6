package org.alien4cloud.plugin.backup.files;

import java.util.Iterator;
import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.PathOrder;

/** Reads a sorted list of entries step by step, alongside another one, and checks its order. */
public final class EntryCursor {

    private final Iterator<FileEntry> entries;
    private FileEntry next;

    public EntryCursor(Iterator<FileEntry> entries) {
        this.entries = entries;
        read();
    }

    private void read() {
        FileEntry last = next;
        next = entries.hasNext() ? entries.next() : null;
        if (last != null && next != null && PathOrder.PATHS.compare(last.path(), next.path()) >= 0) {
            throw BackupException.damaged(
                    "The list of files is not in order: " + next.path() + " comes after " + last.path() + ".");
        }
    }

    /** Returns the entry that {@link #take} returns next; null at the end. */
    public FileEntry peek() {
        return next;
    }

    public FileEntry take() {
        FileEntry entry = next;
        read();
        return entry;
    }

    /** Passes all entries before {@code path} to the consumer. */
    public void takeBefore(String path, Consumer<FileEntry> consumer) {
        while (next != null && PathOrder.PATHS.compare(next.path(), path) < 0) {
            consumer.accept(take());
        }
    }

    /** Returns the entry of that path after skipping all before it; null if there is none. */
    public FileEntry find(String path) {
        takeBefore(path, skipped -> {});
        return next != null && next.path().equals(path) ? take() : null;
    }
}
