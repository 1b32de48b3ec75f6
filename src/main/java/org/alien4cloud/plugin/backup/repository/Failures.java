package org.alien4cloud.plugin.backup.repository;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;

/** What to do about failures in the backup directory. */
final class Failures {

    private static final DiskFailures DISK = new DiskFailures(
            "", "Check that the backup directory is there and writable.", "Free space or set backup.directory.");

    private Failures() {}

    /**
     * @param path what could not be written
     * @param needed bytes that were to be written, 0 if not known; for the message when the disk is full
     */
    static BackupException writing(Path path, long needed, IOException cause) {
        return DISK.writing("write", path, needed, cause);
    }

    static BackupException reading(Path path, IOException cause) {
        return DISK.reading(path, cause);
    }

    static BackupException noSpace(Path directory, long needed, IOException cause) {
        return DISK.noSpace(directory, needed, cause);
    }

    /** Whether what cannot be read may be whole: only this user may not read it. */
    static boolean isRefused(Throwable failure) {
        return failure instanceof AccessDeniedException;
    }

    static BackupException damaged(String what) {
        return new BackupException(Kind.CHECK_FAILED, what);
    }
}
