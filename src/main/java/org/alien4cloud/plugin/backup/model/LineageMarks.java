package org.alien4cloud.plugin.backup.model;

import java.util.Collection;
import java.util.Optional;

/**
 * Stores marks in the live data that tell which backups these data descend from ({@link Manifest#lineage()}). A mark is
 * written after a backup has captured the data. If the data are later put back to an earlier state, the mark disappears
 * with everything else that was written. docs/format.md, "Lineage marks".
 */
public interface LineageMarks {

    /** Returns the name of the part of the live data that holds the marks, for messages. */
    String place();

    /**
     * Tells whether the live data hold a mark.
     *
     * @throws BackupException (ELASTICSEARCH, IO, CHECK_FAILED) if that is not known
     */
    boolean holds(String repositoryId, String mark);

    /**
     * Checks whether the live data descend from those that a backup captured.
     *
     * @return why that is in doubt; empty if they do
     */
    default Optional<String> doubt(Manifest backup) {
        try {
            return backup.lineage() != null && holds(backup.repositoryId(), backup.lineage())
                    ? Optional.empty()
                    : Optional.of("Backup " + backup.name() + " left no mark in " + place()
                            + ", or that was put back to an earlier state since.");
        } catch (BackupException e) {
            return Optional.of("It is not known whether " + place() + " holds the mark of backup " + backup.name()
                    + ": " + e.getMessage());
        }
    }

    /**
     * Flushes the data that a backup has captured to the disk. Call it before the mark is added: no mark may survive a
     * crash that its data do not survive.
     *
     * @param indices that were captured
     * @throws BackupException (ELASTICSEARCH) if that fails
     */
    void flush(Collection<String> indices);

    /**
     * Adds a mark, and removes the marks of deleted backups. The mark is on the disk when this returns.
     *
     * @param existing marks of the backups that the repository has
     * @throws BackupException (ELASTICSEARCH, IO, NO_SPACE) if that fails
     */
    void add(String repositoryId, String mark, Collection<String> existing);
}
