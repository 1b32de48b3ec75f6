package org.alien4cloud.plugin.backup.io;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.alien4cloud.plugin.backup.model.Progress;

/** Shows a subclass every byte that is read from a stream. Skipped bytes are read, too. */
public abstract class ObservedStream extends FilterInputStream {

    private static final int SKIP_BYTES = 8192;

    protected ObservedStream(InputStream in) {
        super(in);
    }

    /** Returns a stream that reports how far it was read, and that stops when the operation is cancelled. */
    public static InputStream telling(Progress progress, InputStream in) {
        return new ObservedStream(in) {
            @Override
            protected void observe(byte[] bytes, int offset, int count) {
                progress.advance(Math.max(0, count));
                progress.checkCancelled();
            }
        };
    }

    /**
     * Receives the bytes that were just read.
     *
     * @param count number of bytes from {@code offset} on; below 0 at the end of the stream
     */
    protected abstract void observe(byte[] bytes, int offset, int count) throws IOException;

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public final int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        observe(bytes, offset, count);
        return count;
    }

    @Override
    public final long skip(long count) throws IOException {
        byte[] buffer = new byte[SKIP_BYTES];
        long skipped = 0;
        while (skipped < count) {
            int read = read(buffer, 0, (int) Math.min(buffer.length, count - skipped));
            if (read < 0) {
                break;
            }
            skipped += read;
        }
        return skipped;
    }

    @Override
    public final boolean markSupported() {
        return false;
    }

    @Override
    public final synchronized void mark(int limit) {
        // not supported
    }

    @Override
    public final synchronized void reset() throws IOException {
        throw new IOException("mark is not supported");
    }
}
