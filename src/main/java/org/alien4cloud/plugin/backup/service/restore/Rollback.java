package org.alien4cloud.plugin.backup.service.restore;

import java.time.Duration;
import java.util.List;
import org.alien4cloud.plugin.backup.elasticsearch.RecreatedIndices;
import org.alien4cloud.plugin.backup.files.plan.FilePlan;
import org.alien4cloud.plugin.backup.io.Pause;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.CancelledException;
import org.alien4cloud.plugin.backup.model.Phase;
import org.alien4cloud.plugin.backup.operation.JournalState;
import org.alien4cloud.plugin.backup.operation.RunningOperation;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts back what a restore has changed, and retries until it succeeds or the configured time is over. The restore uses
 * it when it fails, and the recovery after a crash.
 */
class Rollback {

    private static final Logger LOG = LoggerFactory.getLogger(Rollback.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final BackupContext context;

    Rollback(BackupContext context) {
        this.context = context;
    }

    /**
     * Puts the previous state back, up to {@link JournalState#UNDONE}. Alien4Cloud is at rest.
     *
     * @throws BackupException (PRECONDITION) if it still fails after the configured time; the journal then says
     *     {@link JournalState#UNDOING}
     */
    void undo(RestoreInProgress restore, Throwable cause, RunningOperation operation) {
        boolean changed = restore.direction() != JournalState.Direction.ABANDON;
        String why = restore.facts()
                .cause()
                .orElseGet(() -> cause instanceof BackupException ? cause.getMessage() : cause.toString());
        JournalFacts.Builder failure =
                JournalFacts.builder().failure(why, changed, cause instanceof CancelledException);
        LOG.error(
                "Backup: the restore failed{}",
                changed ? " and is being undone" : " before it had changed anything",
                cause);
        if (changed) {
            operation.log("Failed: " + why + " Putting everything back as it was.");
            operation.phase(Phase.UNDOING);
            putBackWithRetries(restore, failure, cause, operation);
        } else {
            closeIndicesAgain(restore, operation);
            restore.appendIfPossible(JournalState.UNDONE, failure, operation);
        }
    }

    /**
     * Closes the indices again that were opened to be kept, where nothing else was changed. A running Alien4Cloud needs
     * its indices open.
     */
    void closeIndicesAgain(RestoreInProgress restore, RunningOperation operation) {
        if (!context.platform().isStopped()) {
            return;
        }
        try {
            RecreatedIndices.open(restore.directory(), context.platform().elasticsearch())
                    .closeAgain();
        } catch (BackupException e) {
            operation.log(e.getMessage() + " Continuing; nothing else was changed.");
        }
    }

    private void putBackWithRetries(
            RestoreInProgress restore, JournalFacts.Builder failure, Throwable cause, RunningOperation operation) {
        long giveUpAt =
                System.nanoTime() + context.properties().undoRetryTimeout().toNanos();
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                restore.journal().append(JournalState.UNDOING, failure.toData());
                List<String> kept = putBack(restore);
                kept.forEach(operation::log);
                failure.keptByMappings(String.join(" ", kept));
                restore.journal().append(JournalState.UNDONE, failure.toData());
                return;
            } catch (RuntimeException | Error e) {
                if (System.nanoTime() > giveUpAt) {
                    e.addSuppressed(cause);
                    throw new BackupException(
                            Kind.PRECONDITION,
                            "The restore failed, and putting the previous state back failed as well: "
                                    + e.getMessage()
                                    + " Alien4Cloud stays at rest and in maintenance. Everything needed is in "
                                    + restore.directory() + " and "
                                    + restore.area()
                                    + ": remove the cause and restart Alien4Cloud, or run the recover program (docs/restore.md).",
                            e);
                }
                LOG.warn("Backup: undoing the restore failed, trying again in {}", pause, e);
                operation.log("Putting back failed, trying again: " + e.getMessage());
            }
            Pause.orFail(
                    pause,
                    e -> new BackupException(
                            Kind.PRECONDITION, "Interrupted while undoing a restore; the next start continues it.", e));
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /**
     * Undoes the changes in reverse order, so that no document is ever without its files.
     *
     * @return what mappings keep nevertheless, one sentence per index
     */
    private List<String> putBack(RestoreInProgress restore) {
        FilePlan files = restore.files();
        files.undoRemovals();
        List<String> kept = restore.documents().undo();
        RecreatedIndices.open(restore.directory(), context.platform().elasticsearch())
                .undo();
        files.undoAdditions();
        return kept;
    }
}
