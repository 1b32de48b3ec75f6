package org.alien4cloud.plugin.backup.io;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.Test;

public class ReadAheadIteratorTest {

    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    private Iterator<Integer> numbers(int count) {
        return IntStream.range(0, count)
                .peek(any -> threads.add(Thread.currentThread()))
                .iterator();
    }

    @Test
    public void givesAllInOrder() {
        for (int count : new int[] {0, 1, 511, 512, 513, 1024, 100_000}) {
            try (ReadAheadIterator<Integer> ahead = new ReadAheadIterator<>(numbers(count))) {
                for (int i = 0; i < count; i++) {
                    assertEquals(i, (int) ahead.next());
                }
                assertFalse(ahead.hasNext());
                assertThrows(NoSuchElementException.class, ahead::next);
            }
        }
        assertEquals("one more for what is long, in three of these", 4, threads.size());
    }

    @Test
    public void failsAtTheElementWhereTheSourceFails() {
        RuntimeException failure = new RuntimeException("line 700 is damaged");
        Iterator<Integer> source = IntStream.range(0, 2000)
                .peek(number -> {
                    if (number == 700) {
                        throw failure;
                    }
                })
                .iterator();
        try (ReadAheadIterator<Integer> ahead = new ReadAheadIterator<>(source)) {
            for (int i = 0; i < 700; i++) {
                assertEquals(i, (int) ahead.next());
            }
            assertSame(failure, assertThrows(RuntimeException.class, ahead::hasNext));
            assertSame("and again", failure, assertThrows(RuntimeException.class, ahead::next));
        }
    }

    @Test
    public void doesNotReadAfterClose() {
        try (ReadAheadIterator<Integer> ahead = new ReadAheadIterator<>(numbers(10_000_000))) {
            for (int i = 0; i < 1000; i++) {
                ahead.next();
            }
        }
        threads.remove(Thread.currentThread());
        assertEquals(1, threads.size());
        threads.forEach(thread -> assertFalse(thread.isAlive()));
    }

    @Test
    public void startsNoThreadForAShortSource() {
        try (ReadAheadIterator<Integer> ahead = new ReadAheadIterator<>(Collections.emptyIterator())) {
            assertFalse(ahead.hasNext());
        }
        assertTrue(threads.isEmpty());
    }
}
