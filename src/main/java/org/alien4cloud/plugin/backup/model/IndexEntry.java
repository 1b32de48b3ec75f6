package org.alien4cloud.plugin.backup.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * An Elasticsearch index in a backup's manifest: which index it was, how many documents it holds, and the highest sequence number of each
 * of its shards when it was captured.
 */
@JsonPropertyOrder({"name", "uuid", "documents", "bytes", "maxSeqNos"})
public final class IndexEntry {

    private final String name;
    private final String uuid;
    private final long documents;
    private final long bytes;
    private final List<Long> maxSeqNos;

    /**
     * @param uuid Elasticsearch's own id of the index: a re-created index of the same name has another
     * @param documents how many documents the backup holds
     * @param bytes size of the primary shards on disk when captured
     * @param maxSeqNos by shard number; empty for an index that was being written to while it was captured, or whose replicas lacked a
     *            write, so that nobody takes it for unchanged without looking
     */
    @JsonCreator
    public IndexEntry(@JsonProperty("name") String name, @JsonProperty("uuid") String uuid, @JsonProperty("documents") long documents,
            @JsonProperty("bytes") long bytes, @JsonProperty("maxSeqNos") List<Long> maxSeqNos) {
        this.name = name;
        this.uuid = uuid;
        this.documents = documents;
        this.bytes = bytes;
        this.maxSeqNos = Collections.unmodifiableList(new ArrayList<>(maxSeqNos));
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
}
