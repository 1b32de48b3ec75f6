package org.alien4cloud.plugin.backup.files.plan;

import java.io.IOException;
import java.nio.file.Path;
import org.alien4cloud.plugin.backup.files.MountPoints;

/**
 * Changes the live tree for a {@link FilePlan}, one change per call. So a test can make any call fail or be the last.
 * Each call takes effect completely or not at all, even if the process is killed.
 */
public interface FileOperations {

    /** Renames within one file system; a file or link at {@code to} is replaced in one step. */
    void move(Path from, Path to) throws IOException;

    /**
     * Gives a file a second name.
     *
     * @throws UnsupportedOperationException or IOException if the file system does not support that
     */
    void link(Path existing, Path name) throws IOException;

    /** Makes one directory with the permission bits that the umask allows: {@link #setMode} sets the others. */
    void createDirectory(Path directory, int mode) throws IOException;

    /** Removes a file, a link or an empty directory. */
    void delete(Path path) throws IOException;

    /** Sets the permission bits of a file or directory. */
    void setMode(Path path, int mode) throws IOException;

    /** Sets the mtime of a file, in nanoseconds since the epoch. */
    void setModifiedTime(Path path, long nanos) throws IOException;

    /** Makes a file's content and attributes, or a directory's names, durable (fsync). */
    void force(Path path) throws IOException;

    /**
     * Makes everything that was written on a directory's file system durable by one call: contents, attributes and
     * names. This is worth it for many files.
     *
     * @return false if this cannot be done there, or failed: then each has to be {@linkplain #force forced} separately
     */
    boolean forceFileSystem(Path directory);

    /** Returns the current mount points; changes nothing. */
    MountPoints mountPoints() throws IOException;
}
