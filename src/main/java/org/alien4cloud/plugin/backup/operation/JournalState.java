package org.alien4cloud.plugin.backup.operation;

/**
 * Names how far a restore is. A state is on the disk before the step that it allows. {@link #direction()} says what a
 * recovery does in each state. The package {@code service.restore} describes the state machine.
 */
public enum JournalState {
    /** What differs is known, and the new content is staged. */
    PLANNED(Direction.ABANDON),
    /** Plugins, orchestrators and caches are unloaded, nothing writes. */
    QUIESCED(Direction.ABANDON),
    /** The previous state of everything that will change is saved. */
    UNDO_LOGGED(Direction.ABANDON),
    /** Documents and files are being changed. */
    APPLYING(Direction.UNDO),
    /** All changes were made. */
    APPLIED(Direction.UNDO),
    /** What was changed is equal to the backup. */
    VERIFIED(Direction.UNDO),
    /** The restored state is final. */
    COMMITTED(Direction.FINISH),
    /** Alien4Cloud has loaded the restored state. */
    RESUMED(Direction.FINISH),
    /** The changes are being undone. */
    UNDOING(Direction.UNDO),
    /** The changes are undone. */
    UNDONE(Direction.FINISH),
    /** Nothing is left to do. */
    CLOSED(Direction.FINISH);

    /** Names what a recovery has to do. */
    public enum Direction {
        /** Nothing was changed: remove the working files. */
        ABANDON,
        /** Undo the changes. */
        UNDO,
        /** The data are final: load them, and remove the working files. */
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
