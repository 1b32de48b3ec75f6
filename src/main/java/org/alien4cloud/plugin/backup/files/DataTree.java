package org.alien4cloud.plugin.backup.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.PathOrder;

/**
 * Describes a data directory and the paths in it that are neither read nor changed. The root may be a symbolic link;
 * links below it are not followed.
 */
public final class DataTree {

    /** The name of directories in which a restore stages and keeps files on mount points. They are not data. */
    public static final String RESTORE_AREA = ".a4c-backup-restore";

    private static final String AREA_BELOW = '/' + RESTORE_AREA;

    private final Path root;
    private final Set<String> excluded;
    /** The only immediate children that are included; null for all. */
    private final Set<String> chosen;

    /**
     * @param root such as {@code directories.alien}
     * @param excluded relative paths, separated by {@code /}, of files and subtrees that are neither read nor changed
     * @throws BackupException (IO) if the root is not a readable directory
     */
    public DataTree(Path root, Collection<String> excluded) {
        try {
            this.root = root.toRealPath();
        } catch (IOException e) {
            throw DiskFailures.DATA_DIRECTORY.reading(root, e);
        }
        if (!Files.isDirectory(this.root)) {
            throw new BackupException(BackupException.Kind.IO, "The data directory " + root + " is not a directory.");
        }
        this.excluded = Collections.unmodifiableSet(new HashSet<>(excluded));
        this.chosen = null;
    }

    private DataTree(Path root, Set<String> excluded, Set<String> chosen) {
        this.root = root;
        this.excluded = excluded;
        this.chosen = chosen;
    }

    /** Returns the same directory restricted to these immediate children. */
    public DataTree only(Collection<String> children) {
        return new DataTree(root, excluded, Collections.unmodifiableSet(new HashSet<>(children)));
    }

    /** Returns the real path of the directory. */
    public Path root() {
        return root;
    }

    public Set<String> excluded() {
        return excluded;
    }

    /** Tells whether a path is excluded whose parent is not. The plugin's own files there are excluded as well. */
    boolean excludes(String path) {
        return excluded.contains(path)
                || path.endsWith(AREA_BELOW)
                || path.startsWith(DataDirectoryMarks.PREFIX)
                || chosen != null && path.indexOf('/') < 0 && !chosen.contains(path);
    }

    /** Tells whether a relative path belongs to this tree, even if nothing is there. */
    public boolean contains(String path) {
        for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
            if (excludes(path.substring(0, end))) {
                return false;
            }
        }
        return !excludes(path);
    }

    /** Returns the path of a relative path; the empty one is the root itself. */
    public Path resolve(String path) {
        return path.isEmpty() ? root : PathEncoding.resolve(root, path);
    }

    /**
     * Returns the immediate children that are links to directories, sorted. The tree has only the links, not their
     * targets.
     *
     * @throws BackupException (IO) if the root cannot be read
     */
    public List<String> linkedDirectories() {
        List<String> linked = new ArrayList<>();
        try (DirectoryStream<Path> children =
                Files.newDirectoryStream(root, child -> Files.isSymbolicLink(child) && Files.isDirectory(child))) {
            children.forEach(child -> linked.add(PathEncoding.name(child)));
        } catch (IOException e) {
            throw DiskFailures.DATA_DIRECTORY.reading(root, e);
        }
        linked.removeAll(excluded);
        Collections.sort(linked);
        return linked;
    }

    /** Tells whether the path is excluded, or in a subtree that is. */
    public boolean isExcluded(String path) {
        for (String ancestor = path; !ancestor.isEmpty(); ancestor = PathOrder.parent(ancestor)) {
            if (excludes(ancestor)) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether something excluded exists below the path, which must therefore stay a directory. */
    public boolean holdsExcluded(String path) {
        for (String left : excluded) {
            if (PathOrder.isBelow(left, path) && Files.exists(resolve(left), LinkOption.NOFOLLOW_LINKS)) {
                return true;
            }
        }
        return false;
    }
}
