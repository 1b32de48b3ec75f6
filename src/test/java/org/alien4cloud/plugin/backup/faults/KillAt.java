package org.alien4cloud.plugin.backup.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BiPredicate;

/**
 * Kills its own process, as {@code kill -9} does, at the n-th of some acts; a write may have been made in part by then.
 */
public final class KillAt implements Fault {

    private final BiPredicate<Act, Path> counted;
    private long left;

    /**
     * @param number of the act that is the last: 1 is the first; the act does not happen, or a write only to its half
     * @param counted acts, and where each leads: its target if it has one, else its path
     */
    public KillAt(long number, BiPredicate<Act, Path> counted) {
        this.left = number;
        this.counted = counted;
    }

    @Override
    public synchronized void before(Act act, Path path, Path target) {
        if (act.isChange() && counted.test(act, target == null ? path : target) && --left <= 0) {
            die();
        }
    }

    @Override
    public synchronized int before(Path file, int length, long growth) throws IOException {
        if (counted.test(Act.WRITE, file) && --left <= 0) {
            if (length < 2) {
                die();
            }
            return length / 2;
        }
        return length;
    }

    @Override
    public synchronized void after(Act act, Path path, Path target) {
        if (left <= 0) {
            die();
        }
    }

    /** Holds the lock until the end, so that no other thread acts either. */
    private static void die() {
        try {
            new ProcessBuilder(
                            "kill", "-9", Long.toString(ProcessHandle.current().pid()))
                    .start();
            while (true) {
                Thread.sleep(1000);
            }
        } catch (IOException | InterruptedException e) {
            Runtime.getRuntime().halt(1);
        }
    }
}
