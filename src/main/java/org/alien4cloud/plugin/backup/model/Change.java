package org.alien4cloud.plugin.backup.model;

/** What a restore does with a document or a file. */
public enum Change {
    /** The backup has it, the server has not: it comes back. */
    CREATE,
    /** Both have it, with different content: it becomes as it was. */
    REPLACE,
    /** The server has it, the backup has not: it goes. */
    DELETE;

    public static Change of(boolean inBackup, boolean onServer) {
        if (!inBackup) {
            return DELETE;
        }
        return onServer ? REPLACE : CREATE;
    }
}
