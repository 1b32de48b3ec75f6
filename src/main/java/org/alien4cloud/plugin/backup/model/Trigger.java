package org.alien4cloud.plugin.backup.model;

/** What made a backup happen. */
public enum Trigger {
    /** A user asked for it. */
    MANUAL,
    /** The schedule. */
    SCHEDULED,
    /** Made by a restore before it changes anything, as a way back. */
    SAFETY,
    /** It came in an archive, which may be from another server. */
    IMPORTED
}
