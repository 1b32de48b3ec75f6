package org.alien4cloud.plugin.backup.files;

import java.util.Iterator;
import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.model.FileEntry;

/** A sorted list of entries that is read along with another one. */
final class SortedEntries {

    private final Iterator<FileEntry> entries;
    private FileEntry next;

    SortedEntries(Iterator<FileEntry> entries) {
        this.entries = entries;
        read();
    }

    private void read() {
        FileEntry last = next;
        next = entries.hasNext() ? entries.next() : null;
        if (last != null && next != null && PathOrder.PATHS.compare(last.path(), next.path()) >= 0) {
            throw Failures.damaged(
                    "The list of files is not in order: " + next.path() + " comes after " + last.path() + ".");
        }
    }

    /** The entry that {@link #take} gives next, null at the end. */
    FileEntry peek() {
        return next;
    }

    FileEntry take() {
        FileEntry entry = next;
        read();
        return entry;
    }

    /** Hands over all entries before {@code path}. */
    void takeBefore(String path, Consumer<FileEntry> consumer) {
        while (next != null && PathOrder.PATHS.compare(next.path(), path) < 0) {
            consumer.accept(take());
        }
    }

    /** The entry of that path, after skipping all before it; null if there is none. */
    FileEntry find(String path) {
        takeBefore(path, skipped -> {});
        return next != null && next.path().equals(path) ? take() : null;
    }
}
