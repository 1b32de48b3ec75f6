package org.alien4cloud.plugin.backup.service.restore;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * Puts back what a restore has changed, and brings Alien4Cloud up again, whatever it takes. Used by the restore itself
 * when it fails, and by the recovery after a crash.
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
     * Makes the previous state whole again, up to {@link JournalState#UNDONE}. Alien4Cloud is at rest.
     *
     * @throws BackupException if it could not, for as long as the settings allow to try; the journal then says
     *     {@link JournalState#UNDOING}
     */
    void undo(RestoreInProgress work, Throwable cause, RunningOperation operation) {
        boolean changed = work.journal().state().map(JournalState::direction).orElse(JournalState.Direction.ABANDON)
                != JournalState.Direction.ABANDON;
        Map<String, String> why = new LinkedHashMap<>();
        String earlier = work.journal().value(RestoreInProgress.CAUSE);
        why.put(
                RestoreInProgress.CAUSE,
                earlier != null ? earlier : cause instanceof BackupException ? cause.getMessage() : cause.toString());
        why.put(RestoreInProgress.CHANGED, Boolean.toString(changed));
        why.put(RestoreInProgress.CANCELLED, Boolean.toString(cause instanceof CancelledException));
        LOG.error(
                "Backup: the restore failed{}",
                changed ? " and is being undone" : " before it had changed anything",
                cause);
        if (changed) {
            operation.log("Failed: " + why.get(RestoreInProgress.CAUSE) + " Putting everything back as it was.");
            operation.phase(Phase.UNDOING);
            putBackWithRetries(work, why, cause, operation);
        } else {
            leaveAsBefore(work, operation);
            note(work, JournalState.UNDONE, why, operation);
        }
    }

    /**
     * Closes the indices again that were opened to be kept, where nothing else was changed. A running Alien4Cloud needs
     * its indices open.
     */
    void leaveAsBefore(RestoreInProgress work, RunningOperation operation) {
        if (!context.platform().isStopped()) {
            return;
        }
        try {
            RecreatedIndices.open(work.directory(), context.platform().elasticsearch())
                    .closeAgain();
        } catch (BackupException e) {
            operation.log(e.getMessage() + " Going on; nothing else was changed.");
        }
    }

    /** Where nothing was changed, or all is back, a journal that cannot be written must not keep Alien4Cloud down. */
    private static void note(
            RestoreInProgress work, JournalState state, Map<String, String> data, RunningOperation operation) {
        try {
            work.journal().append(state, data);
        } catch (BackupException e) {
            operation.log(e.getMessage() + " Going on.");
        }
    }

    private void putBackWithRetries(
            RestoreInProgress work, Map<String, String> why, Throwable cause, RunningOperation operation) {
        long giveUpAt =
                System.nanoTime() + context.properties().undoRetryTimeout().toNanos();
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                work.journal().append(JournalState.UNDOING, why);
                List<String> kept = putBack(work);
                kept.forEach(operation::log);
                why.put(RestoreInProgress.KEPT_BY_MAPPINGS, String.join(" ", kept));
                work.journal().append(JournalState.UNDONE, why);
                return;
            } catch (RuntimeException | Error e) {
                if (System.nanoTime() > giveUpAt) {
                    e.addSuppressed(cause);
                    throw new BackupException(
                            Kind.PRECONDITION,
                            "The restore failed, and putting the previous state back failed as well: "
                                    + e.getMessage()
                                    + " Alien4Cloud stays at rest and in maintenance. Everything needed is in "
                                    + work.directory() + " and "
                                    + work.area()
                                    + ": remove the cause and restart Alien4Cloud, or run the recover program (docs/restore.md).",
                            e);
                }
                LOG.warn("Backup: undoing the restore failed, trying again in {}", pause, e);
                operation.log("Putting back failed, trying again: " + e.getMessage());
            }
            pause(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /**
     * The reverse order of the changes, so that no document is without its files at any instant.
     *
     * @return what mappings keep nevertheless, a sentence for each index
     */
    private List<String> putBack(RestoreInProgress work) {
        FilePlan files = work.files();
        files.undoRemovals();
        List<String> kept = work.documents().undo();
        RecreatedIndices.open(work.directory(), context.platform().elasticsearch())
                .undo();
        files.undoAdditions();
        return kept;
    }

    private static void pause(Duration duration) {
        Pause.orFail(
                duration,
                e -> new BackupException(
                        Kind.PRECONDITION, "Interrupted while undoing a restore; the next start goes on with it.", e));
    }

    /**
     * Brings Alien4Cloud up on the data as they now are; if it does not come up on the restored ones, on the previous
     * ones.
     *
     * @throws BackupException (PRECONDITION) if it does not come up at all
     */
    void resume(RestoreInProgress work, RunningOperation operation) {
        operation.phase(Phase.RESUMING);
        try {
            context.platform().resume();
        } catch (BackupException e) {
            if (work.wasUndone()) {
                throw e;
            }
            undo(work, e, operation);
            context.platform().resume();
        }
        note(work, JournalState.RESUMED, Collections.emptyMap(), operation);
    }
}
