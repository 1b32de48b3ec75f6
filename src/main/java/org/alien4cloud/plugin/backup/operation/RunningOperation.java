package org.alien4cloud.plugin.backup.operation;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.CancelledException;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.model.Phase;
import org.alien4cloud.plugin.backup.model.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the state of an operation while it runs, and receives its progress. The state is stored on disk, so that a
 * restore can be followed from one plugin instance to the next: each phase and log line immediately, the progress
 * within a phase once a second.
 */
public final class RunningOperation implements Progress {

    private static final Logger LOG = LoggerFactory.getLogger(RunningOperation.class);
    private static final DateTimeFormatter ID_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmssSSS").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter LOG_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final long SAVE_EVERY_MILLIS = 1000;

    private final OperationStore store;
    private final RepositoryLock lock;
    private final String id;
    private final OperationKind kind;
    private final BackupName backup;
    private final String user;
    private final long startedAt;
    private final Consumer<Operation> ending;

    private OperationState state = OperationState.RUNNING;
    private Phase phase = Phase.CHECKING;
    private long phaseStartedAt;
    private long doneBytes;
    private long totalBytes;
    private long endedAt;
    private long savedAt;
    private int percent;
    private String message;
    private String error;
    private volatile boolean cancelRequested;
    private volatile boolean cancellable = true;
    private volatile boolean outlivesPlugin;

    private RunningOperation(
            OperationStore store,
            RepositoryLock lock,
            String id,
            OperationKind kind,
            BackupName backup,
            String user,
            long startedAt,
            Consumer<Operation> ending) {
        this.store = store;
        this.lock = lock;
        this.id = id;
        this.kind = kind;
        this.backup = backup;
        this.user = user;
        this.startedAt = startedAt;
        this.phaseStartedAt = startedAt;
        this.ending = ending;
    }

    /**
     * Begins a new operation.
     *
     * @param ending called before the end can be seen
     */
    static RunningOperation start(
            OperationStore store,
            RepositoryLock lock,
            OperationKind kind,
            BackupName backup,
            String user,
            Consumer<Operation> ending) {
        long now = System.currentTimeMillis();
        String id = ID_TIME.format(Instant.ofEpochMilli(now))
                + String.format("-%04x", ThreadLocalRandom.current().nextInt(0x10000));
        RunningOperation operation = new RunningOperation(store, lock, id, kind, backup, user, now, ending);
        operation.save();
        lock.takeover().ifPresent(operation::log);
        return operation;
    }

    /** Continues an operation that another plugin instance or process began. */
    static RunningOperation adopt(
            OperationStore store, RepositoryLock lock, Operation before, Consumer<Operation> ending) {
        RunningOperation operation = new RunningOperation(
                store, lock, before.id(), before.kind(), before.backup(), before.user(), before.startedAt(), ending);
        operation.cancellable = false;
        operation.state = before.state();
        operation.error = before.error();
        operation.endedAt = before.endedAt();
        operation.phase = before.phase();
        operation.message = before.message();
        lock.takeover().ifPresent(operation::log);
        return operation;
    }

    public synchronized void phase(Phase next) {
        phase = next;
        phaseStartedAt = System.currentTimeMillis();
        doneBytes = 0;
        totalBytes = 0;
        save();
    }

    @Override
    public synchronized void expect(long bytes) {
        totalBytes += bytes;
    }

    @Override
    public synchronized void advance(long bytes) {
        doneBytes += bytes;
        if (System.currentTimeMillis() - savedAt >= SAVE_EVERY_MILLIS) {
            save();
        }
    }

    @Override
    public synchronized void log(String line) {
        message = line;
        LOG.info("Backup: {} {}: {}", kind, backup, line);
        try {
            store.appendLog(id, LOG_TIME.format(Instant.now()) + ' ' + line);
        } catch (IOException e) {
            LOG.warn("Backup: the log of operation {} cannot be written: {}", id, e.toString());
        }
        save();
    }

    /**
     * {@inheritDoc} Also fails if the lock is known to be lost, even if it is too late to cancel: then another process
     * is at work.
     */
    @Override
    public void checkCancelled() {
        lock.requireNotLost();
        if (cancelRequested && cancellable) {
            throw new CancelledException();
        }
    }

    /** {@inheritDoc} Reads the lock itself; {@link #checkCancelled} only knows what the last heartbeat found. */
    @Override
    public void requireLock() {
        lock.requireHeld();
    }

    /**
     * Tells whether another process has taken over the lock: then that process is responsible for what this one has
     * begun.
     */
    public boolean isLockLost() {
        return lock.isLost();
    }

    /** Lets the operation go on when the plugin is unloaded: from now on it unloads the plugin itself. */
    public void keepRunningAfterUnload() {
        outlivesPlugin = true;
    }

    /**
     * Asks the operation to stop because the plugin is being unloaded, by an administrator or by the end of the server.
     *
     * @return whether the operation will stop
     */
    boolean stopWithPlugin() {
        cancelRequested |= !outlivesPlugin;
        return !outlivesPlugin;
    }

    /**
     * Makes cancelling impossible from now on.
     *
     * @throws CancelledException if cancelling was asked for before
     * @throws BackupException as {@link #requireLock}
     */
    public synchronized void pointOfNoReturn() {
        checkCancelled();
        requireLock();
        cancellable = false;
    }

    /**
     * Asks the operation to stop at its next safe point.
     *
     * @throws BackupException (PRECONDITION) if it is too late
     */
    synchronized void requestCancel() {
        if (!cancellable) {
            throw new BackupException(
                    BackupException.Kind.PRECONDITION,
                    "It is too late to cancel: the operation cannot be stopped safely any more ("
                            + snapshot().phase() + "). Wait for its end.");
        }
        cancelRequested = true;
        log("Cancelling was asked for; the operation stops at the next safe point.");
    }

    /** Ends the operation, also on disk. {@code reason} is null on success. Only the first call counts. */
    public synchronized void end(OperationState outcome, String reason) {
        if (state != OperationState.RUNNING) {
            return;
        }
        ending.accept(snapshot());
        state = outcome;
        error = reason;
        endedAt = System.currentTimeMillis();
        log(reason == null ? "Done in " + (endedAt - startedAt) / 1000.0 + " s." : outcome + ": " + reason);
    }

    public String id() {
        return id;
    }

    public BackupName backup() {
        return backup;
    }

    public String user() {
        return user;
    }

    public synchronized Operation snapshot() {
        long now = endedAt > 0 ? endedAt : System.currentTimeMillis();
        long millis = Math.max(1, now - phaseStartedAt);
        return Operation.builder(id, kind)
                .backup(backup)
                .state(state)
                .phase(phase)
                .percent(percent())
                .progress(doneBytes, totalBytes, doneBytes * 1000 / millis)
                .startedAt(startedAt)
                .endedAt(endedAt)
                .user(user)
                .message(message)
                .error(error)
                .build();
    }

    private int percent() {
        if (state == OperationState.SUCCEEDED) {
            return 100;
        }
        double share = totalBytes <= 0 ? 0 : Math.min(1.0, (double) doneBytes / totalBytes);
        int now = (int) (phase.startPercent() + share * (phase.endPercent() - phase.startPercent()));
        // the total often grows in the course of a phase: the bar must not go backward then
        percent = Math.max(percent, now);
        return percent;
    }

    private void save() {
        savedAt = System.currentTimeMillis();
        try {
            store.save(snapshot());
        } catch (IOException e) {
            // the operation must not fail because its progress cannot be stored; a full disk stops it where it matters
            LOG.warn("Backup: the record of operation {} cannot be written: {}", id, e.toString());
        }
    }
}
