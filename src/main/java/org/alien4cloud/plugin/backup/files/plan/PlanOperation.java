package org.alien4cloud.plugin.backup.files.plan;

import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;

/** Describes what is done with one path: one line of {@code files.plan}. */
final class PlanOperation {

    /** Names the kinds of operations. */
    enum Kind {
        /** Puts a new entry at the path, or replaces the existing one. */
        PUT,
        /**
         * Changes the mode or mtime of the existing entry. For a directory, this may set its own mode again, since
         * applying the plan changes it temporarily.
         */
        ATTRIBUTES,
        /** Removes the existing entry, a directory with everything in it. */
        REMOVE
    }

    private final long number;
    private final Kind kind;
    private final long staged;
    private final boolean deferred;
    private final FileEntry target;
    private final FileEntry previous;

    PlanOperation(long number, Kind kind, long staged, boolean deferred, FileEntry target, FileEntry previous) {
        this.number = number;
        this.kind = kind;
        this.staged = staged;
        this.deferred = deferred;
        this.target = target;
        this.previous = previous;
    }

    String path() {
        return target == null ? previous.path() : target.path();
    }

    boolean targetIs(Type type) {
        return target != null && target.type() == type;
    }

    boolean previousIs(Type type) {
        return previous != null && previous.type() == type;
    }

    /** Tells whether a file or a link is staged for this. */
    boolean isStaged() {
        return kind == Kind.PUT && !targetIs(Type.DIRECTORY);
    }

    /** Returns its position in the plan, from 1; the replaced entry has this number as its name. */
    long number() {
        return number;
    }

    Kind kind() {
        return kind;
    }

    /** Returns the name of the staged file; 0 if there is none. */
    long staged() {
        return staged;
    }

    boolean deferred() {
        return deferred;
    }

    FileEntry target() {
        return target;
    }

    FileEntry previous() {
        return previous;
    }
}
