package org.alien4cloud.plugin.backup.model;

/**
 * A step of an operation, in the order in which a person sees them, with the part of the progress bar that it fills:
 * from {@link #startPercent()} to {@link #endPercent()}.
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
    /** Backup of the schedule: deletes older ones that the retention lets go. */
    PRUNING(99, 100),

    /** Restore: finds and fetches what differs, while Alien4Cloud serves. */
    PLANNING(2, 40),
    /** Restore: a backup of the present state, as a way back. */
    SAFETY_BACKUP(40, 60),
    /** Restore: plugins, orchestrators and caches are unloaded; waits until nothing writes. */
    QUIESCING(60, 65),
    /** Restore: keeps the present state of everything that will change. */
    UNDO_LOG(65, 70),
    /** Restore: puts documents and files back. */
    APPLYING(70, 88),
    /** Restore: compares what was written with the backup. */
    VERIFYING(88, 92),
    /** Restore: Alien4Cloud loads again. */
    RESUMING(92, 98),
    /** Restore: tidies up and ends maintenance. */
    FINISHING(98, 100),
    /** Restore: puts everything back as it was before. */
    UNDOING(70, 92),

    /** Verification: reads the backup and all contents that it names. */
    READING_CONTENTS(2, 50),
    /** Verification: reads the files that Elasticsearch keeps for the backup. */
    READING_SNAPSHOT(50, 60),
    /** Verification: restores each index beside the live ones, compares and removes it. */
    TEST_RESTORE(60, 100),

    /** Deletion: removes the backup and what only it used. */
    DELETING(2, 100),

    /** Export: gives out the archive. */
    SENDING(2, 100),

    /** Import: reads the archive, and stores what is new in it. */
    UNPACKING(2, 80),
    /** Import: whether that makes a backup. */
    CHECKING_ARCHIVE(80, 95),

    /** Second copy: writes what it lacks, and removes what is gone. */
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
