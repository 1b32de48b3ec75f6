package org.alien4cloud.plugin.backup.files.capture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.alien4cloud.plugin.backup.files.RacyTimestamps;
import org.alien4cloud.plugin.backup.model.DirectoryEntry;

/** What a {@link FileCapture} captured. Counts and bytes are those of regular files. */
public final class CaptureResult {

    private final List<DirectoryEntry> directories;
    private final long files;
    private final long bytes;
    private final long readFiles;
    private final List<String> unstable;
    private final long newestChange;
    private final long scanStartedAt;

    CaptureResult(
            List<DirectoryEntry> directories,
            long files,
            long bytes,
            long readFiles,
            Collection<String> unstable,
            long newestChange,
            long scanStartedAt) {
        this.directories = Collections.unmodifiableList(new ArrayList<>(directories));
        this.files = files;
        this.bytes = bytes;
        this.readFiles = readFiles;
        this.unstable = Collections.unmodifiableList(new ArrayList<>(unstable));
        this.newestChange = newestChange;
        this.scanStartedAt = scanStartedAt;
    }

    /** The immediate children of the root that were captured, by name; a file there is a child of one file. */
    public List<DirectoryEntry> directories() {
        return directories;
    }

    public long files() {
        return files;
    }

    public long bytes() {
        return bytes;
    }

    /** Files whose content was read; the digests of the others were taken over from the previous backup. */
    public long readFiles() {
        return readFiles;
    }

    /**
     * Paths of files that changed each time they were read: each has a content that reading it gave, but none of a
     * single instant.
     */
    public List<String> unstable() {
        return unstable;
    }

    /**
     * Nanoseconds since the epoch when the content, the attributes or the names in any of what was captured changed
     * last, by the ctimes; {@link Long#MAX_VALUE} where the file system has none.
     */
    public long newestChange() {
        return newestChange;
    }

    /** Whether the times of everything can tell a later change: nothing had changed only just. */
    public boolean canBeCompared() {
        return new RacyTimestamps(scanStartedAt).trusts(newestChange);
    }

    /**
     * Milliseconds since the epoch when the scan began: what the next capture and a restore need as
     * {@code scanStartedAt}.
     */
    public long scanStartedAt() {
        return scanStartedAt;
    }
}
