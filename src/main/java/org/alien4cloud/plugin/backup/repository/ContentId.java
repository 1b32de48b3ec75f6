package org.alien4cloud.plugin.backup.repository;

import java.nio.ByteBuffer;
import org.alien4cloud.plugin.backup.io.Digests;

/** Identifies a content by its SHA-256, held as four long values to save memory. */
final class ContentId implements Comparable<ContentId> {

    static final int BYTES = 32;

    final long a;
    final long b;
    final long c;
    final long d;

    private ContentId(long a, long b, long c, long d) {
        this.a = a;
        this.b = b;
        this.c = c;
        this.d = d;
    }

    static ContentId of(byte[] digest) {
        return read(ByteBuffer.wrap(digest));
    }

    /** Reads the next 32 bytes of the buffer. */
    static ContentId read(ByteBuffer buffer) {
        return new ContentId(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
    }

    static ContentId of(long a, long b, long c, long d) {
        return new ContentId(a, b, c, d);
    }

    /**
     * Parses a digest.
     *
     * @throws IllegalArgumentException if it is not 64 lower-case hex digits
     */
    static ContentId parse(String hex) {
        if (!Digests.isDigest(hex)) {
            throw new IllegalArgumentException("Not a SHA-256: " + hex);
        }
        return new ContentId(
                Long.parseUnsignedLong(hex.substring(0, 16), 16),
                Long.parseUnsignedLong(hex.substring(16, 32), 16),
                Long.parseUnsignedLong(hex.substring(32, 48), 16),
                Long.parseUnsignedLong(hex.substring(48), 16));
    }

    byte[] bytes() {
        return ByteBuffer.allocate(BYTES)
                .putLong(a)
                .putLong(b)
                .putLong(c)
                .putLong(d)
                .array();
    }

    String hex() {
        return Digests.hex(bytes());
    }

    /** Compares the bytes as unsigned numbers. */
    @Override
    public int compareTo(ContentId other) {
        int order = Long.compareUnsigned(a, other.a);
        order = order != 0 ? order : Long.compareUnsigned(b, other.b);
        order = order != 0 ? order : Long.compareUnsigned(c, other.c);
        return order != 0 ? order : Long.compareUnsigned(d, other.d);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContentId && compareTo((ContentId) other) == 0;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(a);
    }

    @Override
    public String toString() {
        return hex();
    }
}
