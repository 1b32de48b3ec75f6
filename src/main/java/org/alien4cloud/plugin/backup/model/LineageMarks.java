package org.alien4cloud.plugin.backup.model;

import java.util.Collection;
import java.util.Optional;

/**
 * Keeps in live data the marks of the backups that these data descend from ({@link Manifest#lineage()}). A mark is
 * written after a backup has captured the data; if they were put back to an earlier state since, the mark is gone with
 * everything else that was written. docs/format.md, "Lineage marks".
 */
public interface LineageMarks {

    /** The part of the live data that this is about, as a person calls it. */
    String place();

    /**
     * Tells whether the live data hold a mark.
     *
     * @throws BackupException (ELASTICSEARCH, IO, CHECK_FAILED) if that cannot be told
     */
    boolean holds(String repositoryId, String mark);

    /**
     * Finds out whether the live data descend from those that a backup captured.
     *
     * @return why they are not known to; empty if they do
     */
    default Optional<String> doubt(Manifest backup) {
        try {
            return backup.lineage() != null && holds(backup.repositoryId(), backup.lineage())
                    ? Optional.empty()
                    : Optional.of("Backup " + backup.name() + " left no mark in " + place()
                            + ", or that was put back to an earlier state since.");
        } catch (BackupException e) {
            return Optional.of("Whether " + place() + " holds the mark of backup " + backup.name() + " cannot be told: "
                    + e.getMessage());
        }
    }

    /**
     * Brings what a backup has captured onto the disk, to be called before its mark is added: no mark may outlive what
     * it vouches for.
     *
     * @param indices that were captured
     * @throws BackupException (ELASTICSEARCH) if that fails
     */
    void flush(Collection<String> indices);

    /**
     * Adds a mark, and drops those of backups that are gone. The mark is on the disk when this returns.
     *
     * @param existing marks of the backups that the repository has
     * @throws BackupException (ELASTICSEARCH, IO, NO_SPACE) if that fails
     */
    void add(String repositoryId, String mark, Collection<String> existing);
}
