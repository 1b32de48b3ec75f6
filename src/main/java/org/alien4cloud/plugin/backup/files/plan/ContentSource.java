package org.alien4cloud.plugin.backup.files.plan;

import java.io.IOException;
import java.io.InputStream;

/** Opens the contents of a backup's files, each by its SHA-256. */
public interface ContentSource {

    /**
     * Opens a content for reading; the caller closes it. Its digest is checked when its end is reached, at the latest:
     * reading a damaged content fails with a {@link org.alien4cloud.plugin.backup.model.BackupException}
     * (CHECK_FAILED).
     *
     * @param sha256 64 lower-case hex digits
     * @throws IOException if it cannot be read
     * @throws org.alien4cloud.plugin.backup.model.BackupException (CHECK_FAILED) if it is missing or known to be
     *     damaged
     */
    InputStream open(String sha256) throws IOException;
}
