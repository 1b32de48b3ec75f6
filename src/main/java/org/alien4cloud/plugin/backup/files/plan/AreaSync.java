package org.alien4cloud.plugin.backup.files.plan;

import java.nio.file.Path;

/**
 * Makes all durable that a plan has changed, by one call for each file system: see
 * {@link FileOperations#forceFileSystem}.
 */
final class AreaSync {

    /**
     * So many take no long time each by itself, and do not wait for what others have written to the same file system.
     */
    private static final int FEW = 1000;

    private final FileOperations operations;
    private final StagingAreas areas;

    AreaSync(FileOperations operations, StagingAreas areas) {
        this.operations = operations;
        this.areas = areas;
    }

    /**
     * What a plan changes is on the file systems of its areas.
     *
     * @param changes about how many files and directories there are to make durable
     * @return false if they are few, or this system cannot: then each must be forced by itself
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
