package org.alien4cloud.plugin.backup.model;

import java.util.Comparator;

/**
 * Sorts all lists of files: a directory comes first, then everything in it, sorted by the UTF-16 code units of the
 * names. Paths compare code unit by code unit, {@code /} comes before all others, and a prefix comes before longer
 * paths.
 */
public final class PathOrder implements Comparator<String> {

    /** The order of paths. */
    public static final PathOrder PATHS = new PathOrder();
    /** The order of entries: that of their paths. */
    public static final Comparator<FileEntry> ENTRIES = Comparator.comparing(FileEntry::path, PATHS);

    private PathOrder() {}

    @Override
    public int compare(String one, String other) {
        int common = Math.min(one.length(), other.length());
        for (int i = 0; i < common; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                return a == '/' ? -1 : b == '/' ? 1 : Character.compare(a, b);
            }
        }
        return Integer.compare(one.length(), other.length());
    }

    /** Returns the path of the directory that holds {@code path}; empty for an immediate child of the root. */
    public static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /** Tells whether a path lies in a directory, at any depth. */
    public static boolean isBelow(String path, String directory) {
        return path.length() > directory.length()
                && path.startsWith(directory)
                && path.charAt(directory.length()) == '/';
    }

    /** Tells whether a path stays in the directory that it is relative to. */
    public static boolean isInside(String path) {
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return false;
            }
        }
        return path.indexOf('\0') < 0;
    }
}
