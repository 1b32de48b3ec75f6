package org.alien4cloud.plugin.backup.repository;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;

/** The directories of backups that were not completed, and of deletions that did not come to their end. */
final class StaleDirectories {

    private final Path directory;

    /** @param directory of the backups */
    StaleDirectories(Path directory) {
        this.directory = directory;
    }

    /** @throws BackupException (IO) if the directory cannot be read */
    List<Path> list() {
        List<Path> found = new ArrayList<>();
        try {
            for (Path child : RepositoryNames.children(directory)) {
                String name = child.getFileName().toString();
                if (name.startsWith(RepositoryNames.INCOMPLETE) || name.startsWith(RepositoryNames.DELETED)) {
                    found.add(child);
                }
            }
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(directory, e);
        }
        return found;
    }

    /** @throws BackupException (IO) if one cannot be removed */
    void remove(List<Path> directories) {
        for (Path leftover : directories) {
            try {
                DurableFiles.deleteTree(leftover);
            } catch (IOException e) {
                throw DiskFailures.BACKUP_DIRECTORY.writing(leftover, 0, e);
            }
        }
    }

    /** Removes them although something failed; what fails here only adds to that. */
    void removeAfter(BackupException failure, List<Path> directories) {
        try {
            remove(directories);
        } catch (BackupException e) {
            failure.addSuppressed(e);
        }
    }
}
