package org.alien4cloud.plugin.backup.model;

/** Names why a backup was made. */
public enum Trigger {
    /** A user asked for it. */
    MANUAL,
    /** The schedule started it. */
    SCHEDULED,
    /** A restore made it before changing anything, for going back. */
    SAFETY,
    /** It came in an archive, which may be from another server. */
    IMPORTED
}
