package org.alien4cloud.plugin.backup.elasticsearch;

import org.elasticsearch.common.bytes.BytesReference;

/** Shown the documents that a backup captures, so that nobody needs to read them a second time. */
public interface DocumentVisitor {

    /** Takes no notice. */
    DocumentVisitor NONE = new DocumentVisitor() {
        @Override
        public boolean wants(String index) {
            return false;
        }

        @Override
        public void begin(String index) {
            // nobody looks
        }

        @Override
        public void document(String id, BytesReference source) {
            // nobody looks
        }
    };

    /**
     * Whether documents of this index must be shown, be it that nothing has moved since an earlier backup. Others may
     * be shown, too.
     */
    default boolean wants(String index) {
        return true;
    }

    /** All documents of this index follow. What was shown of it before does not count: the index has been read anew. */
    void begin(String index);

    /** @param source JSON; only to be read during this call */
    void document(String id, BytesReference source);

    /** Shows everything to two. */
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
