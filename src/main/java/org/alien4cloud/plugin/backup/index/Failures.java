package org.alien4cloud.plugin.backup.index;

import java.io.IOException;
import java.nio.file.Path;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.BackupException;

/** What to do about failures with the files of this package; all of them are in the backup directory. */
final class Failures {

    private static final DiskFailures DISK = new DiskFailures(
            "", "Check that the backup directory is there and writable.", "Free space or set backup.directory.");

    private Failures() {}

    static BackupException reading(Path file, IOException cause) {
        return DISK.reading(file, cause);
    }

    /** @param act what could not be done: write, create, remove, flush */
    static BackupException changing(String act, Path file, IOException cause) {
        return DISK.writing(act, file, 0, cause);
    }
}
