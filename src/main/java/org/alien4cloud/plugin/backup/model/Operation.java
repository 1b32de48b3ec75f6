package org.alien4cloud.plugin.backup.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Objects;

/**
 * A long-running operation as it is at one moment: what a REST caller sees, and what is stored as
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
    public Operation(
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
}
