package org.alien4cloud.plugin.backup.operation;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Locks a backup directory against other threads, plugin instances and processes of the same machine. The operating
 * system holds the lock on {@code .lock}, and releases it whenever the process dies. Where a file system has no such
 * locks, it only works within this process.
 *
 * <p>On POSIX systems, closing any channel to a locked file releases the lock of the whole process. So {@code .lock} is
 * not even opened while this process has the lock. A system property records that: unlike a static field, all instances
 * of the plugin share it.
 */
final class LocalLock implements Closeable {

    /** Asks the operating system for a lock; tests replace it. */
    interface OperatingSystem {
        /** As {@link FileChannel#tryLock()}. */
        FileLock tryLock(FileChannel channel) throws IOException;
    }

    /** Tells whether the lock was acquired, and if not, who has it. */
    enum Result {
        GOT,
        THIS_PROCESS_HAS_IT,
        ANOTHER_PROCESS_HAS_IT
    }

    private static final Logger LOG = LoggerFactory.getLogger(LocalLock.class);
    private static final String PROPERTY = "org.alien4cloud.plugin.backup.lock:";

    private final Path file;
    private final OperatingSystem system;
    private final String property;
    private FileChannel channel;
    private boolean backedBySystem;
    private boolean guarded;

    /** @param directory of the backups; it must exist */
    LocalLock(Path directory, OperatingSystem system) throws IOException {
        this.file = directory.resolve(".lock");
        this.system = system;
        this.property = PROPERTY + directory.toRealPath();
    }

    /** Tries to acquire the lock. Call it once, and close the lock whatever the result is. */
    Result tryAcquire(String purpose) throws IOException {
        if (System.getProperties().putIfAbsent(property, purpose) != null) {
            return Result.THIS_PROCESS_HAS_IT;
        }
        guarded = true;
        channel = DurableFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            backedBySystem = system.tryLock(channel) != null;
            return backedBySystem ? Result.GOT : Result.ANOTHER_PROCESS_HAS_IT;
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            LOG.debug(
                    "Backup: no lock of the operating system on {}, the file 'lock' alone keeps processes apart",
                    file,
                    e);
            return Result.GOT;
        }
    }

    Path file() {
        return file;
    }

    /** Tells whether the operating system keeps other processes of this machine out. */
    boolean isBackedBySystem() {
        return backedBySystem;
    }

    @Override
    public void close() throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            if (guarded) {
                guarded = false;
                System.getProperties().remove(property);
            }
        }
    }
}
