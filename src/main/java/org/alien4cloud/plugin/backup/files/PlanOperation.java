package org.alien4cloud.plugin.backup.files;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;

/** One line of {@code files.plan}: what becomes of one path. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"number", "kind", "staged", "deferred", "target", "previous"})
final class PlanOperation {

    /** What is done. */
    enum Kind {
        /** Something new, or something else in the place of what is there. */
        PUT,
        /** What is there gets another mode or mtime. For directories also: it gets back the mode it has, as that is lifted meanwhile. */
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

    @JsonCreator
    PlanOperation(@JsonProperty("number") long number, @JsonProperty("kind") Kind kind, @JsonProperty("staged") long staged,
            @JsonProperty("deferred") boolean deferred, @JsonProperty("target") FileEntry target, @JsonProperty("previous") FileEntry previous) {
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
    @JsonProperty
    long number() {
        return number;
    }

    @JsonProperty
    Kind kind() {
        return kind;
    }

    /** The name of the staged file; 0 if there is none. */
    @JsonProperty
    long staged() {
        return staged;
    }

    @JsonProperty
    boolean deferred() {
        return deferred;
    }

    @JsonProperty
    FileEntry target() {
        return target;
    }

    @JsonProperty
    FileEntry previous() {
        return previous;
    }
}
