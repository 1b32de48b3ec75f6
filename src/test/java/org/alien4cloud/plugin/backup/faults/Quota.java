package org.alien4cloud.plugin.backup.faults;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Simulates a disk of limited size: writes beyond it fail with the operating system's message, and the last write may
 * be cut short.
 */
public final class Quota implements Fault {

    private static final int FILE_BYTES = 256;
    private static final int DIRECTORY_BYTES = 4096;

    private final long lastAct;
    private final double share;
    private long left;
    private long acts;
    private long highest;
    private long used;
    private final List<Path> hits = new ArrayList<>();

    /**
     * Limits the disk.
     *
     * @param bytes that may be used from now on; existing files do not count until they are removed
     */
    public Quota(long bytes) {
        this(bytes, Long.MAX_VALUE, 1);
    }

    private Quota(long bytes, long lastAct, double share) {
        this.left = bytes;
        this.lastAct = lastAct;
        this.share = share;
    }

    /**
     * Simulates a disk that becomes full suddenly, as if somebody else filled it.
     *
     * @param act number of the space-taking act that fails; 1 is the first
     * @param share of its space that is left, below 1
     */
    public static Quota fullAt(long act, double share) {
        return new Quota(Long.MAX_VALUE / 2, act, share);
    }

    /** Returns how many acts took space. */
    public synchronized long acts() {
        return acts;
    }

    /** Returns the maximum number of bytes in use. */
    public synchronized long highest() {
        return highest;
    }

    /** Returns the paths that did not fit. */
    public synchronized List<Path> hits() {
        return new ArrayList<>(hits);
    }

    /** Enlarges the disk. */
    public synchronized void add(long bytes) {
        left += bytes;
    }

    /** Counts the space that an act frees before it happens: whether it then fails does not matter to a test. */
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
        count(growth);
        if (growth <= left) {
            spend(growth);
            return length;
        }
        int fits = (int) (length - growth + left);
        if (fits <= 0) {
            throw full(file);
        }
        spend(left);
        return fits;
    }

    @Override
    public synchronized long usableSpace(long really) {
        return Math.min(left, really);
    }

    private void take(Path path, long bytes) throws IOException {
        count(bytes);
        if (bytes > left) {
            throw full(path);
        }
        spend(bytes);
    }

    private void count(long bytes) {
        if (bytes > 0 && ++acts == lastAct) {
            left = (long) (bytes * share);
        }
    }

    private void spend(long bytes) {
        left -= bytes;
        used += bytes;
        highest = Math.max(highest, used);
    }

    private void give(long bytes) {
        left += bytes;
        used -= bytes;
    }

    private IOException full(Path path) {
        hits.add(path);
        return new FileSystemException(path.toString(), null, "No space left on device");
    }

    private static long cost(Path path) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return FILE_BYTES + Files.size(path);
        }
        return DIRECTORY_BYTES;
    }
}
