package org.alien4cloud.plugin.backup.operation;

import java.time.Duration;
import java.util.Arrays;

/**
 * Measures for how long the content of a lock has not changed, on the monotonic clock of this process. The clock of the
 * owner does not matter. Any change is a sign of life, even one that cannot be parsed.
 */
final class HeartbeatMonitor {

    private final LockTiming timing;
    private byte[] seen;
    private long since;
    private int changes;

    HeartbeatMonitor(LockTiming timing) {
        this.timing = timing;
    }

    /** Notes the present content, and returns for how long it has not changed as far as this object has seen. */
    Duration observe(byte[] content) {
        long now = timing.nanoTime();
        if (!Arrays.equals(seen, content)) {
            seen = content;
            since = now;
            changes++;
        }
        return Duration.ofNanos(now - since);
    }

    /** Returns for how long the last noted content has not changed; zero if none was noted. */
    Duration soFar() {
        return seen == null ? Duration.ZERO : Duration.ofNanos(timing.nanoTime() - since);
    }

    /** Returns how often the content changed. */
    int changes() {
        return changes;
    }
}
