package org.alien4cloud.plugin.backup.files.capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.LstatReader;
import org.alien4cloud.plugin.backup.files.UnreadablePaths;
import org.alien4cloud.plugin.backup.io.ObservedStream;
import org.alien4cloud.plugin.backup.io.Pause;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;
import org.alien4cloud.plugin.backup.model.PathOrder;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * Reads files into a sink while other processes may write them. A file counts as read if its attributes are the same
 * before and after. Two changes within one tick of the file system's clock leave the same times. So the times before
 * reading must be older than a tick. Thread-safe.
 */
final class StableReader {

    private static final int ATTEMPTS = 3;

    private final DataTree tree;
    private final ContentSink sink;
    private final Progress progress;
    private final UnreadablePaths unreadable;
    private final LstatReader lstat = new LstatReader();
    private final Set<String> unstable = new ConcurrentSkipListSet<>(PathOrder.PATHS);
    private final AtomicLong readFiles = new AtomicLong();

    /** @param unreadable receives what cannot be read; from then on files are only opened, not stored */
    StableReader(DataTree tree, ContentSink sink, Progress progress, UnreadablePaths unreadable) {
        this.tree = tree;
        this.sink = sink;
        this.progress = progress;
        this.unreadable = unreadable;
    }

    /**
     * Reads a file and stores its content.
     *
     * @return the entry with its digest; null if the file has vanished or cannot be read
     */
    FileEntry read(FileEntry scanned) {
        FileEntry entry = unreadable.isEmpty() ? readStable(scanned) : checkReadable(scanned);
        if (entry == null && unreadable.isEmpty()) {
            progress.log("Left out, as it vanished or was replaced during reading: " + scanned.path());
        }
        return entry;
    }

    private FileEntry checkReadable(FileEntry scanned) {
        Path file = tree.resolve(scanned.path());
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return scanned;
        } catch (IOException e) {
            return failed(file, scanned.path(), e);
        }
    }

    private FileEntry readStable(FileEntry scanned) {
        FileEntry before = scanned;
        for (int attempt = 1; ; attempt++) {
            progress.checkCancelled();
            if (isFresh(before)) {
                pause();
                before = stat(before.path());
                if (before == null || before.type() != Type.FILE) {
                    return null;
                }
            }
            boolean fresh = isFresh(before);
            Counted content = store(before);
            FileEntry after = content == null ? null : stat(before.path());
            if (after == null || after.type() != Type.FILE) {
                return null;
            }
            boolean stable = !fresh && after.sameStat(before) && content.bytes == before.size();
            if (stable || attempt == ATTEMPTS) {
                readFiles.incrementAndGet();
                if (stable) {
                    return after.withSha256(content.sha256);
                }
                unstable.add(after.path());
                progress.log("Changed each of " + ATTEMPTS + " times it was read: " + after.path());
                return after.toBuilder()
                        .size(content.bytes)
                        .sha256(content.sha256)
                        .ctime(0)
                        .inode(0)
                        .build();
            }
            before = after;
        }
    }

    private static boolean isFresh(FileEntry entry) {
        long age = System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(Math.max(entry.mtime(), entry.ctime()));
        // a time in the future comes from a wrong clock or a user: waiting does not help
        return age >= 0 && age < ScanClock.TICK_MILLIS;
    }

    private static void pause() {
        Pause.orFail(
                Duration.ofMillis(ScanClock.TICK_MILLIS),
                e -> new BackupException(BackupException.Kind.IO, "Interrupted while reading files.", e));
    }

    /** Returns the current attributes; null if there is nothing that could be captured. */
    FileEntry stat(String path) {
        Path file = tree.resolve(path);
        try {
            return lstat.read(file, path);
        } catch (IOException e) {
            unreadable.add(file, e);
            return null;
        }
    }

    long readFiles() {
        return readFiles.get();
    }

    /** Returns the paths of files that never stayed the same while they were read, in {@link PathOrder}. */
    Collection<String> unstable() {
        return unstable;
    }

    private Counted store(FileEntry entry) {
        Path file = tree.resolve(entry.path());
        try (Counted in = new Counted(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), progress)) {
            in.sha256 = sink.store(in, entry.size());
            return in;
        } catch (IOException e) {
            failed(file, entry.path(), e);
            return null;
        }
    }

    /** Records a failure only if the path is still a file: otherwise it has changed. */
    private FileEntry failed(Path file, String path, IOException cause) {
        FileEntry now = cause instanceof NoSuchFileException ? null : stat(path);
        if (now != null && now.type() == Type.FILE) {
            unreadable.add(file, cause);
        }
        return null;
    }

    private static final class Counted extends ObservedStream {

        private final Progress progress;
        private long bytes;
        private String sha256;

        Counted(InputStream in, Progress progress) {
            super(in);
            this.progress = progress;
        }

        @Override
        protected void observe(byte[] buffer, int offset, int count) {
            if (count > 0) {
                bytes += count;
                progress.advance(count);
                progress.checkCancelled();
            }
        }
    }
}
