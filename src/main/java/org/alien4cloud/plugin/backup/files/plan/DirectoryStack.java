package org.alien4cloud.plugin.backup.files.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import org.alien4cloud.plugin.backup.model.PathOrder;

/**
 * Remembers marked directories during a walk in {@link PathOrder}. A directory is forgotten when no more paths in or
 * below it can come, so the stack is at most as large as the tree is deep.
 */
final class DirectoryStack {

    private final Deque<String> directories = new ArrayDeque<>();

    /**
     * Marks a directory.
     *
     * @param directory in or below the one that was added last and not left yet; the empty path is the root
     */
    void add(String directory) {
        directories.push(directory);
    }

    /**
     * Tells whether the directory was added. Forgets directories that do not contain it.
     *
     * @param directory that contains the current path of the walk
     */
    boolean contains(String directory) {
        while (!directories.isEmpty()
                && !directories.peek().isEmpty()
                && !directories.peek().equals(directory)
                && !PathOrder.isBelow(directory, directories.peek())) {
            directories.pop();
        }
        return directory.equals(directories.peek());
    }
}
