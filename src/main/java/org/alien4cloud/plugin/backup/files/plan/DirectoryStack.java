package org.alien4cloud.plugin.backup.files.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import org.alien4cloud.plugin.backup.model.PathOrder;

/**
 * Directories that something is known of, for who goes through paths in {@link PathOrder}: remembered only as long as
 * paths in or below them may come, so it is as small as the tree is deep.
 */
final class DirectoryStack {

    private final Deque<String> directories = new ArrayDeque<>();

    /** @param directory in or below the one that was added last and not left yet; the empty path is the root */
    void add(String directory) {
        directories.push(directory);
    }

    /**
     * Whether the directory was added. Those that it is not in or below are forgotten.
     *
     * @param directory holding the path that one has come to
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
