package org.alien4cloud.plugin.backup.repository;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.alien4cloud.plugin.backup.io.Digests;

/** Reads a large content and fails at its end if its SHA-256 is another. */
final class CheckedObject extends FilterInputStream {

    private final MessageDigest digest = Digests.sha256();
    private final String sha256;
    private final Path file;
    private boolean checked;

    CheckedObject(InputStream in, String sha256, Path file) {
        super(in);
        this.sha256 = sha256;
        this.file = file;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        if (count > 0) {
            digest.update(bytes, offset, count);
        } else if (count < 0 && !checked) {
            if (!Digests.hex(digest.digest()).equals(sha256)) {
                throw Failures.damaged("Content " + sha256 + " in " + file + " is damaged: its SHA-256 differs.");
            }
            checked = true;
        }
        return count;
    }

    /** Reads and drops: what is skipped counts for the digest. */
    @Override
    public long skip(long count) throws IOException {
        byte[] buffer = new byte[8192];
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
    public boolean markSupported() {
        return false;
    }

    @Override
    public synchronized void mark(int limit) {
        // not supported
    }

    @Override
    public synchronized void reset() throws IOException {
        throw new IOException("mark is not supported");
    }
}
