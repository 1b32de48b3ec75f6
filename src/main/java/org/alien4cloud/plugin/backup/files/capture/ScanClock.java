package org.alien4cloud.plugin.backup.files.capture;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Determines when a scan began, by the clock that gives files their times. That clock advances in ticks, so it may be
 * behind the system clock. If the clock is set back during the scan, files written later have times before the scan's
 * start. The start is then corrected to the new setting.
 */
final class ScanClock {

    /** Longer than one tick of a local file system's clock, which takes at most 10 ms on Linux. */
    static final long TICK_MILLIS = 20;

    private final LongSupplier wallMillis;
    private final LongSupplier nanos;
    private long startMillis;
    private long startNanos;

    /**
     * @param wallMillis milliseconds since the epoch
     * @param nanos a monotonic time, not affected by setting the clock
     */
    ScanClock(LongSupplier wallMillis, LongSupplier nanos) {
        this.wallMillis = wallMillis;
        this.nanos = nanos;
    }

    void start() {
        startMillis = wallMillis.getAsLong();
        startNanos = nanos.getAsLong();
    }

    /**
     * Returns the start of the scan in milliseconds since the epoch. To be called after the scan. It is never later
     * than the time that a file written at the start of the scan would have got.
     */
    long startedAt() {
        long elapsed = TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - startNanos);
        return Math.min(startMillis, wallMillis.getAsLong() - elapsed - 1) - TICK_MILLIS;
    }
}
