package org.alien4cloud.plugin.backup.files.plan;

import java.util.Objects;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;

/** Compares two entries of the same path for a restore. */
final class EntryComparison {

    private EntryComparison() {}

    /** Compares times in microseconds: Java before 14 neither reads nor sets finer ones. */
    static boolean sameTime(FileEntry one, FileEntry other) {
        return Math.floorDiv(one.mtime(), 1000L) == Math.floorDiv(other.mtime(), 1000L);
    }

    /**
     * Tells whether the type and the attributes that a restore sets are the same. Files are compared by size, not by
     * content.
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
