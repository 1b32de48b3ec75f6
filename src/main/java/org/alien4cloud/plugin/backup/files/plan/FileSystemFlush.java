package org.alien4cloud.plugin.backup.files.plan;

import java.nio.file.Path;

/**
 * Flushes the whole file systems that a plan has written to, if so many files changed that flushing each would be
 * slower.
 */
final class FileSystemFlush {

    /**
     * Up to this many files are synced one by one: that is quick, and does not wait for other data written to the same
     * file system.
     */
    private static final int FEW = 1000;

    private final FileOperations operations;
    private final StagingAreas areas;

    FileSystemFlush(FileOperations operations, StagingAreas areas) {
        this.operations = operations;
        this.areas = areas;
    }

    /**
     * Syncs the file systems of the areas, which hold everything that the plan changes.
     *
     * @param changes approximate number of files and directories to make durable
     * @return false if they are few, or this system cannot: then each must be forced separately
     */
    boolean force(long changes) {
        if (changes <= FEW) {
            return false;
        }
        for (Path area : areas.all()) {
            if (!operations.forceFileSystem(area)) {
                return false;
            }
        }
        return true;
    }
}
