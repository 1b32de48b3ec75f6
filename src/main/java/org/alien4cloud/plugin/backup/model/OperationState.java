package org.alien4cloud.plugin.backup.model;

/** How far an operation is, or how it ended. */
public enum OperationState {
    RUNNING,
    SUCCEEDED,
    /** Ended with an error; nothing was changed. */
    FAILED,
    /** A user stopped it; nothing was changed. */
    CANCELLED,
    /** A restore that failed after it had begun to change data, and put everything back as it was. */
    ROLLED_BACK
}
