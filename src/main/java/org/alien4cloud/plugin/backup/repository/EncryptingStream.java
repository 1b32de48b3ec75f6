package org.alien4cloud.plugin.backup.repository;

import java.io.IOException;
import java.io.OutputStream;

/** Encrypts an archive as it is written. Only {@link #finish} completes it. */
final class EncryptingStream extends OutputStream {

    private final OutputStream out;
    private final ArchiveCipher cipher;
    private final byte[] segment = new byte[ArchiveCipher.SEGMENT_BYTES];
    private int filled;
    private int number;

    /** @param out stays open */
    EncryptingStream(OutputStream out, ArchiveCipher cipher) throws IOException {
        this.out = out;
        this.cipher = cipher;
        out.write(cipher.header());
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int written = 0; written < length; ) {
            if (filled == segment.length) {
                // more bytes follow, so this is not the last segment
                end(false);
            }
            int count = Math.min(length - written, segment.length - filled);
            System.arraycopy(bytes, offset + written, segment, filled, count);
            filled += count;
            written += count;
        }
    }

    private void end(boolean last) throws IOException {
        out.write(cipher.encrypt(number, last, segment, filled));
        number = Math.addExact(number, 1);
        filled = 0;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    /** Writes the last segment. */
    void finish() throws IOException {
        end(true);
        out.flush();
    }
}
