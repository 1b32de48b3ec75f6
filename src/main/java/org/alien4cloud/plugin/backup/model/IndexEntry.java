package org.alien4cloud.plugin.backup.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Describes an Elasticsearch index in a backup's manifest: its identity, and how many documents it holds. The highest
 * sequence number of each shard, with Elasticsearch's id of the history that it belongs to, tells whether anything was
 * written since the capture.
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
     * @param maxSeqNos by shard number; empty if the index was written to during the capture, or if replicas lacked a
     *     write: then later backups must not assume that it is unchanged
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
