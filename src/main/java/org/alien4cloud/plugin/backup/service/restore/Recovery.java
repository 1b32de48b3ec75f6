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
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.OperationRunner.Outcome;
import org.alien4cloud.plugin.backup.operation.OperationStore;
import org.alien4cloud.plugin.backup.operation.RepositoryLock;
import org.alien4cloud.plugin.backup.operation.RepositoryLocks;
import org.alien4cloud.plugin.backup.repository.BackupCatalog;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cleans up after an earlier instance of this plugin or a process that died: finishes or undoes restores, marks
 * interrupted operations as failed, and removes unfinished backups. Runs on its own thread at every start of the
 * plugin, and in the {@code recover} program.
 */
public class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final long POLL_MILLIS = 100;
    private static final long IDLE_MILLIS = 3000;

    private final BackupContext context;
    private final OperationStore store;
    private final OperationRunner runner;
    private final RepositoryLocks locks;
    private final InterruptedRestores interrupted;
    private final RecoveryPreview findings;
    private volatile boolean closed;

    public Recovery(BackupContext context, OperationStore store, OperationRunner runner, RepositoryLocks locks) {
        this.context = context;
        this.store = store;
        this.runner = runner;
        this.locks = locks;
        ObsoleteJournalCheck journalCheck = new ObsoleteJournalCheck(context, runner);
        this.interrupted = new InterruptedRestores(context, store, runner, journalCheck);
        this.findings = new RecoveryPreview(context, store, journalCheck);
    }

    /**
     * Starts the recovery on its own thread. It first waits for the lock, which an instance that restores holds until
     * Alien4Cloud is up again. Afterwards it checks every few seconds for a restore that could not be ended, for
     * example because Elasticsearch was away.
     */
    public void start() {
        runner.spawn("backup-recovery", this::loop);
    }

    /** Stops checking, since the plugin is being unloaded. A recovery that runs is not interrupted. */
    public void close() {
        closed = true;
    }

    private void loop() {
        boolean first = true;
        String lastFailure = null;
        while (!closed && context.platform().isLoaded()) {
            long pause = POLL_MILLIS;
            try {
                if (!hasDirectories()) {
                    requireNoMaintenanceLeftOn();
                    first = false;
                    pause = IDLE_MILLIS;
                } else if (!first && !isNeeded()) {
                    first = false;
                    pause = IDLE_MILLIS;
                } else if (runIfFree()) {
                    first = false;
                    lastFailure = null;
                }
            } catch (RuntimeException | Error e) {
                if (!e.toString().equals(lastFailure)) {
                    LOG.error(
                            "Backup: the recovery of an earlier run failed; trying again. See docs/restore.md, 'By hand'",
                            e);
                }
                lastFailure = e.toString();
                pause = IDLE_MILLIS;
            }
            if (!Pause.ofMillis(pause)) {
                return;
            }
        }
    }

    /** Tells whether anything was ever backed up or restored here. If not, no directory is made. */
    private boolean hasDirectories() {
        return Files.isDirectory(context.properties().directory()) || Files.isDirectory(context.restoreArea());
    }

    /**
     * Refuses to end a maintenance mode whose reason is in a backup directory that is missing. Users must not be let in
     * on half restored data.
     */
    private void requireNoMaintenanceLeftOn() {
        if (context.platform().maintenance().isOurs()) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "Maintenance mode was left on by a backup or a restore, and the backup directory "
                            + context.properties().directory()
                            + " is missing. Is its disk mounted? Once it is back, maintenance mode ends automatically.");
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
     * Tries to get the lock. On a full or read-only disk nobody else can get it either. Then maintenance mode ends, so
     * that users need not wait for the disk, unless a restore is in flight.
     */
    private Optional<RepositoryLock> acquire() {
        try {
            return locks.tryAcquire("recovery");
        } catch (BackupException e) {
            try {
                if (RestoreInProgress.inFlight(context).isEmpty()) {
                    endMaintenance();
                }
            } catch (RuntimeException another) {
                e.addSuppressed(another);
            }
            throw e;
        }
    }

    /** Does the whole recovery; the caller holds the lock. */
    public void run() {
        for (RestoreInProgress restore : RestoreInProgress.inFlight(context)) {
            interrupted.resume(restore);
            if (!context.platform().isLoaded()) {
                // the next instance of the plugin has replaced this one, and continues
                return;
            }
        }
        Set<String> inFlight = RestoreInProgress.inFlight(context).stream()
                .map(RestoreInProgress::operationId)
                .collect(Collectors.toSet());
        if (inFlight.isEmpty()) {
            // comes first, since users wait for it and the next steps may fail
            endMaintenance();
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
     * Ends the maintenance mode that a backup has left on because it died or could not end it. One that a user has
     * switched on stays.
     */
    private void endMaintenance() {
        if (context.platform().maintenance().isOurs()) {
            context.platform().awaitUp();
            context.platform().maintenance().disable();
            LOG.warn("Backup: ended the maintenance mode that an interrupted backup had left on");
        }
    }

    /** Removes unfinished backups and finishes deletions. */
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

    /** Returns what a recovery would do, one sentence per finding; one sentence if there is nothing to do. */
    public List<String> findings() {
        return findings.lines();
    }

    /** Tells whether the data are neither those from before a restore nor those of the backup. */
    public boolean isHalfDone() {
        return findings.isHalfDone();
    }

    /**
     * Tells whether a restore is in flight, or maintenance mode was left on. A backup that needs maintenance mode holds
     * the lock.
     */
    private boolean isNeeded() {
        return !RestoreInProgress.inFlight(context).isEmpty()
                || context.platform().maintenance().isOurs();
    }

    /**
     * Puts the previous state back after a restore that was complete, but that Alien4Cloud does not start on.
     * Alien4Cloud is stopped, and the caller holds the lock.
     */
    public void undoRestored() {
        interrupted.undoRestored();
    }
}
