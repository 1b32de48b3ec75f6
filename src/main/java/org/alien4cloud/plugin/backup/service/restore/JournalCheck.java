package org.alien4cloud.plugin.backup.service.restore;

import java.nio.file.Files;
import org.alien4cloud.plugin.backup.elasticsearch.DocumentLineage;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.OperationRunner.Outcome;
import org.alien4cloud.plugin.backup.service.BackupContext;

/**
 * Checks that the journal of a restore is about the live data. An administrator may put the data back to an earlier
 * state while a restore is in flight, such as to a machine's snapshot of last night after a crash; the journal lies in
 * the backup directory and stays. Carried out on other data, it would mix two states.
 */
final class JournalCheck {

    private static final String ADVICE =
            "Nothing was changed now. docs/last-resort.md, \"Data that were put back during a restore\", tells what to do.";

    private final BackupContext context;
    private final OperationRunner runner;

    JournalCheck(BackupContext context, OperationRunner runner) {
        this.context = context;
        this.runner = runner;
    }

    /**
     * Tells whether the data were put back to a state from before a restore that has begun to change them. Files were
     * if the area is gone that was made beside them before; documents were if the mark is gone that was left in
     * Elasticsearch before.
     *
     * @throws BackupException (PRECONDITION) if only one half of the data was put back, or Elasticsearch is another
     *     one: then nobody but an administrator knows what is right; (ELASTICSEARCH) if it cannot be told
     */
    boolean isForgotten(RestoreInProgress work) {
        if (!work.hasChanged()) {
            return false;
        }
        requireSameCluster(work);
        boolean files = !Files.isDirectory(work.area());
        boolean documents = !context.lineage().documentsHold(work.operationId());
        if (files != documents) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    documents
                            ? "Elasticsearch does not hold the mark of the restore " + work.operationId()
                                    + ", which is in flight: either its data were put back to a"
                                    + " state from before, and the files were not, or the index "
                                    + DocumentLineage.INDEX + " was removed. " + ADVICE
                            : work.area() + ", where the restore " + work.operationId()
                                    + " keeps what it replaces, is missing: either the data directory was put back"
                                    + " to a state from before, and Elasticsearch was not, or the directory was removed. "
                                    + ADVICE);
        }
        return documents;
    }

    private void requireSameCluster(RestoreInProgress work) {
        String begun = work.journal().value(RestoreInProgress.LIVE_CLUSTER);
        String live = context.cluster().liveUuid();
        if (begun != null && !begun.equals(live)) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "The restore " + work.operationId() + " was begun on another Elasticsearch cluster (uuid " + begun
                            + ") than this server has (" + live
                            + "). End it on the server that began it. Nothing was changed.");
        }
    }

    /**
     * Sets the journal of a restore aside that the data know nothing of any more; they are left as they are.
     *
     * @param before the operation as it was noted last
     * @return whether that was so
     * @throws BackupException as {@link #isForgotten}
     */
    boolean setAsideIfForgotten(RestoreInProgress work, Operation before) {
        if (!isForgotten(work)) {
            return false;
        }
        runner.resume(before, operation -> {
            operation.log("Its journal is kept as " + work.setAside() + ".");
            operation.end(
                    OperationState.FAILED,
                    "The data were put back to a state from before this restore while it was in flight. They were left as"
                            + " they are. Start the restore again if it is still wanted.");
            return Outcome.DONE;
        });
        return true;
    }
}
