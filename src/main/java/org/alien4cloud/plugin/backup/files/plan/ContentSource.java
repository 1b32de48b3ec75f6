package org.alien4cloud.plugin.backup.files.plan;

import java.io.IOException;
import java.io.InputStream;

/** Where the contents of a backup come from. */
public interface ContentSource {

    /**
     * Opens a content for reading; the caller closes it. Its digest is checked, at the latest when its end is reached:
     * reading then fails with a {@link org.alien4cloud.plugin.backup.model.BackupException} (CHECK_FAILED).
     *
     * @param sha256 64 lower-case hex digits
     * @throws IOException if it cannot be read
     * @throws org.alien4cloud.plugin.backup.model.BackupException (CHECK_FAILED) if it is missing or known to be
     *     damaged
     */
    InputStream open(String sha256) throws IOException;
}
