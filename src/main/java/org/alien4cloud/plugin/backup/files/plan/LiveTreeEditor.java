package org.alien4cloud.plugin.backup.files.plan;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.alien4cloud.plugin.backup.files.LstatReader;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.io.ParallelWork;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;
import org.alien4cloud.plugin.backup.model.PathOrder;

/** Changes the live tree step by step, for applying and undoing a plan. */
final class LiveTreeEditor {

    /** The permissions that a directory needs so that its names can be changed; reading is for the sync. */
    static final int CHANGEABLE = 0700;

    private static final int NEEDED = 0300;
    private static final int WRITABLE = 0200;

    private final PlanLocations locations;
    private final StagingAreas areas;
    private final FileOperations operations;
    private final LstatReader lstat = new LstatReader();

    LiveTreeEditor(PlanLocations locations, StagingAreas areas) {
        this.locations = locations;
        this.areas = areas;
        this.operations = locations.operations();
    }

    FileEntry stat(Path path) throws IOException {
        return lstat.read(path, "live");
    }

    static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Tells whether the parent directory exists and is not reached through a link. If not, nothing was done at the path
     * yet, or all is undone. The target of a link must not be touched.
     */
    static boolean isReachable(Path live) throws IOException {
        Path parent = live.getParent();
        try {
            return parent.toRealPath().equals(parent) && Files.isDirectory(parent);
        } catch (AccessDeniedException e) {
            throw e;
        } catch (FileSystemException e) {
            return false;
        }
    }

    boolean isSameFile(Path one, Path other) throws IOException {
        FileEntry a = stat(one);
        FileEntry b = stat(other);
        return a != null && b != null && a.inode() != 0 && a.inode() == b.inode();
    }

    /**
     * Makes the names in the parent directory changeable. Another operation of the plan sets the directory's mode
     * afterwards.
     */
    void unlockParent(Path path) throws IOException {
        FileEntry parent = stat(path.getParent());
        if (parent != null && (parent.mode() & NEEDED) != NEEDED && isPosix(path)) {
            operations.setMode(path.getParent(), parent.mode() | CHANGEABLE);
        }
    }

    /** Renames an entry from or into the live tree. */
    void move(Path from, Path to) throws IOException {
        if (from.startsWith(locations.area())) {
            unlockParent(to);
        } else {
            unlockParent(from);
            DurableFiles.createDirectoriesUnsynced(to.getParent());
        }
        FileEntry entry = stat(from);
        if (EntryComparison.isDirectory(entry) && (entry.mode() & WRITABLE) == 0 && isPosix(from)) {
            // Moving a directory changes its own "..", so it must be writable.
            operations.setMode(from, entry.mode() | WRITABLE);
        }
        operations.move(from, to);
    }

    /** Moves a live entry to its place in the undo area, or beside it if an earlier entry is there. */
    void moveAside(Path live, Path undo) throws IOException {
        Path free = undo;
        for (int i = 1; exists(free); i++) {
            free = undo.resolveSibling(undo.getFileName() + "." + i);
        }
        move(live, free);
    }

    /** Sets the mode and, for files, the mtime if they differ. */
    void setAttributes(Path live, FileEntry wanted) throws IOException {
        FileEntry now = stat(live);
        if (now == null || now.type() != wanted.type() || wanted.type() == Type.LINK) {
            return;
        }
        if (wanted.type() == Type.FILE && !EntryComparison.sameTime(now, wanted)) {
            if ((now.mode() & 0400) == 0 && isPosix(live)) {
                operations.setMode(live, now.mode() | 0600);
            }
            operations.setModifiedTime(live, wanted.mtime());
            now = stat(live);
        }
        if (now.mode() != wanted.mode() && isPosix(live)) {
            operations.setMode(live, wanted.mode());
        }
    }

    /**
     * Removes a directory that should be empty. If something was added to it in the meantime, it is moved aside with
     * that.
     */
    void removeDirectory(Path live, Path undo) throws IOException {
        unlockParent(live);
        if (isEmpty(live)) {
            try {
                operations.delete(live);
                return;
            } catch (DirectoryNotEmptyException e) {
                // Filled between the two calls.
                moveAside(live, undo);
                return;
            }
        }
        moveAside(live, undo);
    }

    static boolean isEmptyDirectory(Path directory) throws IOException {
        return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS) && isEmpty(directory);
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            return !children.iterator().hasNext();
        }
    }

    /** Makes the names durable in all directories that some of the plan's operations touch. */
    void sync(PlanFile plan, Predicate<PlanOperation> these) throws IOException {
        if (new FileSystemFlush(operations, areas).force(plan.count())) {
            return;
        }
        try (PlanFile.Cursor cursor = plan.cursor()) {
            ParallelWork.share(ParallelWork.FOR_THE_DISK, new TouchedDirectories(cursor, these), directory -> {
                Path live = locations.tree().resolve(directory);
                if (Files.isDirectory(live, LinkOption.NOFOLLOW_LINKS)) {
                    operations.force(live);
                }
            });
        }
        for (Path directory : areas.used()) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
                for (Path child : children) {
                    operations.force(child);
                }
            }
            operations.force(directory);
            operations.force(directory.getParent());
        }
    }

    /** Iterates over the directories in which operations change a name, each once. */
    private static final class TouchedDirectories implements ParallelWork.Source<String> {

        private final PlanFile.Cursor operations;
        private final Predicate<PlanOperation> these;
        /** The directories already returned that contain the current path. */
        private final DirectoryStack above = new DirectoryStack();

        TouchedDirectories(PlanFile.Cursor operations, Predicate<PlanOperation> these) {
            this.operations = operations;
            this.these = these;
        }

        @Override
        public String next() {
            for (PlanOperation operation = operations.next(); operation != null; operation = operations.next()) {
                String directory = PathOrder.parent(operation.path());
                if (these.test(operation) && !above.contains(directory)) {
                    above.add(directory);
                    return directory;
                }
            }
            return null;
        }
    }

    static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
