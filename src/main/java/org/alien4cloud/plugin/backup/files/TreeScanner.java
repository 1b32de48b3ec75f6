package org.alien4cloud.plugin.backup.files;

import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.PathOrder;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * Lists a data directory in {@link PathOrder}: names and attributes, but no contents. Other threads list directories
 * some hundred entries ahead of the consumer. Memory holds these and the names in the directories from the root to the
 * current position.
 */
public final class TreeScanner {

    private final SingleDirectoryLister lister;
    private final Progress progress;
    private final UnreadablePaths unreadable;

    /**
     * @param progress receives a log line for each socket, FIFO and device, which are left out; asked at each directory
     *     whether to stop
     */
    public TreeScanner(Progress progress) {
        this(progress, new UnreadablePaths());
    }

    /** @param unreadable receives what cannot be read; the caller must then fail */
    public TreeScanner(Progress progress, UnreadablePaths unreadable) {
        this.lister = new SingleDirectoryLister(progress, unreadable);
        this.progress = progress;
        this.unreadable = unreadable;
    }

    /**
     * Passes an entry without digest for each file, directory and link below the root to the consumer. Entries that
     * vanish during the scan are left out. The consumer is called on the caller's thread. Directories of a git
     * repository are listed only after their names were passed on.
     *
     * @throws BackupException (IO) at the end, naming all directories and attributes that cannot be read; (CANCELLED)
     *     if the operation must stop
     */
    public void scan(DataTree tree, Consumer<FileEntry> consumer) {
        scan(tree, "", consumer);
        unreadable.throwIfAny();
    }

    /**
     * Returns the bytes of all files. Files that cannot be read are not counted; reading their contents later reports
     * them.
     */
    public long bytes(DataTree tree) {
        long[] bytes = new long[1];
        scan(tree, "", entry -> bytes[0] += entry.size());
        return bytes[0];
    }

    /** Scans below one directory only, and does not fail. */
    public void scan(DataTree tree, String directory, Consumer<FileEntry> consumer) {
        try (ParallelTreeWalk walk = new ParallelTreeWalk(tree, lister, consumer, progress)) {
            walk.walkBelow(directory);
        }
    }
}
