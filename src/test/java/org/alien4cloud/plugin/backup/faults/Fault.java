package org.alien4cloud.plugin.backup.faults;

import java.io.IOException;
import java.nio.file.Path;

/** Decides what fails in a {@link FaultyFileSystem}. Paths are those of the default file system. */
@FunctionalInterface
public interface Fault {

    /**
     * Called before each act except {@link Act#WRITE}; the act does not happen if this throws.
     *
     * @param target of a move or a link, else null
     */
    void before(Act act, Path path, Path target) throws IOException;

    /** Called after each act that happened, including {@link Act#WRITE}. */
    default void after(Act act, Path path, Path target) {
        // most faults do not care
    }

    /**
     * Decides how much of a write is done.
     *
     * @param growth bytes by which the file would grow
     * @return number of bytes that are written, at least one
     */
    default int before(Path file, int length, long growth) throws IOException {
        before(Act.WRITE, file, null);
        return length;
    }

    /** Returns the number of bytes to report as free. */
    default long usableSpace(long really) {
        return really;
    }
}
