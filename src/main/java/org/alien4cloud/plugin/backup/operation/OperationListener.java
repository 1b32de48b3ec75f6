package org.alien4cloud.plugin.backup.operation;

import org.alien4cloud.plugin.backup.model.Operation;

/** Is told of the operations of this instance of the plugin. Must not wait for anything, and must not fail. */
public interface OperationListener {

    /** One has begun, or is gone on with that began in another instance or process. */
    default void started(Operation operation) {
    }

    /** One has ended, and its lock was given back. */
    void ended(Operation operation);
}
