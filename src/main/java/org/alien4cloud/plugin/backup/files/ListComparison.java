package org.alien4cloud.plugin.backup.files;

import java.util.Iterator;
import java.util.Objects;
import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;

/** Compares two lists of the same data directory, entry by entry. */
public final class ListComparison {

    private ListComparison() {
    }

    /**
     * Hands over the path of each entry that is only in one list, of another type, a link that points elsewhere, or a file that was written
     * between the two lists, be it with the content that it had.
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
        return one.type() == other.type() && Objects.equals(one.target(), other.target())
                && (one.type() != Type.FILE || one.sameStat(other) && Objects.equals(one.sha256(), other.sha256()));
    }
}
