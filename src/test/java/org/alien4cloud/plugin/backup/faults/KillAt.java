package org.alien4cloud.plugin.backup.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BiPredicate;

/** Kills its own process, as {@code kill -9} does, at the n-th of some acts; a write may be half done by then. */
public final class KillAt implements Fault {

    private final BiPredicate<Act, Path> counted;
    private long left;

    /**
     * Counts acts.
     *
     * @param number of the last act, from 1; it does not happen, or only the first half of a write
     * @param counted selects the acts to count, with their targets, or paths if they have no target
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

    /** Dies while holding the lock, so that no other thread acts. */
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
