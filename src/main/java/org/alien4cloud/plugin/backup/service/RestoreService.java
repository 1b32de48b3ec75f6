package org.alien4cloud.plugin.backup.service;

import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.ServerPresence;

/** Starts restores. What one does is {@link RestoreRun}; how it ends, also after a crash, is {@link Recovery}. */
public class RestoreService {

    private final Workspace workspace;
    private final OperationRunner runner;
    private final RestoreRun restoreRun;
    private final ServerPresence servers;

    public RestoreService(Workspace workspace, OperationRunner runner, RestoreRun restoreRun, ServerPresence servers) {
        this.workspace = workspace;
        this.servers = servers;
        this.runner = runner;
        this.restoreRun = restoreRun;
    }

    /**
     * Starts a restore.
     *
     * @throws InvalidInputException if {@code confirm} does not repeat the name, or something was chosen that the
     *     backup does not have
     * @throws BackupException (NOT_FOUND) if there is no such backup, (BUSY) if an operation runs, (PRECONDITION) as
     *     {@link RestorePreflight}; nothing was begun then
     */
    public Operation restore(BackupName name, RestoreOptions options, String user) {
        Manifest manifest = workspace.repository().catalog().get(name);
        if (!name.value().equals(options.confirm())) {
            throw new InvalidInputException(
                    "A restore replaces the data of this server. Repeat the backup's name to confirm: "
                            + "{\"confirm\": \"" + name + "\"}.");
        }
        if (workspace.platform().isStopped()) {
            workspace.platform().requireAtRest();
        }
        new RestorePreflight(workspace, servers).check(manifest, options);
        return runner.start(
                OperationKind.RESTORE, name, user, operation -> restoreRun.run(manifest, options, operation));
    }
}
