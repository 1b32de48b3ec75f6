package org.alien4cloud.plugin.backup.service.capture;

import java.nio.file.Path;
import org.alien4cloud.plugin.backup.repository.EntryReader;

/**
 * A list of files that an earlier look has made, and when that look began: what has not changed since need not be read
 * again.
 */
final class PreviousFiles {

    /** There is none: everything is read. */
    static final PreviousFiles NONE = new PreviousFiles(null, 0);

    private final Path list;
    private final long scanStartedAt;

    /** @param scanStartedAt milliseconds since the epoch */
    PreviousFiles(Path list, long scanStartedAt) {
        this.list = list;
        this.scanStartedAt = scanStartedAt;
    }

    /** @return null if there is none */
    EntryReader open() {
        return list == null ? null : new EntryReader(list);
    }

    /** Null if there is none. */
    Path list() {
        return list;
    }

    long scanStartedAt() {
        return scanStartedAt;
    }
}
