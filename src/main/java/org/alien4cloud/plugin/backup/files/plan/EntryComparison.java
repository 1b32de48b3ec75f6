package org.alien4cloud.plugin.backup.files.plan;

import java.util.Objects;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;

/** How two entries of one path compare for a restore. */
final class EntryComparison {

    private EntryComparison() {}

    /** Times are compared in microseconds: Java before 14 neither reads nor sets more. */
    static boolean sameTime(FileEntry one, FileEntry other) {
        return Math.floorDiv(one.mtime(), 1000L) == Math.floorDiv(other.mtime(), 1000L);
    }

    /**
     * Whether type and attributes that a restore sets are the same; the content of files is not looked at, their size
     * is.
     */
    static boolean sameAttributes(FileEntry one, FileEntry other) {
        if (one.type() != other.type()) {
            return false;
        }
        switch (one.type()) {
            case FILE:
                return one.size() == other.size() && one.mode() == other.mode() && sameTime(one, other);
            case LINK:
                return Objects.equals(one.target(), other.target());
            default:
                return one.mode() == other.mode();
        }
    }

    static boolean isFile(FileEntry entry) {
        return entry != null && entry.type() == Type.FILE;
    }

    static boolean isDirectory(FileEntry entry) {
        return entry != null && entry.type() == Type.DIRECTORY;
    }
}
