package org.alien4cloud.plugin.backup.files.plan;

import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;

/** One line of {@code files.plan}: what becomes of one path. */
final class PlanOperation {

    /** What is done. */
    enum Kind {
        /** Something new, or something else in the place of what is there. */
        PUT,
        /**
         * What is there gets another mode or mtime. For directories also: it gets back the mode it has, as that is
         * lifted meanwhile.
         */
        ATTRIBUTES,
        /** What is there goes, a directory with all that is in it. */
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

    /** Whether a file or a link was put beside the tree for this. */
    boolean isStaged() {
        return kind == Kind.PUT && !targetIs(Type.DIRECTORY);
    }

    /** Its place in the plan, from 1, and the name of what it replaces. */
    long number() {
        return number;
    }

    Kind kind() {
        return kind;
    }

    /** The name of the staged file; 0 if there is none. */
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
