package org.alien4cloud.plugin.backup.model;

/** Tells how a backup came about: by a user, the schedule, a restore or an import. */
public enum BackupOrigin {
    /** A user asked for it. */
    MANUAL,
    /** The schedule started it. */
    SCHEDULED,
    /** A restore made it before changing anything, for going back. */
    SAFETY,
    /** It came in an archive, which may be from another server. */
    IMPORTED
}
