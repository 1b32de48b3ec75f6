package org.alien4cloud.plugin.backup.files.plan;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers which directories of a tree exist and are not reached through a link, as {@link LiveTreeEditor#isReachable}
 * defines it. Each is checked once, so none of them may vanish in the meantime. Remembers a limited number;
 * thread-safe.
 */
final class ReachableDirectories {

    private static final int REMEMBERED = 1024;

    private final Path root;
    private final Set<Path> found = Collections.newSetFromMap(new ConcurrentHashMap<>());

    /** @param root a real path; only checked for still being one */
    ReachableDirectories(Path root) {
        this.root = root;
    }

    /**
     * Tells whether the parent directory of a path exists and is not reached through a link.
     *
     * @throws IOException if that cannot be determined
     */
    boolean holds(Path live) throws IOException {
        return contains(live.getParent());
    }

    private boolean contains(Path directory) throws IOException {
        if (found.contains(directory)) {
            return true;
        }
        boolean reachable = directory.equals(root)
                ? LiveTreeEditor.isReachable(root.resolve("any"))
                : contains(directory.getParent()) && isDirectory(directory);
        if (reachable) {
            if (found.size() >= REMEMBERED) {
                found.clear();
            }
            found.add(directory);
        }
        return reachable;
    }

    private static boolean isDirectory(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isDirectory();
        } catch (AccessDeniedException e) {
            throw e;
        } catch (FileSystemException e) {
            return false;
        }
    }
}
