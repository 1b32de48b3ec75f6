package org.alien4cloud.plugin.backup.files;

import java.util.concurrent.TimeUnit;
import org.alien4cloud.plugin.backup.model.FileEntry;

/**
 * Whether the times of a file that was seen by an earlier scan can be trusted to tell a later change. A change within
 * the same tick of the file system's clock leaves them as they are, so times less than 2 s older than the scan's start,
 * or later, tell nothing (the "racy git" problem: Documentation/technical/racy-git.txt in git's source). The ctime
 * counts too: unlike the mtime nobody can set it.
 */
public final class RacyTimestamps {

    private static final long MARGIN_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final long trustedBefore;

    /** @param scanStartedAt milliseconds since the epoch; 0 trusts nothing */
    public RacyTimestamps(long scanStartedAt) {
        this.trustedBefore = TimeUnit.MILLISECONDS.toNanos(scanStartedAt) - MARGIN_NANOS;
    }

    /** Whether a time, in nanoseconds since the epoch, tells a later change from it. */
    public boolean trusts(long time) {
        return time < trustedBefore;
    }

    /** Whether {@code live} surely has the content that was read when {@code seen} was written. */
    public boolean isUnchanged(FileEntry seen, FileEntry live) {
        return seen.sameStat(live) && trusts(seen.mtime()) && trusts(seen.ctime());
    }
}
