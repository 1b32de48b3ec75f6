package org.alien4cloud.plugin.backup.service.capture;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.alien4cloud.plugin.backup.model.CancelledException;
import org.alien4cloud.plugin.backup.model.Progress;
import org.junit.Test;

public class ParallelStepTest {

    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean cancelled;
    private final Progress operation = new Progress() {
        @Override
        public void expect(long bytes) {
            told.add("expect " + bytes);
        }

        @Override
        public void advance(long bytes) {
            told.add("advance " + bytes);
        }

        @Override
        public void log(String message) {
            told.add(message);
        }

        @Override
        public void checkCancelled() {
            if (cancelled) {
                throw new CancelledException();
            }
        }
    };

    @Test
    public void reportsTheRestWhenAwaited() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch awaited = new CountDownLatch(1);
        try (ParallelStep step = new ParallelStep("it", new Told(awaited), progress -> {
            progress.expect(10);
            progress.advance(4);
            progress.log("at once");
            begun.countDown();
            await(awaited);
            progress.advance(6);
        })) {
            await(begun);
            step.callerProgress().expect(100);
            step.await();
        }
        assertEquals(Arrays.asList("at once", "expect 100", "expect 6", "advance 6"), told);
    }

    /** Lets the other part go on when it is told of what is left. */
    private final class Told implements Progress {

        private final CountDownLatch awaited;

        Told(CountDownLatch awaited) {
            this.awaited = awaited;
        }

        @Override
        public void expect(long bytes) {
            operation.expect(bytes);
            if (bytes == 6) {
                awaited.countDown();
            }
        }

        @Override
        public void advance(long bytes) {
            operation.advance(bytes);
        }

        @Override
        public void log(String message) {
            operation.log(message);
        }

        @Override
        public void checkCancelled() {
            operation.checkCancelled();
        }
    }

    @Test(timeout = 60_000)
    public void stopsTheCallerWithItsFailure() {
        IllegalStateException failure = new IllegalStateException("no shard");
        IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> {
            try (ParallelStep step = new ParallelStep("it", operation, progress -> {
                throw failure;
            })) {
                untilCancelled(step.callerProgress());
            }
        });
        assertSame(failure, thrown);
        assertEquals("told once", 0, thrown.getSuppressed().length);
    }

    @Test(timeout = 60_000)
    public void stopsAndEndsWhenTheCallerFails() {
        IllegalStateException failure = new IllegalStateException("no disk");
        List<String> ended = Collections.synchronizedList(new ArrayList<>());
        IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> {
            try (ParallelStep step = new ParallelStep("it", operation, progress -> {
                try {
                    untilCancelled(progress);
                } finally {
                    ended.add("ended");
                }
            })) {
                throw failure;
            }
        });
        assertSame(failure, thrown);
        assertEquals("that it was stopped is no failure of its own", 0, thrown.getSuppressed().length);
        assertEquals(Collections.singletonList("ended"), ended);
    }

    @Test(timeout = 60_000)
    public void throwsOneFailureAndKeepsTheOther() {
        CountDownLatch failed = new CountDownLatch(1);
        IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> {
            try (ParallelStep step = new ParallelStep("it", operation, progress -> {
                failed.countDown();
                throw new AssertionError("other");
            })) {
                await(failed);
                throw new IllegalStateException("own");
            }
        });
        assertEquals("own", thrown.getMessage());
        assertEquals("other", thrown.getSuppressed()[0].getMessage());
    }

    @Test(timeout = 60_000)
    public void cancelsBoth() {
        List<String> ended = Collections.synchronizedList(new ArrayList<>());
        assertThrows(CancelledException.class, () -> {
            try (ParallelStep step = new ParallelStep("it", operation, progress -> {
                try {
                    untilCancelled(progress);
                } finally {
                    ended.add("ended");
                }
            })) {
                cancelled = true;
                untilCancelled(step.callerProgress());
            }
        });
        assertTrue(ended.contains("ended"));
    }

    private static void untilCancelled(Progress progress) {
        while (true) {
            progress.checkCancelled();
            Thread.yield();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
