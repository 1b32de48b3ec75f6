package org.alien4cloud.plugin.backup.files.capture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.alien4cloud.plugin.backup.files.RacyTimestamps;
import org.alien4cloud.plugin.backup.model.DirectoryEntry;

/** Reports what a {@link FileCapture} captured. Counts and bytes are those of regular files. */
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

    /** Returns the captured immediate children of the root by name; a file there counts as a directory of one file. */
    public List<DirectoryEntry> directories() {
        return directories;
    }

    public long files() {
        return files;
    }

    public long bytes() {
        return bytes;
    }

    /** Returns the number of files whose content was read. The digests of the others come from the previous backup. */
    public long readFiles() {
        return readFiles;
    }

    /**
     * Returns the paths of files that changed each time they were read. The backup has a content that was read for
     * each, but it may mix several moments.
     */
    public List<String> unstable() {
        return unstable;
    }

    /**
     * Returns when anything captured last changed its content, attributes or names, by its ctime in nanoseconds since
     * the epoch; {@link Long#MAX_VALUE} if the file system has no ctimes.
     */
    public long newestChange() {
        return newestChange;
    }

    /** Tells whether all times can reveal a later change, because none is too recent. */
    public boolean canBeCompared() {
        return new RacyTimestamps(scanStartedAt).trusts(newestChange);
    }

    /**
     * Returns when the scan began, in milliseconds since the epoch. The next capture and a restore need it as
     * {@code scanStartedAt}.
     */
    public long scanStartedAt() {
        return scanStartedAt;
    }
}
