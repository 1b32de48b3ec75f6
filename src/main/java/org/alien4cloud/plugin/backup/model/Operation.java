package org.alien4cloud.plugin.backup.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Objects;

/**
 * Describes a long-running operation as it is at one moment. REST callers see it, and it is stored as
 * {@code operations/<id>.json}.
 *
 * <p>Times are milliseconds since the epoch ({@code endedAt} is 0 while it runs). {@code doneBytes} and
 * {@code totalBytes} belong to the current phase. {@code message} is the last line of the log, {@code error} the reason
 * of a failure, else null.
 */
@JsonPropertyOrder({
    "id",
    "kind",
    "backup",
    "state",
    "phase",
    "percent",
    "doneBytes",
    "totalBytes",
    "bytesPerSecond",
    "startedAt",
    "endedAt",
    "user",
    "message",
    "error"
})
public final class Operation {

    private final String id;
    private final OperationKind kind;
    private final BackupName backup;
    private final OperationState state;
    private final Phase phase;
    private final int percent;
    private final long doneBytes;
    private final long totalBytes;
    private final long bytesPerSecond;
    private final long startedAt;
    private final long endedAt;
    private final String user;
    private final String message;
    private final String error;

    @JsonCreator
    private Operation(
            @JsonProperty("id") String id,
            @JsonProperty("kind") OperationKind kind,
            @JsonProperty("backup") BackupName backup,
            @JsonProperty("state") OperationState state,
            @JsonProperty("phase") Phase phase,
            @JsonProperty("percent") int percent,
            @JsonProperty("doneBytes") long doneBytes,
            @JsonProperty("totalBytes") long totalBytes,
            @JsonProperty("bytesPerSecond") long bytesPerSecond,
            @JsonProperty("startedAt") long startedAt,
            @JsonProperty("endedAt") long endedAt,
            @JsonProperty("user") String user,
            @JsonProperty("message") String message,
            @JsonProperty("error") String error) {
        this.id = Objects.requireNonNull(id, "id");
        this.kind = Objects.requireNonNull(kind, "kind");
        this.backup = backup;
        this.state = Objects.requireNonNull(state, "state");
        this.phase = Objects.requireNonNull(phase, "phase");
        this.percent = percent;
        this.doneBytes = doneBytes;
        this.totalBytes = totalBytes;
        this.bytesPerSecond = bytesPerSecond;
        this.startedAt = startedAt;
        this.endedAt = endedAt;
        this.user = user;
        this.message = message;
        this.error = error;
    }

    @JsonProperty
    public String id() {
        return id;
    }

    @JsonProperty
    public OperationKind kind() {
        return kind;
    }

    @JsonProperty
    public BackupName backup() {
        return backup;
    }

    @JsonProperty
    public OperationState state() {
        return state;
    }

    @JsonProperty
    public Phase phase() {
        return phase;
    }

    @JsonProperty
    public int percent() {
        return percent;
    }

    @JsonProperty
    public long doneBytes() {
        return doneBytes;
    }

    @JsonProperty
    public long totalBytes() {
        return totalBytes;
    }

    @JsonProperty
    public long bytesPerSecond() {
        return bytesPerSecond;
    }

    @JsonProperty
    public long startedAt() {
        return startedAt;
    }

    @JsonProperty
    public long endedAt() {
        return endedAt;
    }

    @JsonProperty
    public String user() {
        return user;
    }

    @JsonProperty
    public String message() {
        return message;
    }

    @JsonProperty
    public String error() {
        return error;
    }

    public boolean running() {
        return state == OperationState.RUNNING;
    }

    /** Begins an operation that is running, in its first phase. */
    public static Builder builder(String id, OperationKind kind) {
        return new Builder(id, kind);
    }

    /** Returns this operation as running again in the same phase: without progress, end and error. */
    public Operation reopened() {
        return builder(id, kind)
                .backup(backup)
                .phase(phase)
                .startedAt(startedAt)
                .user(user)
                .message(message)
                .build();
    }

    /** Collects the values of an {@link Operation}. What is not set is 0 or null. */
    public static final class Builder {

        private final String id;
        private final OperationKind kind;
        private BackupName backup;
        private OperationState state = OperationState.RUNNING;
        private Phase phase = Phase.CHECKING;
        private int percent;
        private long doneBytes;
        private long totalBytes;
        private long bytesPerSecond;
        private long startedAt;
        private long endedAt;
        private String user;
        private String message;
        private String error;

        private Builder(String id, OperationKind kind) {
            this.id = id;
            this.kind = kind;
        }

        public Builder backup(BackupName value) {
            backup = value;
            return this;
        }

        public Builder state(OperationState value) {
            state = value;
            return this;
        }

        public Builder phase(Phase value) {
            phase = value;
            return this;
        }

        public Builder percent(int value) {
            percent = value;
            return this;
        }

        /** Sets the progress within the phase. */
        public Builder progress(long done, long total, long perSecond) {
            doneBytes = done;
            totalBytes = total;
            bytesPerSecond = perSecond;
            return this;
        }

        public Builder startedAt(long value) {
            startedAt = value;
            return this;
        }

        public Builder endedAt(long value) {
            endedAt = value;
            return this;
        }

        public Builder user(String value) {
            user = value;
            return this;
        }

        public Builder message(String value) {
            message = value;
            return this;
        }

        public Builder error(String value) {
            error = value;
            return this;
        }

        public Operation build() {
            return new Operation(
                    id,
                    kind,
                    backup,
                    state,
                    phase,
                    percent,
                    doneBytes,
                    totalBytes,
                    bytesPerSecond,
                    startedAt,
                    endedAt,
                    user,
                    message,
                    error);
        }
    }
}
