package org.alien4cloud.plugin.backup.operation;

/**
 * How far a restore is. A state is on the disk before the act that it allows; what each one means to a recovery is told
 * by {@link #direction()}. The whole machine is described in the package {@code service}.
 */
public enum JournalState {
    /** What differs is known and staged. */
    PLANNED(Direction.ABANDON),
    /** Plugins, orchestrators and caches are unloaded, nothing writes. */
    QUIESCED(Direction.ABANDON),
    /** The present state of everything that will change is kept. */
    UNDO_LOGGED(Direction.ABANDON),
    /** Documents and files are being changed. */
    APPLYING(Direction.UNDO),
    /** All changes were made. */
    APPLIED(Direction.UNDO),
    /** What was changed equals the backup. */
    VERIFIED(Direction.UNDO),
    /** The restored state counts from here on. */
    COMMITTED(Direction.FINISH),
    /** Alien4Cloud has loaded the restored state. */
    RESUMED(Direction.FINISH),
    /** The previous state is being put back. */
    UNDOING(Direction.UNDO),
    /** The previous state is back. */
    UNDONE(Direction.FINISH),
    /** Nothing is left to do. */
    CLOSED(Direction.FINISH);

    /** What a recovery has to do. */
    public enum Direction {
        /** Nothing was changed: tidy up. */
        ABANDON,
        /** Put the previous state back. */
        UNDO,
        /** The data are as they shall be: load them and tidy up. */
        FINISH
    }

    private final Direction direction;

    JournalState(Direction direction) {
        this.direction = direction;
    }

    public Direction direction() {
        return direction;
    }
}
