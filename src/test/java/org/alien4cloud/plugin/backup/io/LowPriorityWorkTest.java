package org.alien4cloud.plugin.backup.io;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

public class LowPriorityWorkTest {

    private static final Path THREAD = Paths.get("/proc/thread-self");
    /** Its place behind the name, which is in brackets: see proc(5). */
    private static final int NICE = 16;

    private static String nice() throws IOException {
        String stat = Files.readString(THREAD.resolve("stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[NICE];
    }

    @Test
    public void runsAtLowPriority() throws IOException {
        assumeTrue(Files.exists(THREAD) && Files.isExecutable(Paths.get("/usr/bin/renice")));
        List<String> nices = new ArrayList<>();
        try (LowPriorityWork work = new LowPriorityWork("test")) {
            work.run(() -> nices.add(nice()));
            work.run(() -> nices.add(nice()));
        }
        assertEquals(List.of("10", "10"), nices);
        assertEquals("0", nice());
    }

    @Test(timeout = 60_000)
    public void runsAllTasksOnOneThread() throws Exception {
        List<Thread> threads = new ArrayList<>();
        try (LowPriorityWork work = new LowPriorityWork("test")) {
            for (int i = 1; i <= 3; i++) {
                work.run(() -> threads.add(Thread.currentThread()));
                assertEquals(i, threads.size());
            }
        }
        assertEquals(1, threads.stream().distinct().count());
        threads.get(0).join();
        assertEquals(Thread.currentThread().getName() + "-test", threads.get(0).getName());
    }

    @Test
    public void throwsWhatATaskThrows() {
        try (LowPriorityWork work = new LowPriorityWork("test")) {
            assertEquals(
                    "disk",
                    assertThrows(
                                    IOException.class,
                                    () -> work.run(() -> {
                                        throw new IOException("disk");
                                    }))
                            .getMessage());
            assertEquals(
                    "bug",
                    assertThrows(
                                    IllegalStateException.class,
                                    () -> work.run(() -> {
                                        throw new IllegalStateException("bug");
                                    }))
                            .getMessage());
            assertEquals(
                    "deep",
                    assertThrows(
                                    StackOverflowError.class,
                                    () -> work.run(() -> {
                                        throw new StackOverflowError("deep");
                                    }))
                            .getMessage());
        }
    }

    @Test
    public void keepsAnInterruptUntilTheTaskIsDone() throws IOException {
        boolean[] done = new boolean[1];
        Thread caller = Thread.currentThread();
        try (LowPriorityWork work = new LowPriorityWork("test")) {
            work.run(() -> {
                caller.interrupt();
                while (caller.isInterrupted() || caller.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
                done[0] = true;
            });
            assertTrue(done[0]);
        }
        assertTrue(Thread.interrupted());
    }

    @Test
    public void worksWithoutRenice() throws IOException {
        new NiceProgram(List.of(Paths.get("/missing/renice"))).lowerPriority();
        new NiceProgram(List.of(Paths.get("/bin/false"))).lowerPriority();
        Path broken = Files.createTempFile("renice", "");
        try {
            Files.write(broken, new byte[] {0, 1, 2});
            assertTrue(broken.toFile().setExecutable(true));
            new NiceProgram(List.of(broken)).lowerPriority();
        } finally {
            Files.delete(broken);
        }
        assertEquals("0", nice());
    }
}
