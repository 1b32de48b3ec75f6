package org.alien4cloud.plugin.backup.service.monitor;

import java.util.List;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.OperationStore;

/** Lists operations with their logs, and cancels the running one. */
public class OperationService {

    private final OperationStore store;
    private final OperationRunner runner;

    public OperationService(OperationStore store, OperationRunner runner) {
        this.store = store;
        this.runner = runner;
    }

    public List<Operation> list() {
        return store.list();
    }

    /** @throws BackupException (NOT_FOUND) if there is none of this id */
    public Operation get(String id) {
        return runner.current().filter(operation -> operation.id().equals(id)).orElseGet(() -> store.find(id)
                .orElseThrow(() -> new BackupException(Kind.NOT_FOUND, "There is no operation with this id.")));
    }

    /** @throws BackupException (NOT_FOUND) if there is none of this id */
    public List<String> log(String id, int from) {
        return store.log(get(id).id(), from);
    }

    /** @throws BackupException (NOT_FOUND) if it does not run, (PRECONDITION) if it is too late to cancel it */
    public Operation cancel(String id) {
        return runner.cancel(get(id).id());
    }

    /** Returns the running operation, or else the last one; null if there never was one. */
    public Operation latest() {
        return runner.current()
                .orElseGet(() -> store.list().stream().findFirst().orElse(null));
    }
}
