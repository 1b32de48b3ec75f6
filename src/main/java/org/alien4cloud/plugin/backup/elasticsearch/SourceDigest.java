package org.alien4cloud.plugin.backup.elasticsearch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import org.alien4cloud.plugin.backup.io.Digests;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefIterator;
import org.elasticsearch.common.bytes.BytesReference;

/** Computes the SHA-256 of a document's source, byte for byte as Elasticsearch stores it. */
final class SourceDigest {

    private SourceDigest() {}

    static byte[] of(BytesReference source) {
        MessageDigest digest = Digests.sha256();
        try {
            BytesRefIterator parts = source.iterator();
            for (BytesRef part = parts.next(); part != null; part = parts.next()) {
                digest.update(part.bytes, part.offset, part.length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Bytes in memory cannot fail to be read", e);
        }
        return digest.digest();
    }
}
