package org.alien4cloud.plugin.backup.model;

/** Tells whether an operation runs, or how it ended. */
public enum OperationState {
    RUNNING,
    SUCCEEDED,
    /** Ended with an error; nothing was changed. */
    FAILED,
    /** A user stopped it; nothing was changed. */
    CANCELLED,
    /** A restore failed after it had begun to change data, and has undone all changes. */
    ROLLED_BACK
}
