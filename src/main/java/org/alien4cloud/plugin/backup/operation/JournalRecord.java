package org.alien4cloud.plugin.backup.operation;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Holds one line of a journal: a state that was reached, when (milliseconds since the epoch), and what a recovery must
 * know about it.
 */
@JsonPropertyOrder({"sequence", "at", "state", "data"})
public final class JournalRecord {

    private final int sequence;
    private final long at;
    private final JournalState state;
    private final Map<String, String> data;

    @JsonCreator
    public JournalRecord(
            @JsonProperty("sequence") int sequence,
            @JsonProperty("at") long at,
            @JsonProperty("state") JournalState state,
            @JsonProperty("data") Map<String, String> data) {
        this.sequence = sequence;
        this.at = at;
        this.state = Objects.requireNonNull(state, "state");
        this.data = data == null ? Collections.emptyMap() : Collections.unmodifiableMap(new TreeMap<>(data));
    }

    @JsonProperty
    public int sequence() {
        return sequence;
    }

    @JsonProperty
    public long at() {
        return at;
    }

    @JsonProperty
    public JournalState state() {
        return state;
    }

    @JsonProperty
    public Map<String, String> data() {
        return data;
    }
}
