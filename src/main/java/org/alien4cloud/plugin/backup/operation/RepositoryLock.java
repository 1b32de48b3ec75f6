package org.alien4cloud.plugin.backup.operation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Represents the acquired lock of a backup directory, keeps it alive by a heartbeat, and notices its loss. A thread
 * writes a heartbeat every few seconds, and checks that the lock is still owned: a process that was suspended for long,
 * with its machine, finds that another one has taken over. The lock is then lost for good.
 */
public final class RepositoryLock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RepositoryLock.class);

    private final LockFile file;
    private final LocalLock local;
    private final LockTiming timing;
    private final String takeover;
    private LockOwner owner;
    private Thread heartbeat;
    private boolean beatFailed;
    private volatile boolean closed;
    private volatile String loss;

    /** @param takeover from whom the lock was taken over, and why; null if it was free */
    RepositoryLock(LockFile file, LocalLock local, LockTiming timing, LockOwner owner, String takeover) {
        this.file = file;
        this.local = local;
        this.timing = timing;
        this.owner = owner;
        this.takeover = takeover;
    }

    void startHeartbeat() {
        heartbeat = new Thread(this::beatUntilClosed, "backup-lock-heartbeat");
        heartbeat.setDaemon(true);
        // the thread needs no class loader, and must not keep that of its creator alive
        heartbeat.setContextClassLoader(null);
        heartbeat.start();
    }

    private synchronized void beatUntilClosed() {
        while (!closed && loss == null) {
            try {
                wait(timing.interval().toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (!closed && loss == null) {
                beat();
            }
        }
    }

    /**
     * Writes a heartbeat. A failure is not fatal: the next heartbeat may succeed, and work that cannot write fails
     * anyway.
     */
    private void beat() {
        try {
            LockOwner present = file.beat(owner);
            if (present.isSame(owner)) {
                owner = present;
            } else {
                lose(present);
            }
            if (beatFailed) {
                LOG.info("Backup: the heartbeat in {} can be written again", file.path());
                beatFailed = false;
            }
        } catch (IOException e) {
            if (isRemoved(e)) {
                lose(null);
            } else if (!beatFailed) {
                LOG.warn(
                        "Backup: the heartbeat in {} cannot be written; trying again. Other machines take an owner without heartbeat for dead after"
                                + " {} s",
                        file.path(),
                        timing.silence().getSeconds(),
                        e);
                beatFailed = true;
            }
        }
    }

    /**
     * Tells whether only the lock is missing. If the whole directory is missing, as when its disk is not mounted, it
     * may come back with the lock.
     */
    private boolean isRemoved(IOException failure) {
        return failure instanceof NoSuchFileException && Files.exists(local.file());
    }

    private void lose(LockOwner other) {
        String silent = "this process gave no sign of life for "
                + timing.silence().getSeconds() + " s, as when its machine is suspended.";
        loss = (other == null
                        ? "The lock of this operation, " + file.path() + ", was removed: by another operation, since "
                                + silent + " Or by hand."
                        : "The lock of the backup directory " + file.path().getParent() + " was taken over by "
                                + other.describe() + ", since " + silent)
                + " Start the operation again.";
        LOG.error("Backup: the lock is lost: {}", loss);
    }

    /** Returns from whom this lock was taken over, and why, for the operation's log; empty if it was free. */
    public Optional<String> takeover() {
        return Optional.ofNullable(takeover);
    }

    /**
     * Checks that no heartbeat has found the lock lost. Costs nothing.
     *
     * @throws BackupException (BUSY) if the lock is lost
     */
    public void requireNotLost() {
        String message = loss;
        if (message != null) {
            throw new BackupException(Kind.BUSY, message);
        }
    }

    boolean isLost() {
        return loss != null;
    }

    /**
     * Reads the file now to check that the lock is held. Call it right before what only the owner may do.
     *
     * @throws BackupException (BUSY) if the lock is lost, (IO) if that is not known
     */
    public synchronized void requireHeld() {
        requireNotLost();
        try {
            LockOwner present = file.owner();
            if (!present.isSame(owner)) {
                lose(present);
            }
        } catch (IOException e) {
            if (!isRemoved(e)) {
                throw DiskFailures.BACKUP_DIRECTORY.reading(file.path(), e);
            }
            lose(null);
        }
        requireNotLost();
    }

    boolean isClosed() {
        return closed;
    }

    /** Releases the lock. A lock that was lost is left to its new owner. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            notifyAll();
            try {
                file.remove(owner);
            } catch (IOException e) {
                LOG.warn("Backup: the lock {} cannot be removed; the next operation takes it over", file.path(), e);
            }
            try {
                local.close();
            } catch (IOException e) {
                // closing releases the lock even if it reports an error
                LOG.debug("Backup: closing {}", local.file(), e);
            }
        }
        awaitHeartbeatsEnd();
    }

    /** Waits for the thread, so that it does not outlive a plugin that is being unloaded. */
    private void awaitHeartbeatsEnd() {
        if (heartbeat == null) {
            return;
        }
        try {
            heartbeat.join();
        } catch (InterruptedException e) {
            // it ends all the same
            Thread.currentThread().interrupt();
        }
    }
}
