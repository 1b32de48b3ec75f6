package org.alien4cloud.plugin.backup.io;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/** A stream that fails when it turns out to be longer than anything that was written by this plugin. */
public final class BoundedStream extends FilterInputStream {

    private final long limit;
    private long count;

    /** @param limit bytes that it may have; reading on fails with a {@link ZipException} */
    public BoundedStream(InputStream in, long limit) {
        super(in);
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        count += Math.max(0, read);
        if (count > limit) {
            throw new ZipException("More than " + limit + " bytes");
        }
        return read;
    }
}
