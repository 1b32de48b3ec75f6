package org.alien4cloud.plugin.backup.operation;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.alien4cloud.plugin.backup.io.Pause;

/** Holds the clock and the intervals of a repository lock. */
final class LockTiming {

    /**
     * The intervals of docs/format.md. Time is monotonic: the clocks of two machines differ, and a clock may be set
     * back.
     */
    static final LockTiming REAL =
            new LockTiming(System::nanoTime, Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMillis(200));

    private final LongSupplier nanoTime;
    private final Duration interval;
    private final Duration silence;
    private final Duration pause;

    /**
     * @param nanoTime as {@link System#nanoTime}
     * @param interval between two heartbeats
     * @param silence time without a heartbeat after which an owner counts as dead
     * @param pause between taking over and checking again, and between two attempts
     */
    LockTiming(LongSupplier nanoTime, Duration interval, Duration silence, Duration pause) {
        this.nanoTime = nanoTime;
        this.interval = interval;
        this.silence = silence;
        this.pause = pause;
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    Duration interval() {
        return interval;
    }

    Duration silence() {
        return silence;
    }

    /** Waits for the pause; returns false if the thread was interrupted. */
    boolean pause() {
        return Pause.of(pause);
    }
}
