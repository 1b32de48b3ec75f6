package org.alien4cloud.plugin.backup.model;

/** Names what a long-running operation does. */
public enum OperationKind {
    BACKUP,
    RESTORE,
    DELETE,
    VERIFY,
    /** Writes a backup to an archive. */
    EXPORT,
    /** Imports a backup from an archive. */
    IMPORT,
    /** Deletes the backups that retention does not keep. */
    PRUNE,
    /** Updates the second copy of the backup directory. */
    REPLICATE
}
