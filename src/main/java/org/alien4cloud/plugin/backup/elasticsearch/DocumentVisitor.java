package org.alien4cloud.plugin.backup.elasticsearch;

import org.elasticsearch.common.bytes.BytesReference;

/** Receives the documents that a backup captures, so that they need not be read a second time. */
public interface DocumentVisitor {

    /** Ignores all documents. */
    DocumentVisitor NONE = new DocumentVisitor() {
        @Override
        public boolean wants(String index) {
            return false;
        }

        @Override
        public void begin(String index) {
            // ignored
        }

        @Override
        public void document(String id, BytesReference source) {
            // ignored
        }
    };

    /**
     * Tells whether this visitor needs the documents of an index even if they are unchanged since an earlier backup. It
     * may receive others, too.
     */
    default boolean wants(String index) {
        return true;
    }

    /**
     * Announces that all documents of this index follow. Earlier documents of it no longer count, since the index is
     * read again.
     */
    void begin(String index);

    /** @param source JSON; valid only during this call */
    void document(String id, BytesReference source);

    /** Returns a visitor that passes everything to two others. */
    static DocumentVisitor both(DocumentVisitor one, DocumentVisitor other) {
        return new DocumentVisitor() {
            @Override
            public boolean wants(String index) {
                return one.wants(index) || other.wants(index);
            }

            @Override
            public void begin(String index) {
                one.begin(index);
                other.begin(index);
            }

            @Override
            public void document(String id, BytesReference source) {
                one.document(id, source);
                other.document(id, source);
            }
        };
    }
}
