package org.alien4cloud.plugin.backup.faults;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** A disk of a certain size: what does not fit fails with the words of the operating system, the last write may be cut short. */
public final class Quota implements Fault {

    private static final int FILE_BYTES = 256;
    private static final int DIRECTORY_BYTES = 4096;

    private long left;
    private long highest;
    private long used;
    private boolean hit;

    /** @param bytes that may be used from now on; what is there already does not count until it is removed */
    public Quota(long bytes) {
        this.left = bytes;
    }

    /** The bytes that were in use at most. */
    public synchronized long highest() {
        return highest;
    }

    /** Whether anything did not fit. */
    public synchronized boolean wasHit() {
        return hit;
    }

    /** A larger disk. */
    public synchronized void add(long bytes) {
        left += bytes;
    }

    /** What an act frees counts as free before it happens: whether it then fails does not matter to a test. */
    @Override
    public synchronized void before(Act act, Path path, Path target) throws IOException {
        if (act == Act.CREATE) {
            take(path, FILE_BYTES);
        } else if (act == Act.CREATE_DIRECTORY && !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            take(path, DIRECTORY_BYTES);
        } else if (act == Act.TRUNCATE) {
            give(Files.size(path));
        } else if (act == Act.DELETE) {
            give(cost(path));
        } else if (act == Act.MOVE && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            give(cost(target));
        }
    }

    @Override
    public synchronized int before(Path file, int length, long growth) throws IOException {
        if (growth <= left) {
            take(file, growth);
            return length;
        }
        int fits = (int) (length - growth + left);
        if (fits <= 0) {
            throw full(file);
        }
        take(file, left);
        return fits;
    }

    @Override
    public synchronized long usableSpace(long really) {
        return Math.min(left, really);
    }

    private void take(Path path, long bytes) throws IOException {
        if (bytes > left) {
            throw full(path);
        }
        left -= bytes;
        used += bytes;
        highest = Math.max(highest, used);
    }

    private void give(long bytes) {
        left += bytes;
        used -= bytes;
    }

    private IOException full(Path path) {
        hit = true;
        return new FileSystemException(path.toString(), null, "No space left on device");
    }

    private static long cost(Path path) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return FILE_BYTES + Files.size(path);
        }
        return DIRECTORY_BYTES;
    }
}
