package org.alien4cloud.plugin.backup.service.monitor;

import java.util.Locale;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.operation.OperationListener;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.platform.AlienPlatform;

/** Records the beginning and the end of each operation in Alien4Cloud's audit log, with the user who started it. */
public class AuditTrail implements OperationListener {

    private final AlienPlatform platform;
    private final OperationRunner runner;

    public AuditTrail(AlienPlatform platform, OperationRunner runner) {
        this.platform = platform;
        this.runner = runner;
    }

    /** Begins to record. */
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
        // on a thread of its own, since Elasticsearch may not answer for a while
        runner.spawn(
                "backup-audit",
                () -> platform.audit(
                        operation.user(),
                        what + '.' + how,
                        what + (operation.backup() == null ? "" : " of " + operation.backup()) + ' ' + how + why,
                        succeeded));
    }
}
