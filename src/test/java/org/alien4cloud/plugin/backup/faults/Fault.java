package org.alien4cloud.plugin.backup.faults;

import java.io.IOException;
import java.nio.file.Path;

/** What goes wrong in a {@link FaultyFileSystem}. Paths are those of the default file system. */
@FunctionalInterface
public interface Fault {

    /**
     * Told before each act but {@link Act#WRITE}; the act does not happen if this throws.
     *
     * @param target of a move or a link, else null
     */
    void before(Act act, Path path, Path target) throws IOException;

    /** Told after each act that happened, {@link Act#WRITE} included. */
    default void after(Act act, Path path, Path target) {
        // most faults do not care
    }

    /**
     * Asked before each write.
     *
     * @param growth bytes by which the file would grow
     * @return how many of the bytes are written, at least one
     */
    default int before(Path file, int length, long growth) throws IOException {
        before(Act.WRITE, file, null);
        return length;
    }

    /** Bytes that are said to be free. */
    default long usableSpace(long really) {
        return really;
    }
}
