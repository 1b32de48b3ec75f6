package org.alien4cloud.plugin.backup.service.restore;

import java.nio.file.Files;
import java.util.Optional;
import org.alien4cloud.plugin.backup.elasticsearch.ElasticsearchMarks;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.OperationRunner.Outcome;
import org.alien4cloud.plugin.backup.service.BackupContext;

/**
 * Checks whether the journal of a restore still fits the live data, and sets it aside if the data were put back. While
 * a restore is in flight, an administrator may put the data back to an earlier state, for example to a snapshot of the
 * machine. The journal is in the backup directory and stays. If a recovery applied it to other data, it would mix two
 * states.
 */
final class ObsoleteJournalCheck {

    private static final String ADVICE =
            "Nothing was changed now. docs/last-resort.md, \"Data that were put back during a restore\", describes what to do.";

    private final BackupContext context;
    private final OperationRunner runner;

    ObsoleteJournalCheck(BackupContext context, OperationRunner runner) {
        this.context = context;
        this.runner = runner;
    }

    /**
     * Tells whether a restore had begun to change the data, and they were put back to a state from before it. Before
     * the first change, a restore makes an area beside the files and leaves a mark in Elasticsearch. What was put back
     * lacks them.
     *
     * @throws BackupException (PRECONDITION) if only one half of the data was put back, or this is another cluster:
     *     then only an administrator knows what is right; (ELASTICSEARCH) if it does not answer
     */
    boolean isObsolete(RestoreInProgress restore) {
        if (!restore.hasChanged()) {
            return false;
        }
        requireSameCluster(restore);
        boolean files = !Files.isDirectory(restore.area());
        boolean documents = !context.lineage().documentsHold(restore.operationId());
        if (files != documents) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    documents
                            ? "Elasticsearch does not hold the mark of the restore " + restore.operationId()
                                    + ", which is in flight. Either its data were put back to a"
                                    + " state from before, and the files were not, or the index "
                                    + ElasticsearchMarks.INDEX + " was removed. " + ADVICE
                            : restore.area() + ", where the restore " + restore.operationId()
                                    + " keeps what it replaces, is missing: either the data directory was put back"
                                    + " to a state from before, and Elasticsearch was not, or the directory was removed. "
                                    + ADVICE);
        }
        return documents;
    }

    private void requireSameCluster(RestoreInProgress restore) {
        String live = context.cluster().liveUuid();
        Optional<String> begun = restore.facts().liveCluster();
        if (begun.isPresent() && !begun.get().equals(live)) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "The restore " + restore.operationId() + " was begun on another Elasticsearch cluster (uuid "
                            + begun.get()
                            + ") than this server has (" + live
                            + "). End it on the server that began it. Nothing was changed.");
        }
    }

    /**
     * Renames an obsolete journal and fails its operation. The data are not changed.
     *
     * @param before the operation as it was stored last
     * @return whether the journal was obsolete
     * @throws BackupException as {@link #isObsolete}
     */
    boolean setAsideIfObsolete(RestoreInProgress restore, Operation before) {
        if (!isObsolete(restore)) {
            return false;
        }
        runner.resume(before, operation -> {
            operation.log("Its journal is kept as " + restore.setAside() + ".");
            operation.end(
                    OperationState.FAILED,
                    "The data were put back to a state from before this restore while it was in flight. They were left as"
                            + " they are. Start the restore again if it is still wanted.");
            return Outcome.DONE;
        });
        return true;
    }
}
