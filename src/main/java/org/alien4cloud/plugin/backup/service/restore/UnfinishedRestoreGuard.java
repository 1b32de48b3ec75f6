package org.alien4cloud.plugin.backup.service.restore;

import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.service.BackupContext;

/** Refuses other operations until all restores are ended, since the data may be neither the old nor the new ones. */
public final class UnfinishedRestoreGuard {

    private final BackupContext context;

    public UnfinishedRestoreGuard(BackupContext context) {
        this.context = context;
    }

    /**
     * Checks that no restore is in flight.
     *
     * @throws BackupException (PRECONDITION) naming a restore that is not ended yet
     */
    public void requireNone() {
        context.guard().requireNoRestoreOfAnotherDirectory();
        for (RestoreInProgress restore : RestoreInProgress.inFlight(context)) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "The restore " + restore.operationId() + " is not ended yet. "
                            + (context.platform().isStopped()
                                    ? "Run 'recover' first."
                                    : "It is being ended; try again in a moment. If this does not help, see"
                                            + " docs/restore.md, 'By hand'."));
        }
    }
}
