package org.alien4cloud.plugin.backup.model;

/** What a long-running operation does. */
public enum OperationKind {
    BACKUP,
    RESTORE,
    DELETE,
    VERIFY,
    /** A backup is given out as an archive. */
    EXPORT,
    /** A backup is taken in from an archive. */
    IMPORT,
    /** Backups that the retention lets go are deleted. */
    PRUNE,
    /** The second copy of the backup directory is brought up to date. */
    REPLICATE
}
