package org.alien4cloud.plugin.backup.files;

import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.PathOrder;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * Lists a data directory in {@link PathOrder}, reading names and attributes, no contents. Directories are listed some
 * hundred entries ahead of who needs them, on other threads. The memory it takes is that of these and of the names in
 * the directories from the root to where it is.
 */
public final class TreeScanner {

    private final DirectoryLister lister;
    private final Progress progress;
    private final UnreadablePaths unreadable;

    /**
     * @param progress told of sockets, FIFOs and devices, which are left out; asked whether to stop at each directory
     */
    public TreeScanner(Progress progress) {
        this(progress, new UnreadablePaths());
    }

    /** @param unreadable gets what cannot be read, for the caller to fail with */
    public TreeScanner(Progress progress, UnreadablePaths unreadable) {
        this.lister = new DirectoryLister(progress, unreadable);
        this.progress = progress;
        this.unreadable = unreadable;
    }

    /**
     * Hands over an entry without digest for each file, directory and link below the root, but not for the root itself.
     * What vanishes meanwhile is left out. All entries are handed over by the caller's thread; a git repository's
     * directories are listed after that.
     *
     * @throws BackupException (IO) at the end, naming all directories and attributes that cannot be read; (CANCELLED)
     *     if the operation shall stop
     */
    public void scan(DataTree tree, Consumer<FileEntry> consumer) {
        scan(tree, "", consumer);
        unreadable.throwIfAny();
    }

    /** The bytes of all files. What cannot be read is not counted: that is to be told by who reads the files too. */
    public long bytes(DataTree tree) {
        long[] bytes = new long[1];
        scan(tree, "", entry -> bytes[0] += entry.size());
        return bytes[0];
    }

    /** Only what is below one directory, and without failing. */
    public void scan(DataTree tree, String directory, Consumer<FileEntry> consumer) {
        try (TreeWalk walk = new TreeWalk(tree, lister, consumer, progress)) {
            walk.below(directory);
        }
    }
}
