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
 * Directories of a tree that are there and not reached through a link, as {@link LiveTreeEditor#isReachable} tells it:
 * each looked at once, for who goes through many paths while none of them goes away. Remembers a limited number;
 * thread-safe.
 */
final class ReachableDirectories {

    private static final int REMEMBERED = 1024;

    private final Path root;
    private final Set<Path> found = Collections.newSetFromMap(new ConcurrentHashMap<>());

    /** @param root a real path, of which no more is asked than whether it is still one */
    ReachableDirectories(Path root) {
        this.root = root;
    }

    /**
     * Whether the directory that a path of the tree is in is there and not reached through a link.
     *
     * @throws IOException if that cannot be told
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
