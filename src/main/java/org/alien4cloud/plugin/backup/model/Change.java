package org.alien4cloud.plugin.backup.model;

/** Names what a restore does with a document or a file. */
public enum Change {
    /** Only the backup has it: the restore brings it back. */
    CREATE,
    /** Both have it, with different content: the restore writes the content of the backup. */
    REPLACE,
    /** Only the server has it: the restore deletes it. */
    DELETE;

    public static Change of(boolean inBackup, boolean onServer) {
        if (!inBackup) {
            return DELETE;
        }
        return onServer ? REPLACE : CREATE;
    }
}
