package org.alien4cloud.plugin.backup.operation;

import java.io.IOException;
import java.nio.file.Path;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.BackupException;

/**
 * What to do about failures of the plugin's own files in the backup directory: lock, journals, records of operations.
 */
final class Failures {

    private static final DiskFailures DISK = new DiskFailures(
            "Check that the backup directory is there and readable.",
            "Make the backup directory writable for the user that runs Alien4Cloud, or set backup.directory.",
            "Free space or set backup.directory.");

    private Failures() {}

    static BackupException reading(Path path, IOException cause) {
        return DISK.reading(path, cause);
    }

    /**
     * (NO_SPACE) if the disk is full, else (IO).
     *
     * @param needed bytes that were to be written
     */
    static BackupException writing(Path path, long needed, IOException cause) {
        return DISK.writing("write", path, needed, cause);
    }
}
