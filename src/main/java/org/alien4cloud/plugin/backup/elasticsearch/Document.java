package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.Objects;
import org.elasticsearch.common.bytes.BytesReference;

/**
 * Holds a document with its {@code _source} exactly as Elasticsearch stores it. A null source means that the document
 * does not exist.
 */
public final class Document {

    private final String index;
    private final DocumentId id;
    private final BytesReference source;

    public Document(String index, DocumentId id, BytesReference source) {
        this.index = Objects.requireNonNull(index, "index");
        this.id = Objects.requireNonNull(id, "id");
        this.source = source;
    }

    public String index() {
        return index;
    }

    public DocumentId id() {
        return id;
    }

    public BytesReference source() {
        return source;
    }

    public boolean exists() {
        return source != null;
    }
}
