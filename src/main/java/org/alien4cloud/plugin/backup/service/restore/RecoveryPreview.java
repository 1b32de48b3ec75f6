package org.alien4cloud.plugin.backup.service.restore;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.operation.JournalState;
import org.alien4cloud.plugin.backup.operation.OperationStore;
import org.alien4cloud.plugin.backup.service.BackupContext;

/** Describes what a recovery would find and do, and changes nothing. */
final class RecoveryPreview {

    private final BackupContext context;
    private final OperationStore store;
    private final ObsoleteJournalCheck journalCheck;

    RecoveryPreview(BackupContext context, OperationStore store, ObsoleteJournalCheck journalCheck) {
        this.context = context;
        this.store = store;
        this.journalCheck = journalCheck;
    }

    /** Returns one sentence per finding; one sentence if there is nothing to do. */
    List<String> lines() {
        List<String> findings = new ArrayList<>();
        for (RestoreInProgress restore : RestoreInProgress.inFlight(context)) {
            findings.add("Restore of backup " + restore.facts().backup() + " (operation "
                    + restore.operationId() + ") stopped at "
                    + restore.journal().state().map(JournalState::name).orElse("its planning") + ": "
                    + explanation(restore));
        }
        for (Operation operation : store.list()) {
            if (operation.running() && findings.isEmpty()) {
                findings.add(operation.kind() + " of " + operation.backup() + " (operation " + operation.id()
                        + ") was interrupted. What it left will be removed.");
            }
        }
        return findings.isEmpty()
                ? Collections.singletonList("No restore is in flight; the data are whole.")
                : findings;
    }

    /** Tells whether the data are neither those from before a restore nor those of the backup. */
    boolean isHalfDone() {
        return RestoreInProgress.inFlight(context).stream()
                .anyMatch(restore -> restore.direction() == JournalState.Direction.UNDO && !isObsolete(restore));
    }

    private boolean isObsolete(RestoreInProgress restore) {
        try {
            return journalCheck.isObsolete(restore);
        } catch (BackupException e) {
            // as long as this is unknown, the data do not count as whole
            return false;
        }
    }

    private String explanation(RestoreInProgress restore) {
        try {
            if (journalCheck.isObsolete(restore)) {
                return "the data were put back to a state from before it. They will not be changed.";
            }
        } catch (BackupException e) {
            return e.getMessage();
        }
        switch (restore.direction()) {
            case ABANDON:
                return "nothing was changed. Its plan will be removed.";
            case UNDO:
                return "the state from before it will be put back.";
            default:
                return "the data are whole. Start Alien4Cloud, which ends the restore. If it does not start on the restored data, use --undo.";
        }
    }
}
