package org.alien4cloud.plugin.backup.service.restore;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.operation.JournalState;
import org.alien4cloud.plugin.backup.operation.OperationStore;
import org.alien4cloud.plugin.backup.service.BackupContext;

/** Tells what a recovery would find and do, and changes nothing. */
final class RecoveryFindings {

    private final BackupContext context;
    private final OperationStore store;
    private final JournalCheck journalCheck;

    RecoveryFindings(BackupContext context, OperationStore store, JournalCheck journalCheck) {
        this.context = context;
        this.store = store;
        this.journalCheck = journalCheck;
    }

    /** What there is to do, a line each, in words; one line if there is nothing. */
    List<String> lines() {
        List<String> findings = new ArrayList<>();
        for (RestoreInProgress work : RestoreInProgress.inFlight(context)) {
            findings.add("Restore of backup " + work.journal().value(RestoreInProgress.BACKUP) + " (operation "
                    + work.operationId() + ") stopped at "
                    + work.journal().state().map(JournalState::name).orElse("its planning") + ": " + meaning(work));
        }
        for (Operation operation : store.list()) {
            if (operation.running() && findings.isEmpty()) {
                findings.add(operation.kind() + " of " + operation.backup() + " (operation " + operation.id()
                        + ") was interrupted: what it left is " + "to be removed.");
            }
        }
        return findings.isEmpty()
                ? Collections.singletonList("No restore is in flight; the data are whole.")
                : findings;
    }

    /** Whether the data are neither those before a restore nor those after it. */
    boolean isHalfDone() {
        return RestoreInProgress.inFlight(context).stream()
                .anyMatch(work -> direction(work) == JournalState.Direction.UNDO && !isForgotten(work));
    }

    private boolean isForgotten(RestoreInProgress work) {
        try {
            return journalCheck.isForgotten(work);
        } catch (BackupException e) {
            // what cannot be told is not whole
            return false;
        }
    }

    private String meaning(RestoreInProgress work) {
        try {
            if (journalCheck.isForgotten(work)) {
                return "the data were put back to a state from before it, and are left as they are.";
            }
        } catch (BackupException e) {
            return e.getMessage();
        }
        switch (direction(work)) {
            case ABANDON:
                return "nothing was changed, its plan is to be removed.";
            case UNDO:
                return "the state before it is to be put back.";
            default:
                return "the data are whole. Start Alien4Cloud, it ends the restore; if it does not start on the restored data, use --undo.";
        }
    }

    static JournalState.Direction direction(RestoreInProgress work) {
        return work.journal().state().map(JournalState::direction).orElse(JournalState.Direction.ABANDON);
    }
}
