package org.alien4cloud.plugin.backup.service.restore;

import java.util.Optional;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.model.Phase;
import org.alien4cloud.plugin.backup.model.Trigger;
import org.alien4cloud.plugin.backup.operation.OperationStore;
import org.alien4cloud.plugin.backup.service.BackupContext;

/** Finds the last restore in the history of operations, whatever came after it. */
public class RestoreHistory {

    private final BackupContext context;
    private final OperationStore store;

    public RestoreHistory(BackupContext context, OperationStore store) {
        this.context = context;
        this.store = store;
    }

    /**
     * Finds the last restore that changed something. One that failed, was cancelled or rolled back has not, nor one
     * that found the server as it was in the backup: the undo of the one before is still the undo of what is there.
     *
     * @return empty if there is none, or no safety backup of it: it was made without one, or that was deleted
     * @throws BackupException (IO) if the history or the backups cannot be read
     */
    public Optional<LastRestore> last() {
        return store.list().stream()
                .filter(RestoreHistory::hasChangedData)
                .findFirst()
                .flatMap(this::withSafetyBackup);
    }

    /** A restore that finds nothing to do ends in the phase that finds it. */
    private static boolean hasChangedData(Operation operation) {
        return operation.kind() == OperationKind.RESTORE
                && operation.state() == OperationState.SUCCEEDED
                && operation.phase() != Phase.PLANNING;
    }

    private Optional<LastRestore> withSafetyBackup(Operation restore) {
        return context.repository().catalog().list().stream()
                .filter(backup -> isSafetyBackupOf(restore, backup))
                .findFirst()
                .map(backup -> new LastRestore(restore, backup.name()));
    }

    /** One operation runs at a time, so that what was made meanwhile was made by this one. */
    private static boolean isSafetyBackupOf(Operation restore, Manifest backup) {
        return backup.trigger() == Trigger.SAFETY
                && backup.startedAt() >= restore.startedAt()
                && backup.endedAt() <= restore.endedAt();
    }
}
