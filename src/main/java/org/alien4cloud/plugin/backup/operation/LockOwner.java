package org.alien4cloud.plugin.backup.operation;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.alien4cloud.plugin.backup.io.AsciiJson;

/**
 * Describes who has the lock of a backup directory: the content of the file {@code lock} (docs/format.md). The times in
 * it are for people only.
 */
@JsonPropertyOrder({"host", "boot", "pid", "startedAt", "operation", "since", "heartbeat", "heartbeatAt", "token"})
@JsonInclude(JsonInclude.Include.NON_NULL)
final class LockOwner {

    private final ProcessIdentity process;
    private final String operation;
    private final String since;
    private final long heartbeat;
    private final String heartbeatAt;
    private final String token;

    private LockOwner(
            ProcessIdentity process, String operation, String since, long heartbeat, String heartbeatAt, String token) {
        this.process = process;
        this.operation = operation;
        this.since = since;
        this.heartbeat = heartbeat;
        this.heartbeatAt = heartbeatAt;
        this.token = Objects.requireNonNull(token, "token");
    }

    @JsonCreator
    static LockOwner of(
            @JsonProperty("host") String host,
            @JsonProperty("boot") String boot,
            @JsonProperty("pid") String pid,
            @JsonProperty("startedAt") String startedAt,
            @JsonProperty("operation") String operation,
            @JsonProperty("since") String since,
            @JsonProperty("heartbeat") long heartbeat,
            @JsonProperty("heartbeatAt") String heartbeatAt,
            @JsonProperty("token") String token) {
        return new LockOwner(
                new ProcessIdentity(host, boot, pid, startedAt), operation, since, heartbeat, heartbeatAt, token);
    }

    /** Returns a new owner, with a token that no other has. */
    static LockOwner now(ProcessIdentity process, String operation) {
        String now = Instant.now().toString();
        return new LockOwner(process, operation, now, 0, now, UUID.randomUUID().toString());
    }

    /** Parses the content of a lock; empty if it was cut off by a crash, or is not from this plugin. */
    static Optional<LockOwner> parse(byte[] content) {
        try {
            return Optional.ofNullable(AsciiJson.mapper().readValue(content, LockOwner.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    byte[] toJson() {
        try {
            return AsciiJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns this owner with the next heartbeat. */
    LockOwner beat() {
        return new LockOwner(
                process, operation, since, heartbeat + 1, Instant.now().toString(), token);
    }

    boolean isSame(LockOwner other) {
        return token.equals(other.token);
    }

    ProcessIdentity process() {
        return process;
    }

    /** Returns a description for messages. */
    String describe() {
        return operation + " on host " + process.host() + " (process " + process.pid() + "), since " + since;
    }

    @JsonProperty
    String host() {
        return process.host();
    }

    @JsonProperty
    String boot() {
        return process.boot();
    }

    @JsonProperty
    String pid() {
        return process.pid();
    }

    @JsonProperty
    String startedAt() {
        return process.startedAt();
    }

    @JsonProperty
    String operation() {
        return operation;
    }

    @JsonProperty
    String since() {
        return since;
    }

    @JsonProperty
    long heartbeat() {
        return heartbeat;
    }

    @JsonProperty
    String heartbeatAt() {
        return heartbeatAt;
    }

    @JsonProperty
    String token() {
        return token;
    }
}
