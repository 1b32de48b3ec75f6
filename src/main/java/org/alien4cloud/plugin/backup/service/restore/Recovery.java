package org.alien4cloud.plugin.backup.service.restore;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.elasticsearch.IndexEngine;
import org.alien4cloud.plugin.backup.io.Pause;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.model.Phase;
import org.alien4cloud.plugin.backup.operation.JournalState;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.OperationRunner.Outcome;
import org.alien4cloud.plugin.backup.operation.OperationStore;
import org.alien4cloud.plugin.backup.operation.RepositoryLock;
import org.alien4cloud.plugin.backup.operation.RepositoryLocks;
import org.alien4cloud.plugin.backup.operation.RunningOperation;
import org.alien4cloud.plugin.backup.platform.AlienPlatform;
import org.alien4cloud.plugin.backup.repository.BackupCatalog;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what an earlier instance of this plugin, or a process that died, has left: finishes or undoes a restore, marks
 * operations that were interrupted, and removes half made backups. Runs at every start of the plugin, in a thread of
 * its own, and in the {@code recover} program.
 */
public class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final long POLL_MILLIS = 100;
    private static final long WATCH_MILLIS = 3000;

    private final BackupContext context;
    private final OperationStore store;
    private final OperationRunner runner;
    private final RepositoryLocks locks;
    private final Rollback rollback;
    private final RestoreCompletion completion;
    private final JournalCheck journalCheck;
    private final RecoveryFindings findings;
    private volatile boolean closed;

    public Recovery(BackupContext context, OperationStore store, OperationRunner runner, RepositoryLocks locks) {
        this.context = context;
        this.store = store;
        this.runner = runner;
        this.locks = locks;
        this.rollback = new Rollback(context);
        this.completion = new RestoreCompletion(context);
        this.journalCheck = new JournalCheck(context, runner);
        this.findings = new RecoveryFindings(context, store, journalCheck);
    }

    /**
     * Starts the recovery in a thread of its own. It first waits for the lock: the instance that runs a restore holds
     * it until Alien4Cloud is up again. Afterwards it looks every few seconds whether a restore was left without its
     * end, as when Elasticsearch was away.
     */
    public void start() {
        runner.spawn("backup-recovery", this::loop);
    }

    /** The plugin is being unloaded. What the recovery is doing goes on. */
    public void close() {
        closed = true;
    }

    private void loop() {
        boolean first = true;
        String lastFailure = null;
        while (!closed && context.platform().isLoaded()) {
            long pause = POLL_MILLIS;
            try {
                if (!isThereAnything()) {
                    requireUsersNotKeptOut();
                    first = false;
                    pause = WATCH_MILLIS;
                } else if (!first && !isNeeded()) {
                    first = false;
                    pause = WATCH_MILLIS;
                } else if (runIfFree()) {
                    first = false;
                    lastFailure = null;
                }
            } catch (RuntimeException | Error e) {
                if (!e.toString().equals(lastFailure)) {
                    LOG.error(
                            "Backup: what an earlier run has left cannot be cleared up yet; trying again. See docs/restore.md, 'By hand'",
                            e);
                }
                lastFailure = e.toString();
                pause = WATCH_MILLIS;
            }
            if (!Pause.ofMillis(pause)) {
                return;
            }
        }
    }

    /** Where there never was a backup, none is looked for, and no directory is made. */
    private boolean isThereAnything() {
        return Files.isDirectory(context.properties().directory()) || Files.isDirectory(context.restoreArea());
    }

    /**
     * What has kept them out is told by a directory that is not there: to let them in on data that are half restored
     * would be worse.
     */
    private void requireUsersNotKeptOut() {
        if (context.platform().maintenance().isOurs()) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "Maintenance mode was left on by a backup or a restore, and the backup directory "
                            + context.properties().directory()
                            + " is missing. Is its disk mounted? With it back, maintenance mode ends by itself.");
        }
    }

    private boolean runIfFree() {
        // before the lock, which would make the directory
        context.guard().requireNoRestoreOfAnotherDirectory();
        Optional<RepositoryLock> lock = acquire();
        if (!lock.isPresent()) {
            return false;
        }
        try (RepositoryLock held = lock.get()) {
            if (context.platform().isLoaded()) {
                run();
            }
        }
        return true;
    }

    /**
     * A full or read-only disk keeps all others from the lock too; users need not wait for that disk, unless for a
     * restore's sake.
     */
    private Optional<RepositoryLock> acquire() {
        try {
            return locks.tryAcquire("recovery");
        } catch (BackupException e) {
            try {
                if (RestoreInProgress.inFlight(context).isEmpty()) {
                    liftMaintenance();
                }
            } catch (RuntimeException another) {
                e.addSuppressed(another);
            }
            throw e;
        }
    }

    /** Does all there is to do; the caller holds the lock. */
    public void run() {
        for (RestoreInProgress work : RestoreInProgress.inFlight(context)) {
            Operation before = store.find(work.operationId())
                    .map(known -> reopened(work, known))
                    .orElseGet(() -> unknown(work));
            resumeRestore(work, before);
            if (!context.platform().isLoaded()) {
                // this instance of the plugin has been replaced by the next, which goes on
                return;
            }
        }
        Set<String> inFlight = RestoreInProgress.inFlight(context).stream()
                .map(RestoreInProgress::operationId)
                .collect(Collectors.toSet());
        if (inFlight.isEmpty()) {
            // first: users wait for it, and what follows may fail
            liftMaintenance();
        }
        for (Operation operation : store.list()) {
            if (operation.running() && !inFlight.contains(operation.id())) {
                runner.resume(operation, resumed -> {
                    resumed.end(OperationState.FAILED, "The server stopped while this ran. Start it again.");
                    return Outcome.DONE;
                });
            }
        }
        if (context.cluster().isSame()) {
            removeLeftovers();
        }
    }

    /**
     * A backup that died in its window, or could not end it, has left maintenance mode on. A user's own is left alone.
     */
    private void liftMaintenance() {
        if (context.platform().maintenance().isOurs()) {
            context.platform().awaitUp();
            context.platform().maintenance().disable();
            LOG.warn("Backup: maintenance mode, which a backup that did not come to its end had left on, is off again");
        }
    }

    /** Half made backups and half done deletions. */
    private void removeLeftovers() {
        store.removeLeftovers();
        BackupCatalog catalog = context.repository().catalog();
        for (Path leftover : catalog.leftovers()) {
            context.discardCaptures(leftover);
        }
        locks.requireHeld();
        catalog.removeLeftovers();
        context.engines().all().forEach(IndexEngine::removeLeftovers);
    }

    /** What there is to do, a line each, in words; one line if there is nothing. */
    public List<String> findings() {
        return findings.lines();
    }

    /** Whether the data are neither those before a restore nor those after it. */
    public boolean isHalfDone() {
        return findings.isHalfDone();
    }

    /**
     * Whether a restore still is in flight, or maintenance mode is on for nothing: a backup that needs it holds the
     * lock.
     */
    private boolean isNeeded() {
        return !RestoreInProgress.inFlight(context).isEmpty()
                || context.platform().maintenance().isOurs();
    }

    /** One that had given up is not over, as long as the state before it is still to be put back. */
    private static Operation reopened(RestoreInProgress work, Operation known) {
        return RecoveryFindings.direction(work) != JournalState.Direction.UNDO ? known : known.reopened();
    }

    private static Operation unknown(RestoreInProgress work) {
        return Operation.builder(work.operationId(), OperationKind.RESTORE)
                .phase(Phase.FINISHING)
                .startedAt(System.currentTimeMillis())
                .build();
    }

    private void resumeRestore(RestoreInProgress work, Operation before) {
        JournalState.Direction direction = RecoveryFindings.direction(work);
        if (context.platform().isStopped() && work.isRestored() && !work.wasStopped()) {
            // the way back is kept until Alien4Cloud has come up on the restored data
            return;
        }
        if (journalCheck.setAsideIfForgotten(work, before)) {
            return;
        }
        LOG.info(
                "Backup: a restore is in flight, {} at {}: {}",
                work.operationId(),
                work.journal().state().orElse(null),
                direction);
        runner.resume(before, operation -> {
            if (direction == JournalState.Direction.UNDO) {
                undo(work, operation);
                if (!context.platform().isLoaded()) {
                    return Outcome.HANDED_OVER;
                }
            } else if (direction == JournalState.Direction.ABANDON) {
                rollback.leaveAsBefore(work, operation);
            }
            return completion.end(work, operation);
        });
    }

    /**
     * Puts the state before a restore back that was complete, but that Alien4Cloud does not start on; Alien4Cloud is
     * stopped.
     */
    public void undoRestored() {
        for (RestoreInProgress work : RestoreInProgress.inFlight(context)) {
            Operation before = store.find(work.operationId()).orElseGet(() -> unknown(work));
            if (work.isRestored()
                    && work.journal().state().get() != JournalState.CLOSED
                    && !journalCheck.setAsideIfForgotten(work, before)) {
                runner.resume(before, operation -> {
                    rollback.undo(
                            work, new BackupException(Kind.PRECONDITION, "Undone by the recover program."), operation);
                    return completion.end(work, operation);
                });
            }
        }
    }

    private void undo(RestoreInProgress work, RunningOperation operation) {
        AlienPlatform platform = context.platform();
        if (!platform.isStopped()) {
            platform.awaitUp();
            operation.phase(Phase.QUIESCING);
            operation.keepRunningAfterUnload();
            QuiescenceCheck quiescence = new QuiescenceCheck(context);
            platform.quiesce();
            try {
                quiescence.await();
            } catch (BackupException e) {
                operation.log(e.getMessage() + " Undoing all the same: the data are neither the old nor the new ones.");
            }
        }
        rollback.undo(
                work,
                new BackupException(Kind.PRECONDITION, "The server stopped in the middle of the restore."),
                operation);
        rollback.resume(work, operation);
    }
}
