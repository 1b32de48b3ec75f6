package org.alien4cloud.plugin.backup.io;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

import java.io.IOException;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.Test;

public class ParallelWorkTest {

    private static ParallelWork.Source<Integer> numbers(int count) {
        Iterator<Integer> numbers = IntStream.range(0, count).iterator();
        return () -> numbers.hasNext() ? numbers.next() : null;
    }

    @Test
    public void handlesEachItemOnce() throws IOException {
        Set<Integer> done = ConcurrentHashMap.newKeySet();
        AtomicInteger times = new AtomicInteger();
        ParallelWork.share(8, numbers(10_000), number -> {
            done.add(number);
            times.incrementAndGet();
        });
        assertEquals(10_000, done.size());
        assertEquals(10_000, times.get());
    }

    @Test
    public void handlesSeveralItemsAtATime() throws IOException {
        CountDownLatch allAtWork = new CountDownLatch(4);
        ParallelWork.share(4, numbers(4), number -> {
            allAtWork.countDown();
            try {
                assertTrue("each waits for the others", allAtWork.await(30, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test(timeout = 60_000)
    public void stopsAtTheFirstFailure() {
        Error failure = new Error("no disk");
        AtomicInteger endless = new AtomicInteger();
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        try {
            ParallelWork.share(4, endless::getAndIncrement, number -> {
                threads.add(Thread.currentThread());
                if (number == 100) {
                    throw failure;
                }
            });
            fail("no failure");
        } catch (IOException | Error e) {
            assertSame(failure, e);
        }
        threads.remove(Thread.currentThread());
        threads.forEach(thread -> assertFalse("nobody is at work any more", thread.isAlive()));
    }

    @Test
    public void failsAsTheSourceDoes() {
        IOException failure = new IOException("the plan is damaged");
        try {
            ParallelWork.share(
                    3,
                    () -> {
                        throw failure;
                    },
                    number -> fail("there is none"));
            fail("no failure");
        } catch (IOException e) {
            assertSame(failure, e);
        }
    }
}
