package org.alien4cloud.plugin.backup.files;

import java.util.Iterator;
import java.util.Objects;
import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.model.FileEntry;

/** Compares two lists of the same data directory, entry by entry. */
public final class ListComparison {

    private ListComparison() {
    }

    /**
     * Hands over the path of each entry that is only in one list, or is of another type or content in the other. Attributes that do not
     * change what is read, such as times and modes, do not count.
     *
     * @param one in {@link PathOrder}, as the other
     * @throws org.alien4cloud.plugin.backup.model.BackupException (CHECK_FAILED) if a list is not in order
     */
    public static void forEachDifference(Iterator<FileEntry> one, Iterator<FileEntry> other, Consumer<String> consumer) {
        SortedEntries left = new SortedEntries(one);
        SortedEntries right = new SortedEntries(other);
        while (left.peek() != null) {
            FileEntry entry = left.take();
            right.takeBefore(entry.path(), added -> consumer.accept(added.path()));
            FileEntry same = right.peek() != null && right.peek().path().equals(entry.path()) ? right.take() : null;
            if (same == null || !isSame(entry, same)) {
                consumer.accept(entry.path());
            }
        }
        while (right.peek() != null) {
            consumer.accept(right.take().path());
        }
    }

    private static boolean isSame(FileEntry one, FileEntry other) {
        return one.type() == other.type() && Objects.equals(one.sha256(), other.sha256()) && Objects.equals(one.target(), other.target());
    }
}
