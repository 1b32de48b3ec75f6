package org.alien4cloud.plugin.backup.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.platform.AlienPlatform;
import org.alien4cloud.plugin.backup.platform.DataLayout;

/** Checks that the backup directory is in an allowed place, and is the one that an unfinished restore used. */
public class BackupDirectoryGuard {

    private final AlienPlatform platform;
    private final Path directory;

    BackupDirectoryGuard(AlienPlatform platform, Path directory) {
        this.platform = platform;
        this.directory = directory;
    }

    /**
     * Checks that the backup directory is not in the data that it would back up.
     *
     * @throws BackupException (PRECONDITION) if it is
     */
    public void requireAllowedPlace() {
        Path data = DurableFiles.realPath(platform.dataDirectory());
        Path directory = DurableFiles.realPath(this.directory);
        if (data.startsWith(directory)
                || directory.startsWith(data) && !directory.getParent().equals(data)) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "The backup directory " + directory + " is inside the data that it would back up (" + data
                            + "). Set backup.directory to a directory outside, best on another disk.");
        }
        if (directory.startsWith(data) && isAlien4Clouds(directory.getFileName().toString())) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "The backup directory " + directory + " is one of Alien4Cloud's own, and would be missing in"
                            + " every backup. Set backup.directory to a directory outside of " + data
                            + ", best on another disk.");
        }
    }

    /** Tells whether Alien4Cloud uses this child of its directory. */
    private boolean isAlien4Clouds(String child) {
        DataLayout layout = platform.layout();
        return Stream.concat(
                        platform.temporaryDirectories().stream(),
                        Stream.of(
                                layout.archive("any", "1"),
                                layout.artifact("any"),
                                layout.image("any"),
                                layout.plugin("any"),
                                "git",
                                "plugins",
                                DataTree.RESTORE_AREA))
                .anyMatch(path -> (path + '/').startsWith(child + '/'));
    }

    /**
     * Checks that the journal of each unfinished restore is in the backup directory. A restore keeps files beside the
     * data, and its journal in the backup directory. If the journal is missing, this is another directory, for example
     * because a disk is not mounted.
     *
     * @throws BackupException (PRECONDITION) if a journal is missing
     */
    public void requireNoRestoreOfAnotherDirectory() {
        for (String operation : restoreAreas()) {
            Path journal = directory.resolve("journal").resolve(operation);
            if (!Files.isDirectory(journal)) {
                throw new BackupException(
                        Kind.PRECONDITION,
                        restoreArea().resolve(operation) + " has the files of an unfinished restore, but its"
                                + " journal " + journal + " is missing. Is " + directory
                                + " the right backup directory, and is its disk mounted?");
            }
        }
    }

    private List<String> restoreAreas() {
        if (!Files.isDirectory(restoreArea())) {
            return Collections.emptyList();
        }
        try (Stream<Path> areas = Files.list(restoreArea())) {
            return areas.map(area -> area.getFileName().toString()).sorted().collect(Collectors.toList());
        } catch (IOException e) {
            throw new BackupException(Kind.IO, "Cannot read " + restoreArea() + ": " + e, e);
        }
    }

    private Path restoreArea() {
        return platform.dataDirectory().resolve(DataTree.RESTORE_AREA);
    }
}
