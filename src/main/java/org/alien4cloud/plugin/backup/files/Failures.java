package org.alien4cloud.plugin.backup.files;

import java.io.IOException;
import java.nio.file.Path;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;

/** What to do about failures in the data directory and beside it. */
final class Failures {

    private static final DiskFailures DISK = new DiskFailures(
            "The user that Alien4Cloud runs as must be able to read there.",
            "The user that Alien4Cloud runs as must be able to write there.",
            "Free space and try again.");

    private Failures() {}

    static BackupException reading(Path path, IOException cause) {
        return DISK.reading(path, cause);
    }

    static BackupException reading(String what, String named, IOException first) {
        return DISK.reading(what, named, first);
    }

    static String named(Path path, IOException cause) {
        return DiskFailures.named(path, cause);
    }

    static BackupException changing(Path path, IOException cause) {
        return DISK.writing("change", path, 0, cause);
    }

    /** @param needed bytes */
    static BackupException noSpace(Path directory, long needed) {
        return DISK.noSpace(directory, needed, null);
    }

    static BackupException damaged(String message) {
        return new BackupException(Kind.CHECK_FAILED, message);
    }
}
