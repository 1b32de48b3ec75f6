package org.alien4cloud.plugin.backup.service.restore;

import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Phase;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.operation.JournalState;
import org.alien4cloud.plugin.backup.operation.RunningOperation;
import org.alien4cloud.plugin.backup.service.BackupContext;

/**
 * Brings Alien4Cloud to rest and changes the data, up to {@link JournalState#COMMITTED}. If anything fails, it puts the
 * previous state back.
 */
final class RestoreChange {

    /** Tells whose state the data are in afterwards. */
    enum Result {
        /** The data are those of the backup. */
        APPLIED,
        /** The data are those from before the restore: it failed or was cancelled. */
        UNDONE
    }

    private final BackupContext context;
    private final Rollback rollback;

    RestoreChange(BackupContext context, Rollback rollback) {
        this.context = context;
        this.rollback = rollback;
    }

    /**
     * Makes the changes of a plan.
     *
     * @param quiescence begun before the plan was computed
     * @param checkWarnings throws if the plan, which has changed since, has new warnings that stop the restore
     * @throws BackupException if another process has taken over the lock, and with it the restore; (PRECONDITION) if
     *     the previous state could not be put back. A {@link Recovery} then continues from the journal.
     */
    Result run(
            RestoreInProgress restore,
            RestorePlan plan,
            QuiescenceWait quiescence,
            Runnable checkWarnings,
            RunningOperation operation) {
        try {
            operation.checkCancelled();
            operation.phase(Phase.QUIESCING);
            context.platform()
                    .maintenance()
                    .update(
                            "Plugins and orchestrators are being unloaded.",
                            operation.snapshot().percent());
            operation.keepRunningAfterUnload();
            context.platform().quiesce();
            quiescence.await();
            if (plan.refresh(quiescence.filesMoved())) {
                checkWarnings.run();
            }
            restore.journal().append(JournalState.QUIESCED, plan.digests().toData());

            operation.phase(Phase.UNDO_LOG);
            plan.writeUndoLog();
            restore.journal().append(JournalState.UNDO_LOGGED);

            Progress untilCommitted = operation.stoppedBy(context.platform()::requireAtRest);
            operation.requireLock();
            untilCommitted.checkCancelled();
            operation.phase(Phase.APPLYING);
            restore.journal().append(JournalState.APPLYING);
            plan.apply(untilCommitted);
            restore.journal().append(JournalState.APPLIED);

            operation.phase(Phase.VERIFYING);
            reapplyOverwritten(plan, untilCommitted);
            plan.verify();
            untilCommitted.checkCancelled();
            restore.journal().append(JournalState.VERIFIED);
            operation.pointOfNoReturn();
            restore.journal()
                    .append(
                            JournalState.COMMITTED,
                            JournalFacts.builder()
                                    .enabledPlugins(plan.enabledPlugins())
                                    .toData());
            return Result.APPLIED;
        } catch (RuntimeException | Error e) {
            if (operation.isLockLost()) {
                // the new owner of the lock finds the journal and puts the previous state back; two must not do it
                throw e;
            }
            rollback.undo(restore, e, operation);
            return Result.UNDONE;
        }
    }

    private static void reapplyOverwritten(RestorePlan plan, Progress progress) {
        long written = plan.reapplyOverwritten(progress);
        if (written > 0) {
            progress.log(
                    written
                            + " documents were written by somebody else while Alien4Cloud was at rest; the backup's were written over them.");
        }
    }
}
