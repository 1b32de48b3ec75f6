package org.alien4cloud.plugin.backup.files.capture;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * When a scan began, by the clock that gives files their times. That one goes on in ticks, and so may be behind the one
 * that is asked here. Where that clock was set back while the scan ran, files that are written after that have times
 * that lie before the moment at which the scan began by the old setting, though they are no older than the scan: then
 * its beginning counts by the new setting.
 */
final class ScanClock {

    /** Longer than the clock of a local file system takes to go on: at most 10 ms on Linux. */
    static final long TICK_MILLIS = 20;

    private final LongSupplier wallMillis;
    private final LongSupplier nanos;
    private long startMillis;
    private long startNanos;

    /**
     * @param wallMillis milliseconds since the epoch
     * @param nanos passing evenly, whoever sets the clock
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
     * Milliseconds since the epoch, to be asked when the scan is over; never later than the time that a file would have
     * got when the scan began.
     */
    long startedAt() {
        long elapsed = TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - startNanos);
        return Math.min(startMillis, wallMillis.getAsLong() - elapsed - 1) - TICK_MILLIS;
    }
}
