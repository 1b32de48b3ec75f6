package org.alien4cloud.plugin.backup.service.restore;

import java.util.Optional;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.model.Phase;
import org.alien4cloud.plugin.backup.operation.OperationStore;
import org.alien4cloud.plugin.backup.service.BackupContext;

/** Finds the last restore in the history of operations, also if other operations followed it. */
public class RestoreHistory {

    private final BackupContext context;
    private final OperationStore store;

    public RestoreHistory(BackupContext context, OperationStore store) {
        this.context = context;
        this.store = store;
    }

    /**
     * Finds the last restore that changed the data. Restores that failed, were cancelled or rolled back, or found
     * nothing to do, do not count.
     *
     * @return empty if there is none, or if its safety backup was not made or is deleted
     * @throws BackupException (IO) if the history or the backups cannot be read
     */
    public Optional<LastRestore> last() {
        return store.list().stream()
                .filter(RestoreHistory::hasChangedData)
                .findFirst()
                .flatMap(this::withSafetyBackup);
    }

    /** A restore that finds nothing to do ends in the planning phase. */
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

    /** Only one operation runs at a time, so a safety backup made during a restore belongs to it. */
    private static boolean isSafetyBackupOf(Operation restore, Manifest backup) {
        return backup.trigger() == BackupOrigin.SAFETY
                && backup.startedAt() >= restore.startedAt()
                && backup.endedAt() <= restore.endedAt();
    }
}
