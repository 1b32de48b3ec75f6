package org.alien4cloud.plugin.backup.model;

/**
 * Names the steps of operations, in the order in which a person sees them. Each fills a part of the progress bar: from
 * {@link #startPercent()} to {@link #endPercent()}.
 */
public enum Phase {
    /** Checks that the operation can be done at all. */
    CHECKING(0, 2),

    /** Backup: copies files that are not in the repository yet. */
    FILES(2, 50),
    /** Backup: captures the Elasticsearch indices. */
    INDICES(50, 95),
    /** Backup: makes everything durable and gives the backup its name. */
    COMMITTING(95, 100),
    /** Scheduled backup: deletes older backups that retention does not keep. */
    PRUNING(99, 100),

    /** Restore: finds and fetches what differs, while users work. */
    PLANNING(2, 40),
    /** Restore: makes a backup of the present state, for going back. */
    SAFETY_BACKUP(40, 60),
    /** Restore: unloads plugins, orchestrators and caches; waits until nothing writes. */
    QUIESCING(60, 65),
    /** Restore: keeps the present state of everything that will change. */
    UNDO_LOG(65, 70),
    /** Restore: writes and deletes documents and files. */
    APPLYING(70, 88),
    /** Restore: compares what was written with the backup. */
    VERIFYING(88, 92),
    /** Restore: Alien4Cloud loads again. */
    RESUMING(92, 98),
    /** Restore: removes working files and ends maintenance mode. */
    FINISHING(98, 100),
    /** Restore: undoes all changes. */
    UNDOING(70, 92),

    /** Verification: reads the backup and all its contents. */
    READING_CONTENTS(2, 50),
    /** Verification: reads the files that Elasticsearch keeps for the backup. */
    READING_SNAPSHOT(50, 60),
    /** Verification: restores each index under another name, compares and removes it. */
    TEST_RESTORE(60, 100),

    /** Deletion: removes the backup and what only it used. */
    DELETING(2, 100),

    /** Export: writes the archive. */
    SENDING(2, 100),

    /** Import: reads the archive, and stores what is new. */
    UNPACKING(2, 80),
    /** Import: checks that the result is a complete backup. */
    CHECKING_ARCHIVE(80, 95),

    /** Second copy: writes what is missing, and removes what was deleted. */
    COPYING(2, 100);

    private final int startPercent;
    private final int endPercent;

    Phase(int startPercent, int endPercent) {
        this.startPercent = startPercent;
        this.endPercent = endPercent;
    }

    public int startPercent() {
        return startPercent;
    }

    public int endPercent() {
        return endPercent;
    }
}
