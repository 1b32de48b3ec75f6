package org.alien4cloud.plugin.backup.operation;

import org.alien4cloud.plugin.backup.model.Operation;

/** Is told of the operations of this instance of the plugin. Must not wait for anything, and must not fail. */
public interface OperationListener {

    /** One has begun, or is gone on with that began in another instance or process. */
    default void started(Operation operation) {}

    /**
     * One is about to end; whoever waits for its end does not see it yet. Called in the thread that ends it, with its
     * lock held.
     */
    default void ending(Operation operation) {}

    /**
     * One has ended. Its lock is given back afterwards: the end of one operation is told before the start of the next.
     */
    void ended(Operation operation);
}
