package org.alien4cloud.plugin.backup.files.capture;

import java.io.IOException;
import java.io.InputStream;

/** Where the contents of a backup go; thread-safe. */
public interface ContentSink {

    /**
     * Reads the stream to its end and stores what it gave.
     *
     * @param size bytes that the stream is thought to have; it may turn out otherwise
     * @return SHA-256 of what the stream gave, 64 lower-case hex digits
     * @throws IOException only if reading the stream fails
     * @throws org.alien4cloud.plugin.backup.model.BackupException if the content cannot be stored
     */
    String store(InputStream in, long size) throws IOException;

    /** Whether the content is stored already. */
    boolean contains(String sha256);
}
