package org.alien4cloud.plugin.backup.files;

import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;
import org.alien4cloud.plugin.backup.model.PathOrder;
import org.alien4cloud.plugin.backup.model.Progress;

/** Finds what changed in a data directory: between two file lists, since a list, or within a period. */
public final class ListComparison {

    private ListComparison() {}

    /**
     * Passes the path of each difference to the consumer. Differences are entries that are only in one list or of
     * another type, links with another target, and files that were written in between. A file counts even if its
     * content is the same.
     *
     * @param one in {@link PathOrder}, as the other
     * @throws org.alien4cloud.plugin.backup.model.BackupException (CHECK_FAILED) if a list is not in order
     */
    public static void forEachDifference(
            Iterator<FileEntry> one, Iterator<FileEntry> other, Consumer<String> consumer) {
        EntryCursor left = new EntryCursor(one);
        EntryCursor right = new EntryCursor(other);
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

    /**
     * Passes the path of each entry that last changed in a period to the consumer. A change of content, names or
     * attributes counts, by the ctime.
     *
     * @param from milliseconds since the epoch, as {@code to}; both are inclusive
     */
    public static void forEachWritten(Iterator<FileEntry> list, long from, long to, Consumer<String> consumer) {
        while (list.hasNext()) {
            FileEntry entry = list.next();
            long millis = TimeUnit.NANOSECONDS.toMillis(entry.ctime());
            if (millis >= from && millis <= to) {
                consumer.accept(entry.path());
            }
        }
    }

    /**
     * Tells whether a data directory is certainly the same as its list. Only attributes are read: if they cannot
     * decide, or cannot be read, the answer is no.
     *
     * @param list in {@link PathOrder}
     * @param scanStartedAt milliseconds since the epoch when the list's scan began
     * @throws org.alien4cloud.plugin.backup.model.BackupException (CHECK_FAILED) if the list is not in order,
     *     (CANCELLED)
     */
    public static boolean isStillSo(DataTree tree, Iterator<FileEntry> list, long scanStartedAt, Progress progress) {
        EntryCursor listed = new EntryCursor(list);
        RacyTimestamps timestamps = new RacyTimestamps(scanStartedAt);
        UnreadablePaths unreadable = new UnreadablePaths();
        boolean[] same = {true};
        new TreeScanner(progress, unreadable).scan(tree, "", live -> {
            if (same[0]) {
                FileEntry entry = listed.peek() == null ? null : listed.take();
                same[0] = entry != null
                        && entry.path().equals(live.path())
                        && Objects.equals(entry.target(), live.target())
                        && timestamps.isUnchanged(entry, live);
            }
        });
        return same[0] && listed.peek() == null && unreadable.isEmpty();
    }

    private static boolean isSame(FileEntry one, FileEntry other) {
        return one.type() == other.type()
                && Objects.equals(one.target(), other.target())
                && (one.type() != Type.FILE || one.sameStat(other) && Objects.equals(one.sha256(), other.sha256()));
    }
}
