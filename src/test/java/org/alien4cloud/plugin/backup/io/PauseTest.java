package org.alien4cloud.plugin.backup.io;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import org.junit.Test;

public class PauseTest {

    @Test
    public void waits() {
        long began = System.nanoTime();
        assertTrue(Pause.ofMillis(2));
        assertTrue(System.nanoTime() - began >= 1_000_000);
    }

    @Test
    public void keepsTheInterruptFlag() {
        Thread.currentThread().interrupt();
        assertFalse(Pause.of(Duration.ofMinutes(1)));
        assertTrue(Thread.interrupted());
    }

    @Test
    public void failsAsTheCallerSays() {
        Thread.currentThread().interrupt();
        IllegalStateException failure = assertThrows(
                IllegalStateException.class,
                () -> Pause.orFail(Duration.ofMinutes(1), e -> new IllegalStateException("interrupted", e)));
        assertEquals(InterruptedException.class, failure.getCause().getClass());
        assertTrue(Thread.interrupted());
    }
}
