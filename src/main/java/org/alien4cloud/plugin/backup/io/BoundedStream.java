package org.alien4cloud.plugin.backup.io;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/** A stream that fails when it turns out to be longer than anything that was written by this plugin. */
public final class BoundedStream extends ObservedStream {

    private final long limit;
    private long count;

    /** @param limit bytes that it may have; reading on fails with a {@link ZipException} */
    public BoundedStream(InputStream in, long limit) {
        super(in);
        this.limit = limit;
    }

    @Override
    protected void observe(byte[] bytes, int offset, int read) throws IOException {
        count += Math.max(0, read);
        if (count > limit) {
            throw new ZipException("More than " + ByteSize.of(limit));
        }
    }
}
