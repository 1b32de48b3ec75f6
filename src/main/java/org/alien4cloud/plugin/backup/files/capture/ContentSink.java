package org.alien4cloud.plugin.backup.files.capture;

import java.io.IOException;
import java.io.InputStream;

/** Stores the contents of files for a backup, each named by its SHA-256. */
public interface ContentSink {

    /**
     * Reads the stream to its end and stores its content.
     *
     * @param size expected size of the stream in bytes; it may differ
     * @return SHA-256 of what was read, 64 lower-case hex digits
     * @throws IOException only if reading the stream fails
     * @throws org.alien4cloud.plugin.backup.model.BackupException if the content cannot be stored
     */
    String store(InputStream in, long size) throws IOException;

    /** Tells whether the content is stored already. */
    boolean contains(String sha256);
}
