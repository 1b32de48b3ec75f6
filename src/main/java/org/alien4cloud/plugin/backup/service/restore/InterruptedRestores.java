package org.alien4cloud.plugin.backup.service.restore;

import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.model.Phase;
import org.alien4cloud.plugin.backup.operation.JournalState;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.OperationStore;
import org.alien4cloud.plugin.backup.operation.RunningOperation;
import org.alien4cloud.plugin.backup.platform.AlienPlatform;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes, undoes or abandons restores that have not ended, as their journals say. The caller holds the lock of the
 * backup directory.
 */
final class InterruptedRestores {

    private static final Logger LOG = LoggerFactory.getLogger(InterruptedRestores.class);

    private final BackupContext context;
    private final OperationStore store;
    private final OperationRunner runner;
    private final Rollback rollback;
    private final RestoreCompletion completion;
    private final ObsoleteJournalCheck journalCheck;

    InterruptedRestores(
            BackupContext context, OperationStore store, OperationRunner runner, ObsoleteJournalCheck journalCheck) {
        this.context = context;
        this.store = store;
        this.runner = runner;
        this.journalCheck = journalCheck;
        this.rollback = new Rollback(context);
        this.completion = new RestoreCompletion(context, rollback);
    }

    /** Does what the journal of a restore says, as part of the restore's own operation. */
    void resume(RestoreInProgress restore) {
        Operation before = store.find(restore.operationId())
                .map(known -> reopened(restore, known))
                .orElseGet(() -> unknown(restore));
        JournalState.Direction direction = restore.direction();
        if (context.platform().isStopped()
                && restore.isRestored()
                && !restore.facts().wasStopped()) {
            // the undo log is kept until Alien4Cloud has come up on the restored data
            return;
        }
        if (journalCheck.setAsideIfObsolete(restore, before)) {
            return;
        }
        LOG.info(
                "Backup: a restore is in flight, {} at {}: {}",
                restore.operationId(),
                restore.journal().state().orElse(null),
                direction);
        runner.resume(before, operation -> {
            if (direction == JournalState.Direction.UNDO) {
                undo(restore, operation);
                return completion.completeUndone(restore, operation);
            } else if (direction == JournalState.Direction.ABANDON) {
                rollback.closeIndicesAgain(restore, operation);
            }
            return completion.end(restore, operation);
        });
    }

    /** Returns an operation that had given up as a running one, if the previous state is still to be put back. */
    private static Operation reopened(RestoreInProgress restore, Operation known) {
        return restore.direction() != JournalState.Direction.UNDO ? known : known.reopened();
    }

    private static Operation unknown(RestoreInProgress restore) {
        return Operation.builder(restore.operationId(), OperationKind.RESTORE)
                .phase(Phase.FINISHING)
                .startedAt(System.currentTimeMillis())
                .build();
    }

    private void undo(RestoreInProgress restore, RunningOperation operation) {
        AlienPlatform platform = context.platform();
        if (!platform.isStopped()) {
            platform.awaitUp();
            operation.phase(Phase.QUIESCING);
            operation.keepRunningAfterUnload();
            QuiescenceWait quiescence = QuiescenceWait.begin(context);
            platform.quiesce();
            try {
                quiescence.await();
            } catch (BackupException e) {
                operation.log(e.getMessage() + " Undoing nevertheless: the data are neither the old nor the new ones.");
            }
        }
        rollback.undo(
                restore,
                new BackupException(Kind.PRECONDITION, "The server stopped in the middle of the restore."),
                operation);
    }

    /** Puts the previous state back after a restore that was complete. Alien4Cloud is stopped. */
    void undoRestored() {
        for (RestoreInProgress restore : RestoreInProgress.inFlight(context)) {
            Operation before = store.find(restore.operationId()).orElseGet(() -> unknown(restore));
            if (restore.isRestored()
                    && restore.journal().state().get() != JournalState.CLOSED
                    && !journalCheck.setAsideIfObsolete(restore, before)) {
                runner.resume(before, operation -> {
                    rollback.undo(
                            restore,
                            new BackupException(Kind.PRECONDITION, "Undone by the recover program."),
                            operation);
                    return completion.end(restore, operation);
                });
            }
        }
    }
}
