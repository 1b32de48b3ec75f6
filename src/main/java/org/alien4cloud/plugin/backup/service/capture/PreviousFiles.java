package org.alien4cloud.plugin.backup.service.capture;

import java.nio.file.Path;
import org.alien4cloud.plugin.backup.repository.FileEntryReader;

/** Holds the file list of an earlier scan and when that scan began: files unchanged since then are not read again. */
final class PreviousFiles {

    /** No earlier list, so everything is read. */
    static final PreviousFiles NONE = new PreviousFiles(null, 0);

    private final Path list;
    private final long scanStartedAt;

    /** @param scanStartedAt milliseconds since the epoch */
    PreviousFiles(Path list, long scanStartedAt) {
        this.list = list;
        this.scanStartedAt = scanStartedAt;
    }

    /** Opens the list; null if there is none. */
    FileEntryReader open() {
        return list == null ? null : new FileEntryReader(list);
    }

    /** Returns the file of the list; null if there is none. */
    Path list() {
        return list;
    }

    long scanStartedAt() {
        return scanStartedAt;
    }
}
