package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.Objects;

/** Identifies a document within an index: by its id, and its routing if it has one (else null). */
public final class DocumentId {

    private final String id;
    private final String routing;

    public DocumentId(String id, String routing) {
        this.id = Objects.requireNonNull(id, "id");
        this.routing = routing;
    }

    public String id() {
        return id;
    }

    public String routing() {
        return routing;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DocumentId
                && id.equals(((DocumentId) other).id)
                && Objects.equals(routing, ((DocumentId) other).routing);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, routing);
    }

    @Override
    public String toString() {
        return routing == null ? id : id + " (routing " + routing + ")";
    }
}
