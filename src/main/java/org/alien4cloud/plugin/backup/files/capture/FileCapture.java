package org.alien4cloud.plugin.backup.files.capture;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.EntryCursor;
import org.alien4cloud.plugin.backup.files.RacyTimestamps;
import org.alien4cloud.plugin.backup.files.TreeScanner;
import org.alien4cloud.plugin.backup.files.UnreadablePaths;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.DirectoryEntry;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;
import org.alien4cloud.plugin.backup.model.PathOrder;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * Captures a data directory: stores the contents that are not stored yet and lists all entries. A file whose size,
 * times and inode are those of the previous backup is not read again (see {@link RacyTimestamps}).
 *
 * <p>A git repository (a directory with {@code HEAD}, {@code objects} and {@code refs}) is captured so that everything
 * its references name is included. {@code HEAD} and {@code refs} come first, then {@code packed-refs}, since git moves
 * references from the former to the latter. Everything else follows by name, which puts {@code objects} after all that
 * may name one. Lock files of git are left out.
 *
 * <p>For use once, by one thread; several threads call the sink.
 */
public final class FileCapture {

    private final DataTree tree;
    private final ContentSink sink;
    private final Progress progress;
    private final StableReader reader;
    private final UnreadablePaths unreadable = new UnreadablePaths();
    private final ScanClock clock;
    /** References of git directories that were read ahead of their order. */
    private final Map<String, FileEntry> readAhead = new HashMap<>();

    private final Map<String, long[]> perDirectory = new TreeMap<>();
    private final List<String> gitDirectories = new ArrayList<>();
    private long files;
    private long bytes;
    private long newestChange;

    public FileCapture(DataTree tree, ContentSink sink, Progress progress) {
        this(tree, sink, progress, new ScanClock(System::currentTimeMillis, System::nanoTime));
    }

    FileCapture(DataTree tree, ContentSink sink, Progress progress, ScanClock clock) {
        this.tree = tree;
        this.sink = sink;
        this.progress = progress;
        this.reader = new StableReader(tree, sink, progress, unreadable);
        this.clock = clock;
    }

    /**
     * Captures everything.
     *
     * @param previous entries of the previous backup in {@link PathOrder}; empty if there is none
     * @param previousScanStartedAt milliseconds since the epoch when that backup's scan began, 0 if there is none
     * @param full whether to read every file, even if it seems unchanged
     * @param consumer receives the entries in {@link PathOrder}, files with their digest
     * @throws BackupException (IO) at the end, naming all paths that cannot be read, (CANCELLED) if the operation must
     *     stop, or what the sink throws
     */
    public CaptureResult capture(
            Iterator<FileEntry> previous, long previousScanStartedAt, boolean full, Consumer<FileEntry> consumer) {
        clock.start();
        EntryCursor known = new EntryCursor(previous);
        RacyTimestamps timestamps = new RacyTimestamps(full ? 0 : previousScanStartedAt);
        try (OrderedReader reads = new OrderedReader(reader::read, entry -> {
            count(entry);
            consumer.accept(entry);
        })) {
            scanner().scan(tree, "", live -> {
                if (!isLockOfGit(live.path())) {
                    capture(live, known.find(live.path()), timestamps, reads);
                }
            });
            reads.end();
        }
        unreadable.throwIfAny();
        List<DirectoryEntry> directories = new ArrayList<>();
        perDirectory.forEach((name, sums) -> directories.add(new DirectoryEntry(name, sums[0], sums[1])));
        return new CaptureResult(
                directories, files, bytes, reader.readFiles(), reader.unstable(), newestChange, clock.startedAt());
    }

    private TreeScanner scanner() {
        return new TreeScanner(progress, unreadable);
    }

    private void capture(FileEntry live, FileEntry previous, RacyTimestamps timestamps, OrderedReader reads) {
        if (live.type() == Type.FILE) {
            FileEntry ahead = readAhead.remove(live.path());
            if (ahead != null) {
                reads.add(ahead);
            } else if (previous != null
                    && previous.sha256() != null
                    && timestamps.isUnchanged(previous, live)
                    && sink.contains(previous.sha256())) {
                progress.advance(live.size());
                reads.add(live.withSha256(previous.sha256()));
            } else {
                reads.read(live);
            }
            return;
        }
        if (live.type() == Type.DIRECTORY) {
            enter(live.path(), reads);
        }
        reads.add(live);
    }

    private void enter(String directory, OrderedReader reads) {
        while (!gitDirectories.isEmpty()
                && !PathOrder.isBelow(directory, gitDirectories.get(gitDirectories.size() - 1))) {
            gitDirectories.remove(gitDirectories.size() - 1);
        }
        if (isFile(directory + "/HEAD") && isDirectory(directory + "/objects") && isDirectory(directory + "/refs")) {
            gitDirectories.add(directory);
            readReferences(directory);
        } else if (!gitDirectories.isEmpty()
                && directory.equals(gitDirectories.get(gitDirectories.size() - 1) + "/objects")) {
            // the references that name objects are read before the objects are listed
            reads.end();
        }
    }

    private void readReferences(String git) {
        readAhead(git + "/HEAD");
        scanner().scan(tree, git + "/refs", reference -> {
            if (reference.type() == Type.FILE && !reference.path().endsWith(".lock")) {
                readAhead(reference);
            }
        });
        readAhead(git + "/packed-refs");
    }

    private void readAhead(String path) {
        if (!tree.isExcluded(path)) {
            FileEntry live = reader.stat(path);
            if (live != null && live.type() == Type.FILE) {
                readAhead(live);
            }
        }
    }

    private void readAhead(FileEntry live) {
        FileEntry entry = reader.read(live);
        if (entry != null) {
            readAhead.put(entry.path(), entry);
        }
    }

    private boolean isLockOfGit(String path) {
        if (!path.endsWith(".lock")) {
            return false;
        }
        for (String git : gitDirectories) {
            if (PathOrder.isBelow(path, git)) {
                return true;
            }
        }
        return false;
    }

    private boolean isFile(String path) {
        return Files.isRegularFile(tree.resolve(path), LinkOption.NOFOLLOW_LINKS);
    }

    private boolean isDirectory(String path) {
        return Files.isDirectory(tree.resolve(path), LinkOption.NOFOLLOW_LINKS);
    }

    private void count(FileEntry entry) {
        newestChange = Math.max(newestChange, entry.ctime() == 0 ? Long.MAX_VALUE : entry.ctime());
        int slash = entry.path().indexOf('/');
        long[] sums = perDirectory.computeIfAbsent(
                slash < 0 ? entry.path() : entry.path().substring(0, slash), name -> new long[2]);
        if (entry.type() == Type.FILE) {
            sums[0]++;
            sums[1] += entry.size();
            files++;
            bytes += entry.size();
        }
    }
}
