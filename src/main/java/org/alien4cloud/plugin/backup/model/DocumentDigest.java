package org.alien4cloud.plugin.backup.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Objects;

/**
 * Holds the SHA-256 of a document's {@code _source}, exactly as Elasticsearch stores it: one line of a backup's
 * {@code documents/<index>.gz}. {@code routing} is null if the document has none.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"id", "routing", "seqNo", "sha256"})
public final class DocumentDigest {

    private final String id;
    private final String routing;
    private final long seqNo;
    private final String sha256;

    @JsonCreator
    public DocumentDigest(
            @JsonProperty("id") String id,
            @JsonProperty("routing") String routing,
            @JsonProperty("seqNo") long seqNo,
            @JsonProperty("sha256") String sha256) {
        this.id = Objects.requireNonNull(id, "id");
        this.routing = routing;
        this.seqNo = seqNo;
        this.sha256 = Objects.requireNonNull(sha256, "sha256");
    }

    /**
     * Tells whether both are the same document with the same content. Sequence numbers do not count: every restore
     * changes them.
     */
    public boolean sameContent(DocumentDigest other) {
        return id.equals(other.id) && Objects.equals(routing, other.routing) && sha256.equals(other.sha256);
    }

    @JsonProperty
    public String id() {
        return id;
    }

    @JsonProperty
    public String routing() {
        return routing;
    }

    @JsonProperty
    public long seqNo() {
        return seqNo;
    }

    @JsonProperty
    public String sha256() {
        return sha256;
    }
}
