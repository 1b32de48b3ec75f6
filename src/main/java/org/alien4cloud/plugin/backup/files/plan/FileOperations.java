package org.alien4cloud.plugin.backup.files.plan;

import java.io.IOException;
import java.nio.file.Path;
import org.alien4cloud.plugin.backup.files.MountPoints;

/**
 * All that a {@link FilePlan} does to the live tree when it is applied or undone, one call one change, so that a test
 * can make any of them fail or be the last. Each call is done as a whole or not at all, also when the process is killed
 * in it.
 */
public interface FileOperations {

    /** Renames within one file system; a file or link at {@code to} is replaced in one step. */
    void move(Path from, Path to) throws IOException;

    /**
     * Gives a file a second name.
     *
     * @throws UnsupportedOperationException or IOException if the file system cannot
     */
    void link(Path existing, Path name) throws IOException;

    /**
     * Makes one directory, with those of the permission bits that the umask leaves: {@link #setMode} sets the others.
     */
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
     * Makes all durable that was written on the file system of a directory, by one call: contents, attributes and
     * names. Worth it for many files.
     *
     * @return false if this cannot be done there, or failed: then each has to be {@linkplain #force forced} by itself
     */
    boolean forceFileSystem(Path directory);

    /** Looks at what is mounted now; changes nothing. */
    MountPoints mountPoints() throws IOException;
}
