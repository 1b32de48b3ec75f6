package org.alien4cloud.plugin.backup.repository;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/**
 * Decrypts an archive as it is read. Bytes of a segment are returned only after its tag was checked. The stream ends
 * only at the true end of the archive.
 */
final class DecryptingStream extends InputStream {

    private final PushbackInputStream in;
    private final ArchiveCipher cipher;
    private final byte[] segment = new byte[ArchiveCipher.SEGMENT_BYTES + ArchiveCipher.TAG_BYTES];
    private byte[] plain = new byte[0];
    private int position;
    private int number;
    private boolean last;

    /**
     * Decrypts a stream. Reading throws a {@link org.alien4cloud.plugin.backup.model.BackupException} (CHECK_FAILED) if
     * a segment is damaged or the passphrase is wrong.
     *
     * @param in from the end of the header on; closed with this stream
     */
    DecryptingStream(InputStream in, ArchiveCipher cipher) {
        this.in = new PushbackInputStream(in);
        this.cipher = cipher;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        while (position == plain.length) {
            if (last) {
                return length == 0 ? 0 : -1;
            }
            next();
        }
        int count = Math.min(length, plain.length - position);
        System.arraycopy(plain, position, bytes, offset, count);
        position += count;
        return count;
    }

    private void next() throws IOException {
        int filled = 0;
        for (int count = 0; count >= 0 && filled < segment.length; ) {
            count = in.read(segment, filled, segment.length - filled);
            filled += Math.max(0, count);
        }
        int behind = in.read();
        if (behind >= 0) {
            in.unread(behind);
        }
        last = behind < 0;
        plain = cipher.decrypt(number, last, segment, filled);
        number = Math.addExact(number, 1);
        position = 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
