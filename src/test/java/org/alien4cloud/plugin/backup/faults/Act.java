package org.alien4cloud.plugin.backup.faults;

/** What a program does to a file or a directory. */
public enum Act {
    OPEN_TO_READ,
    LIST,
    /** Opens for writing what exists. */
    OPEN_TO_WRITE,
    CREATE,
    CREATE_DIRECTORY,
    WRITE,
    TRUNCATE,
    /** Puts a file's content, or the names in a directory, on the disk. */
    FORCE,
    MOVE,
    LINK,
    DELETE,
    SET_ATTRIBUTE;

    /** Whether something may be different on the disk afterwards. */
    public boolean isChange() {
        return this != OPEN_TO_READ && this != LIST;
    }

    /** Whether this is one of the few acts on which the order of a backup, a deletion and a sweep rests. */
    public boolean isTurningPoint() {
        return this == MOVE || this == DELETE || this == FORCE;
    }
}
