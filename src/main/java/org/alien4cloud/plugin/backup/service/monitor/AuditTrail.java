package org.alien4cloud.plugin.backup.service.monitor;

import java.util.Locale;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.operation.OperationListener;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.platform.AlienPlatform;

/**
 * Leaves traces in Alien4Cloud's audit log of what is done to backups, by whomever: of the beginning and the end of
 * each operation, and of deletions.
 */
public class AuditTrail implements OperationListener {

    private final AlienPlatform platform;
    private final OperationRunner runner;

    public AuditTrail(AlienPlatform platform, OperationRunner runner) {
        this.platform = platform;
        this.runner = runner;
    }

    /** From now on. */
    public void start() {
        runner.addListener(this);
    }

    @Override
    public void started(Operation operation) {
        record(operation, "started", "");
    }

    @Override
    public void ended(Operation operation) {
        record(
                operation,
                operation.state().name().toLowerCase(Locale.ROOT),
                operation.error() == null ? "" : ": " + operation.error());
    }

    private void record(Operation operation, String how, String why) {
        String what = operation.kind().name().toLowerCase(Locale.ROOT);
        boolean succeeded =
                operation.state() == OperationState.RUNNING || operation.state() == OperationState.SUCCEEDED;
        // Elasticsearch may not answer for a while
        runner.spawn(
                "backup-audit",
                () -> platform.audit(
                        operation.user(),
                        what + '.' + how,
                        what + (operation.backup() == null ? "" : " of " + operation.backup()) + ' ' + how + why,
                        succeeded));
    }
}
