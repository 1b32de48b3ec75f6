package org.alien4cloud.plugin.backup.operation;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets only one writer at a time into a backup directory: across threads, plugin instances and processes
 * ({@link LocalLock}), and across machines that share the directory. The file {@code lock} names the owner, and a
 * heartbeat in it shows that the owner is alive.
 *
 * <p>The lock of a dead owner is taken over: immediately if it was on this machine, whose operating system knows; else
 * after this process has seen no new heartbeat for 30 s. So keep one instance and ask it again: it remembers what it
 * saw. If two processes take over at the same time, each checks after a pause who has the lock, as restic does. The
 * loser finds out at the next heartbeat at the latest.
 */
public class RepositoryLocks {

    private static final Logger LOG = LoggerFactory.getLogger(RepositoryLocks.class);

    private final Path directory;
    private final LockFile file;
    private final ProcessIdentity self;
    private final LockTiming timing;
    private final LocalLock.OperatingSystem system;
    private final HeartbeatMonitor heartbeats;
    private RepositoryLock held;
    private LocalLock.Result lastResult;

    /** @param directory of the backups; created by the first attempt to acquire the lock */
    public RepositoryLocks(Path directory) {
        this(
                new LockFile(directory.toAbsolutePath().resolve("lock")),
                ProcessIdentity.ofThisProcess(),
                LockTiming.REAL,
                FileChannel::tryLock);
    }

    RepositoryLocks(LockFile file, ProcessIdentity self, LockTiming timing, LocalLock.OperatingSystem system) {
        this.directory = file.path().getParent();
        this.file = file;
        this.self = self;
        this.timing = timing;
        this.system = system;
        this.heartbeats = new HeartbeatMonitor(timing);
    }

    /**
     * Acquires the lock if it is free, or if its owner is dead.
     *
     * @param operation what the owner does, for messages to others who want the lock
     * @return empty if another owner has it; {@link #refusal} names it
     * @throws BackupException (IO, NO_SPACE) if the directory cannot be written
     */
    public synchronized Optional<RepositoryLock> tryAcquire(String operation) {
        LockOwner owner = LockOwner.now(self, operation);
        try {
            DurableFiles.createDirectories(directory);
            LocalLock local = new LocalLock(directory, system);
            Optional<RepositoryLock> lock = Optional.empty();
            try {
                lastResult = local.tryAcquire(operation);
                lock = tryAcquire(local, owner);
            } finally {
                if (!lock.isPresent()) {
                    local.close();
                }
            }
            lock.ifPresent(acquired -> held = acquired);
            return lock;
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(file.path(), owner.toJson().length, e);
        }
    }

    private Optional<RepositoryLock> tryAcquire(LocalLock local, LockOwner owner) throws IOException {
        if (lastResult == LocalLock.Result.THIS_PROCESS_HAS_IT) {
            return Optional.empty();
        }
        Optional<byte[]> present = file.read();
        // also if the operating system refuses: a file server may release a dead machine's lock long after its
        // heartbeat has stopped
        Duration silent = present.map(heartbeats::observe).orElse(Duration.ZERO);
        if (lastResult == LocalLock.Result.ANOTHER_PROCESS_HAS_IT) {
            return Optional.empty();
        }
        String takeover = null;
        if (present.isPresent()) {
            Optional<LockOwner> other = LockOwner.parse(present.get());
            Optional<String> death = death(other, silent, local);
            if (!death.isPresent() || !file.remove(present.get())) {
                return Optional.empty();
            }
            takeover = "The lock of the backup directory was taken over from "
                    + other.map(LockOwner::describe).orElse("an unknown owner") + ": " + death.get() + ".";
        }
        if (!file.create(owner) || takeover != null && !isStillOurs(owner)) {
            return Optional.empty();
        }
        if (takeover != null) {
            LOG.warn("Backup: {} It is now held for: {}", takeover, owner.describe());
        }
        if (!local.isBackedBySystem()) {
            LOG.info(
                    "Backup: the operating system has no locks in {}; the file 'lock' alone keeps processes apart",
                    directory);
        }
        RepositoryLock lock = new RepositoryLock(file, local, timing, owner, takeover);
        lock.startHeartbeat();
        return Optional.of(lock);
    }

    /** Returns why the owner of a lock counts as dead; empty if it does not. */
    private Optional<String> death(Optional<LockOwner> other, Duration silent, LocalLock local) {
        if (other.isPresent() && other.get().process().isSameProcess(self)) {
            return Optional.of("its operation has ended");
        }
        if (other.isPresent() && other.get().process().isOnSameMachine(self) && local.isBackedBySystem()) {
            return Optional.of("its process is gone");
        }
        return silent.compareTo(timing.silence()) < 0
                ? Optional.empty()
                : Optional.of("it gave no sign of life for " + silent.getSeconds() + " s");
    }

    /** Checks after a pause that the lock is ours: of two that take over at the same time, the last one has it. */
    private boolean isStillOurs(LockOwner owner) throws IOException {
        if (!timing.pause()) {
            file.remove(owner);
            return false;
        }
        return file.read().flatMap(LockOwner::parse).filter(owner::isSame).isPresent();
    }

    /**
     * As {@link #tryAcquire}, for a program that makes only one attempt: if the owner may be dead, waits until it
     * counts as dead or gives a sign of life.
     *
     * @param waiting receives a message if it has to wait
     * @throws BackupException as {@link #tryAcquire}
     */
    public Optional<RepositoryLock> acquireOrAwaitDeath(String operation, Consumer<String> waiting) {
        Optional<RepositoryLock> lock = tryAcquire(operation);
        int changes = changes();
        if (!lock.isPresent() && mayBeDead(changes)) {
            waiting.accept(refusal() + " Waiting for a sign of life.");
        }
        while (!lock.isPresent() && mayBeDead(changes) && timing.pause()) {
            lock = tryAcquire(operation);
        }
        return lock;
    }

    private synchronized int changes() {
        return heartbeats.changes();
    }

    private synchronized boolean mayBeDead(int changes) {
        return lastResult == LocalLock.Result.GOT && heartbeats.changes() == changes;
    }

    /** Returns who has the lock that the last attempt did not get, and what to do; in words. */
    public synchronized String refusal() {
        String owner;
        try {
            owner = file.read()
                    .flatMap(LockOwner::parse)
                    .map(LockOwner::describe)
                    .orElse("another process");
        } catch (IOException e) {
            owner = "another process (" + e + ")";
        }
        long silent = heartbeats.soFar().getSeconds();
        long limit = timing.silence().getSeconds();
        if (lastResult == LocalLock.Result.GOT) {
            return owner + ". Wait for its end. If it has died, try again in " + Math.max(1, limit - silent)
                    + " s: the lock of an owner that gives no" + " sign of life for " + limit + " s is taken over.";
        }
        return owner + ". Wait for its end."
                + (lastResult == LocalLock.Result.ANOTHER_PROCESS_HAS_IT && silent >= limit
                        ? " It has given no sign of life for " + silent + " s: if it hangs, end that process."
                        : "");
    }

    /**
     * Checks that the lock is held. Call it right before what only the owner may do.
     *
     * @throws BackupException as {@link RepositoryLock#requireHeld}
     * @throws IllegalStateException if the lock was not acquired here, or is not held any more
     */
    public void requireHeld() {
        held().requireHeld();
    }

    /**
     * Returns the lock that was acquired here and is still held.
     *
     * @throws IllegalStateException if there is none
     */
    synchronized RepositoryLock held() {
        if (held == null || held.isClosed()) {
            throw new IllegalStateException("The lock of " + directory + " is not held");
        }
        return held;
    }
}
