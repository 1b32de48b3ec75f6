package org.alien4cloud.plugin.backup.repository;

import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.ObservedStream;
import org.alien4cloud.plugin.backup.model.BackupException;

/** Reads a large content and fails at its end if its SHA-256 is wrong. */
final class VerifyingStream extends ObservedStream {

    private final MessageDigest digest = Digests.sha256();
    private final String sha256;
    private final Path file;
    private boolean checked;

    VerifyingStream(InputStream in, String sha256, Path file) {
        super(in);
        this.sha256 = sha256;
        this.file = file;
    }

    @Override
    protected void observe(byte[] bytes, int offset, int count) {
        if (count > 0) {
            digest.update(bytes, offset, count);
        } else if (count < 0 && !checked) {
            if (!Digests.hex(digest.digest()).equals(sha256)) {
                throw BackupException.damaged(
                        "Content " + sha256 + " in " + file + " is damaged: its SHA-256 differs.");
            }
            checked = true;
        }
    }
}
