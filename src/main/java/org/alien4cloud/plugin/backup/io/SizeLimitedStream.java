package org.alien4cloud.plugin.backup.io;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/** Limits how many bytes can be read from a stream, so that a damaged or foreign file cannot fill the memory. */
public final class SizeLimitedStream extends ObservedStream {

    private final long limit;
    private long count;

    /** @param limit greatest number of bytes; reading more fails with a {@link ZipException} */
    public SizeLimitedStream(InputStream in, long limit) {
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
