package org.alien4cloud.plugin.backup.operation;

import java.time.Duration;
import java.util.Arrays;

/**
 * For how long the content of a lock has not changed, as seen here on the monotonic clock. What the owner's clock says
 * does not matter. Any change is a sign of life, also one that cannot be read.
 */
final class HeartbeatMonitor {

    private final LockTiming timing;
    private byte[] seen;
    private long since;
    private int changes;

    HeartbeatMonitor(LockTiming timing) {
        this.timing = timing;
    }

    /** Takes a look. @return for how long the content has been the same, in the eyes of this object */
    Duration observe(byte[] content) {
        long now = timing.nanoTime();
        if (!Arrays.equals(seen, content)) {
            seen = content;
            since = now;
            changes++;
        }
        return Duration.ofNanos(now - since);
    }

    /** For how long the content of the last look has been the same; zero if there was none. */
    Duration soFar() {
        return seen == null ? Duration.ZERO : Duration.ofNanos(timing.nanoTime() - since);
    }

    /** How often another content was seen. */
    int changes() {
        return changes;
    }
}
