package org.alien4cloud.plugin.backup.repository;

import java.util.Comparator;

/** Paths in lists: relative, with {@code /} between their parts. */
final class ListedPath {

    /**
     * The order of lists: a directory, then all that is in it, its names by their UTF-16 code units. That is: paths
     * compare code unit by code unit, with {@code /} before all others, the shorter first.
     */
    static final Comparator<String> ORDER = ListedPath::compare;

    private ListedPath() {}

    /** Whether a path stays in the directory that it is relative to. */
    static boolean isInside(String path) {
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return false;
            }
        }
        return path.indexOf('\0') < 0;
    }

    /** The directory that holds a path; empty for one without a directory. */
    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    private static int compare(String one, String other) {
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
}
