package org.alien4cloud.plugin.backup.service.restore;

import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Operation;

/** Names the last restore that changed this server, and the safety backup that undoes it. */
public final class LastRestore {

    private final Operation operation;
    private final BackupName safetyBackup;

    LastRestore(Operation operation, BackupName safetyBackup) {
        this.operation = operation;
        this.safetyBackup = safetyBackup;
    }

    public Operation getOperation() {
        return operation;
    }

    /** Returns the backup of the state from before that restore. */
    public BackupName getSafetyBackup() {
        return safetyBackup;
    }

    /**
     * Returns the backup whose restore would be undone by restoring the given one; null if it is not the safety backup.
     */
    public BackupName undoneBy(BackupName backup) {
        return safetyBackup.equals(backup) ? operation.backup() : null;
    }
}
