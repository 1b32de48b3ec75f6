package org.alien4cloud.plugin.backup.operation;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.alien4cloud.plugin.backup.io.Pause;

/** How time passes for a lock. */
final class LockTiming {

    /** As docs/format.md says. Monotonic time: the clocks of two machines differ, and a clock may be set back. */
    static final LockTiming REAL =
            new LockTiming(System::nanoTime, Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMillis(200));

    private final LongSupplier nanoTime;
    private final Duration interval;
    private final Duration silence;
    private final Duration pause;

    /**
     * @param nanoTime as {@link System#nanoTime}
     * @param interval between two heartbeats
     * @param silence after which an owner counts as dead
     * @param pause between taking over and looking again, and between two attempts
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

    /** @return whether it was not interrupted */
    boolean pause() {
        return Pause.of(pause);
    }
}
