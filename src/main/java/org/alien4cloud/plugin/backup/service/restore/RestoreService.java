package org.alien4cloud.plugin.backup.service.restore;

import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.ServerPresence;
import org.alien4cloud.plugin.backup.service.BackupContext;

/** Starts restores, after quick checks. {@link RestoreJob} runs them; {@link Recovery} ends them after a crash. */
public class RestoreService {

    private final BackupContext context;
    private final OperationRunner runner;
    private final RestoreJob restoreJob;
    private final ServerPresence servers;

    public RestoreService(
            BackupContext context, OperationRunner runner, RestoreJob restoreJob, ServerPresence servers) {
        this.context = context;
        this.servers = servers;
        this.runner = runner;
        this.restoreJob = restoreJob;
    }

    /**
     * Starts a restore.
     *
     * @throws InvalidInputException if {@code confirm} does not repeat the name, or something was chosen that the
     *     backup does not have
     * @throws BackupException (NOT_FOUND) if there is no such backup, (BUSY) if an operation runs, (PRECONDITION) as
     *     {@link RestorePreflight}; nothing has started then
     */
    public Operation restore(BackupName name, RestoreRequest request, String user) {
        Manifest manifest = context.repository().catalog().get(name);
        if (!name.value().equals(request.confirm())) {
            throw new InvalidInputException(
                    "A restore replaces the data of this server. Repeat the backup's name to confirm: "
                            + "{\"confirm\": \"" + name + "\"}.");
        }
        if (context.platform().isStopped()) {
            context.platform().requireAtRest();
        }
        new RestorePreflight(context, servers).check(manifest, request);
        return runner.start(
                OperationKind.RESTORE, name, user, operation -> restoreJob.run(manifest, request, operation));
    }
}
