package org.alien4cloud.plugin.backup.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * An Elasticsearch index in a backup's manifest: which index it was, how many documents it holds, and what tells
 * whether anything was written since it was captured: of each of its shards the highest sequence number, and
 * Elasticsearch's id of the history that it counts.
 */
@JsonPropertyOrder({"name", "uuid", "documents", "bytes", "maxSeqNos", "histories"})
public final class IndexEntry {

    private final String name;
    private final String uuid;
    private final long documents;
    private final long bytes;
    private final List<Long> maxSeqNos;
    private final List<String> histories;

    /**
     * @param uuid Elasticsearch's own id of the index: a re-created index of the same name has another
     * @param documents how many documents the backup holds
     * @param bytes size of the primary shards on disk when captured
     * @param maxSeqNos by shard number; empty for an index that was being written to while it was captured, or whose
     *     replicas lacked a write, so that nobody takes it for unchanged without looking
     * @param histories by shard number; null or empty as {@code maxSeqNos}, and in backups of early versions
     */
    @JsonCreator
    public IndexEntry(
            @JsonProperty("name") String name,
            @JsonProperty("uuid") String uuid,
            @JsonProperty("documents") long documents,
            @JsonProperty("bytes") long bytes,
            @JsonProperty("maxSeqNos") List<Long> maxSeqNos,
            @JsonProperty("histories") List<String> histories) {
        this.name = name;
        this.uuid = uuid;
        this.documents = documents;
        this.bytes = bytes;
        this.maxSeqNos = Collections.unmodifiableList(new ArrayList<>(maxSeqNos));
        this.histories =
                histories == null ? Collections.emptyList() : Collections.unmodifiableList(new ArrayList<>(histories));
    }

    @JsonProperty
    public String name() {
        return name;
    }

    @JsonProperty
    public String uuid() {
        return uuid;
    }

    @JsonProperty
    public long documents() {
        return documents;
    }

    @JsonProperty
    public long bytes() {
        return bytes;
    }

    @JsonProperty
    public List<Long> maxSeqNos() {
        return maxSeqNos;
    }

    @JsonProperty
    public List<String> histories() {
        return histories;
    }
}
