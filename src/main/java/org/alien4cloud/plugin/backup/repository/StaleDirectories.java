package org.alien4cloud.plugin.backup.repository;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;

/** Lists and removes the directories of incomplete backups and unfinished deletions. */
final class StaleDirectories {

    private final Path directory;

    /** @param directory of the backups */
    StaleDirectories(Path directory) {
        this.directory = directory;
    }

    /**
     * Returns these directories.
     *
     * @throws BackupException (IO) if the parent directory cannot be read
     */
    List<Path> list() {
        List<Path> found = new ArrayList<>();
        try {
            for (Path child : TemporaryNames.children(directory)) {
                String name = child.getFileName().toString();
                if (name.startsWith(TemporaryNames.INCOMPLETE) || name.startsWith(TemporaryNames.DELETED)) {
                    found.add(child);
                }
            }
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(directory, e);
        }
        return found;
    }

    /**
     * Removes directories.
     *
     * @throws BackupException (IO) if one cannot be removed
     */
    void remove(List<Path> directories) {
        for (Path leftover : directories) {
            try {
                DurableFiles.deleteTree(leftover);
            } catch (IOException e) {
                throw DiskFailures.BACKUP_DIRECTORY.writing(leftover, 0, e);
            }
        }
    }

    /** Removes directories after a failure; a further failure is added to it as suppressed. */
    void removeAfter(BackupException failure, List<Path> directories) {
        try {
            remove(directories);
        } catch (BackupException e) {
            failure.addSuppressed(e);
        }
    }
}
