package org.alien4cloud.plugin.backup.it;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for a condition with a time limit; never sleeps for a fixed time. */
public final class Await {
    /** Long enough for a machine that does a lot else: nobody waits longer for it unless the test fails. */
    public static final Duration LIMIT = Duration.ofSeconds(300);

    private static final long INTERVAL_MILLIS = 50;

    private Await() {}

    /**
     * Asks until the answer is true; an exception counts as false.
     *
     * @throws AssertionError when the limit is over, with the last exception
     */
    public static void until(String what, Duration limit, Callable<Boolean> condition) {
        long end = System.nanoTime() + limit.toNanos();
        Throwable last = null;
        do {
            try {
                if (condition.call()) {
                    return;
                }
                last = null;
            } catch (Exception e) {
                last = e;
            }
            pause();
        } while (System.nanoTime() < end);
        throw new AssertionError("Not within " + limit.toSeconds() + " s: " + what, last);
    }

    private static void pause() {
        try {
            Thread.sleep(INTERVAL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
    }
}
