package org.alien4cloud.plugin.backup.io;

import java.time.Duration;
import java.util.function.Function;

/** Lets a thread wait for some time. If the thread is interrupted, the wait ends and its interrupt flag stays set. */
public final class Pause {

    private Pause() {}

    /** Waits; returns false if the thread was interrupted. */
    public static boolean ofMillis(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits; returns false if the thread was interrupted. */
    public static boolean of(Duration duration) {
        return ofMillis(duration.toMillis());
    }

    /**
     * Waits, and fails if the thread was interrupted.
     *
     * @param failure makes the exception to throw
     */
    public static void orFail(Duration duration, Function<InterruptedException, RuntimeException> failure) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure.apply(e);
        }
    }
}
