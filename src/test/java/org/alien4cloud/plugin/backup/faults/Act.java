package org.alien4cloud.plugin.backup.faults;

/** Names what a program does to a file or a directory. */
public enum Act {
    OPEN_TO_READ,
    LIST,
    /** Opens an existing file for writing. */
    OPEN_TO_WRITE,
    CREATE,
    CREATE_DIRECTORY,
    WRITE,
    TRUNCATE,
    /** Forces a file's content, or the names in a directory, to the disk. */
    FORCE,
    MOVE,
    LINK,
    DELETE,
    SET_ATTRIBUTE;

    /** Tells whether the disk may be different afterwards. */
    public boolean isChange() {
        return this != OPEN_TO_READ && this != LIST;
    }

    /** Tells whether this is one of the few acts on which the order of a backup, a deletion and a sweep depends. */
    public boolean isTurningPoint() {
        return this == MOVE || this == DELETE || this == FORCE;
    }
}
