package org.alien4cloud.plugin.backup.operation;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class RepositoryLockTest {

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void shouldBeTakenOnceAndBeFreeAfterwards() {
        Path directory = folder.getRoot().toPath();
        RepositoryLock lock = RepositoryLock.tryAcquire(directory, "BACKUP of nightly").get();
        assertFalse(RepositoryLock.tryAcquire(directory, "RESTORE").isPresent());
        assertTrue(RepositoryLock.describeOwner(directory).contains("BACKUP of nightly"));
        lock.close();
        Optional<RepositoryLock> again = RepositoryLock.tryAcquire(directory, "RESTORE");
        assertTrue(again.isPresent());
        again.get().close();
    }

    /** Closing any channel to a locked file would release the lock of the whole process. */
    @Test
    public void shouldStillKeepOtherProcessesOutAfterASecondAttemptInThisOne() throws Exception {
        Path directory = folder.getRoot().toPath();
        try (RepositoryLock lock = RepositoryLock.tryAcquire(directory, "RESTORE").get()) {
            assertFalse(RepositoryLock.tryAcquire(directory, "recovery").isPresent());
            assertEquals("another process is refused", 3, inAnotherProcess(directory));
        }
        assertEquals("and gets it when it is free", 0, inAnotherProcess(directory));
    }

    private static int inAnotherProcess(Path directory) throws Exception {
        Process process = new ProcessBuilder(Paths.get(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Other.class.getName(), directory.toString()).inheritIO().start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return process.exitValue();
    }

    /** The other process. */
    public static final class Other {
        public static void main(String[] arguments) {
            System.exit(RepositoryLock.tryAcquire(Paths.get(arguments[0]), "other").isPresent() ? 0 : 3);
        }
    }
}
