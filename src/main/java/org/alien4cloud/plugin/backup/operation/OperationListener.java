package org.alien4cloud.plugin.backup.operation;

import org.alien4cloud.plugin.backup.model.Operation;

/**
 * Receives the events of the operations of this plugin instance. Methods must not wait for anything, and must not fail.
 */
public interface OperationListener {

    /** Called when an operation has begun, or continues one of another instance or process. */
    default void started(Operation operation) {}

    /**
     * Called when an operation is about to end; nobody who waits for its end sees that yet. The calling thread ends the
     * operation, and holds its lock.
     */
    default void ending(Operation operation) {}

    /**
     * Called when an operation has ended. Its lock is released afterwards, so the end of one operation is reported
     * before the start of the next.
     */
    void ended(Operation operation);
}
