package org.alien4cloud.plugin.backup.files;

import java.util.concurrent.TimeUnit;
import org.alien4cloud.plugin.backup.model.FileEntry;

/**
 * Decides whether the times of a file seen by an earlier scan can reveal a later change. A change within the same tick
 * of the file system's clock leaves them as they are. So times that are not at least 2 s older than the scan's start
 * reveal nothing (the "racy git" problem: Documentation/technical/racy-git.txt in git's source). The ctime counts too,
 * since unlike the mtime nobody can set it.
 */
public final class RacyTimestamps {

    private static final long MARGIN_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final long trustedBefore;

    /** @param scanStartedAt milliseconds since the epoch; with 0, no time is trusted */
    public RacyTimestamps(long scanStartedAt) {
        this.trustedBefore = TimeUnit.MILLISECONDS.toNanos(scanStartedAt) - MARGIN_NANOS;
    }

    /** Tells whether a time, in nanoseconds since the epoch, would differ after a later change. */
    public boolean trusts(long time) {
        return time < trustedBefore;
    }

    /** Tells whether {@code live} certainly has the content that was read for {@code seen}. */
    public boolean isUnchanged(FileEntry seen, FileEntry live) {
        return seen.sameStat(live) && trusts(seen.mtime()) && trusts(seen.ctime());
    }
}
