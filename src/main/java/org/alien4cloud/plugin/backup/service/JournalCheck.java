package org.alien4cloud.plugin.backup.service;

import java.util.List;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.OperationRunner.Outcome;

/**
 * Checks that the journal of a restore is about the live data. An administrator may put the data back to an earlier state while a restore is in flight,
 * such as to a machine's snapshot of last night after a crash; the journal lies in the backup directory and stays. Carried out on other data, it would
 * mix two states.
 */
final class JournalCheck {

    private final Workspace workspace;
    private final OperationRunner runner;

    JournalCheck(Workspace workspace, OperationRunner runner) {
        this.workspace = workspace;
        this.runner = runner;
    }

    /**
     * Drops the journal of a restore that has begun to change data which hold its mark no more; the data are left as they are.
     *
     * @param before the operation as it was noted last
     * @return whether it was dropped
     * @throws BackupException (PRECONDITION) if only one half of the data was put back: then neither they nor the journal are whole;
     *             (ELASTICSEARCH, IO, CHECK_FAILED) if that cannot be told
     */
    boolean dropIfForgotten(RestoreWork work, Operation before) {
        if (!work.hasChanged()) {
            return false;
        }
        List<String> putBack = workspace.lineage().putBackSince(work.operationId());
        if (putBack.isEmpty()) {
            return false;
        }
        if (putBack.size() == 1) {
            throw new BackupException(Kind.PRECONDITION, "While the restore " + work.operationId() + " was in flight, " + putBack.get(0)
                    + " was put back to a state from before it, and the other half of the data was not. Nothing was changed now. Put the other half back"
                    + " to the same state too, or see docs/last-resort.md, \"Data that were put back during a restore\".");
        }
        runner.resume(before, operation -> {
            operation.end(OperationState.FAILED, "The data were put back to a state from before this restore while it was in flight. They were left as"
                    + " they are. Start the restore again if it is still wanted.");
            work.discard();
            return Outcome.DONE;
        });
        return true;
    }
}
