package org.alien4cloud.plugin.backup.service.restore;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.Consistency;
import org.alien4cloud.plugin.backup.model.EngineKind;
import org.alien4cloud.plugin.backup.model.Phase;
import org.alien4cloud.plugin.backup.operation.RunningOperation;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.alien4cloud.plugin.backup.service.capture.BackupJob;
import org.alien4cloud.plugin.backup.service.capture.CreateBackupRequest;
import org.alien4cloud.plugin.backup.service.capture.TimestampName;

/**
 * Backs up the present state before a restore, while Alien4Cloud still serves: the time it takes grows with the data.
 * The undo log keeps what is written after it.
 */
final class SafetyBackup {

    private final BackupContext context;
    private final BackupJob backupJob;

    SafetyBackup(BackupContext context, BackupJob backupJob) {
        this.context = context;
        this.backupJob = backupJob;
    }

    /**
     * Makes the backup, unless the request excludes it or there is nothing to back up.
     *
     * @return how many milliseconds it took; 0 if none was made
     */
    long make(RestoreRequest request, RunningOperation operation) {
        if (!request.safetyBackup()) {
            return 0;
        }
        if (context.platform().isStopped() && context.platform().ownedIndices().isEmpty()) {
            operation.log("There are no documents on this server yet, so no backup of its present state is made.");
            return 0;
        }
        long begin = System.nanoTime();
        // two clusters must not write to one snapshot repository
        EngineKind engine = context.cluster().isSame() ? null : EngineKind.EXPORT;
        operation.phase(Phase.SAFETY_BACKUP);
        BackupName name = TimestampName.of("before-restore-", Instant.now());
        CreateBackupRequest safety = new CreateBackupRequest(
                name, "State before the restore of " + operation.backup(), engine, Consistency.LIVE, false);
        backupJob.run(safety, BackupOrigin.SAFETY, operation.user(), operation, phase -> {});
        operation.log("The present state is kept in backup " + name + ".");
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }
}
