package org.alien4cloud.plugin.backup.model;

/** What a long-running operation does. */
public enum OperationKind {
    BACKUP, RESTORE, DELETE, VERIFY
}
