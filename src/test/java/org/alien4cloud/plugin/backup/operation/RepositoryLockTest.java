package org.alien4cloud.plugin.backup.operation;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.it.Await;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;

/** Tests the lock while it is held: one owner, a heartbeat, until it is closed or lost. */
public class RepositoryLockTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final ProcessIdentity SELF = ProcessIdentity.ofThisProcess();

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    @Rule
    public Timeout limit = Timeout.seconds(90);

    private Path directory;
    private Path file;
    private final AtomicBoolean diskFull = new AtomicBoolean();
    private final AtomicReference<Runnable> beforeNextWrite = new AtomicReference<>(() -> {});

    @Before
    public void setUp() {
        directory = folder.getRoot().toPath().resolve("backups");
        file = directory.resolve("lock");
    }

    @After
    public void noHeartbeatOutlivesItsLock() {
        Await.until("no heartbeat is left", LIMIT, () -> heartbeats().isEmpty());
    }

    @Test
    public void isTakenOnceAndIsFreeAfterwards() {
        RepositoryLocks otherInstance = new RepositoryLocks(directory);
        try (RepositoryLock lock = acquire(Duration.ofHours(1))) {
            assertFalse(otherInstance.tryAcquire("RESTORE").isPresent());
            assertTrue(lock.takeover().isEmpty());
            lock.requireNotLost();
            lock.requireHeld();
        }
        assertFalse(Files.exists(file));
        otherInstance.tryAcquire("RESTORE").get().close();
    }

    @Test
    public void namesTheOwnerWhenItRefuses() throws Exception {
        try (RepositoryLock lock = acquire(Duration.ofHours(1))) {
            RepositoryLocks refused = new RepositoryLocks(directory);
            refused.tryAcquire("RESTORE");
            assertEquals(
                    "BACKUP of nightly on host " + SELF.host() + " (process " + SELF.pid() + "), since "
                            + json().path("since").asText() + ". Wait for its end.",
                    refused.refusal());
        }
    }

    @Test
    public void isReadableForItsOwnerOnlyAndSaysWhoHasIt() throws Exception {
        try (RepositoryLock lock = acquire(Duration.ofHours(1))) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            JsonNode json = json();
            assertEquals(SELF.host(), json.path("host").asText());
            assertEquals(
                    Long.toString(ProcessHandle.current().pid()),
                    json.path("pid").asText());
            assertEquals("BACKUP of nightly", json.path("operation").asText());
            assertEquals(json.path("since"), json.path("heartbeatAt"));
            assertEquals(36, json.path("token").asText().length());
        }
    }

    /** Closing any channel to a locked file would release the lock of the whole process. */
    @Test
    public void survivesASecondAttemptInThisProcess() throws Exception {
        try (RepositoryLock lock = acquire(Duration.ofHours(1))) {
            assertFalse(new RepositoryLocks(directory).tryAcquire("recovery").isPresent());
            try (LockHolder other = LockHolder.onThisMachine(directory)) {
                assertEquals("refused", other.says());
            }
            lock.requireHeld();
        }
        try (LockHolder other = LockHolder.onThisMachine(directory)) {
            assertEquals("got", other.says());
        }
    }

    @Test
    public void beatsUntilItIsClosedAndNotAfterwards() throws Exception {
        RepositoryLock lock = acquire(Duration.ofMillis(5));
        Await.until("some heartbeats", LIMIT, () -> json().path("heartbeat").asInt() >= 5);
        List<Thread> beating = heartbeats();
        assertEquals(1, beating.size());
        assertTrue("it keeps no process alive", beating.get(0).isDaemon());
        assertNull("nor a class loader that is not its own", beating.get(0).getContextClassLoader());
        lock.close();
        assertFalse("close has waited for its end", beating.get(0).isAlive());
        assertFalse(Files.exists(file));
        lock.close();
    }

    @Test
    public void findsATakeoverByItsHeartbeat() throws Exception {
        RepositoryLock lock = acquire(Duration.ofMillis(5));
        byte[] others = OtherMachine.takeOver(directory, "RESTORE of other");
        BackupException lost = awaitLoss(lock);
        assertEquals(Kind.BUSY, lost.kind());
        assertTrue(
                lost.getMessage(),
                lost.getMessage().contains("was taken over by RESTORE of other on host elsewhere (process 4711)"));
        Await.until("the heartbeat has ended", LIMIT, () -> heartbeats().isEmpty());
        lock.close();
        assertArrayEquals("the new owner's lock is left alone", others, Files.readAllBytes(file));
    }

    @Test
    public void findsATakeoverWhenAsked() throws Exception {
        try (RepositoryLock lock = acquire(Duration.ofHours(1))) {
            byte[] others = OtherMachine.takeOver(directory, "RESTORE of other");
            lock.requireNotLost();
            assertEquals(
                    Kind.BUSY,
                    assertThrows(BackupException.class, lock::requireHeld).kind());
            assertEquals(
                    Kind.BUSY,
                    assertThrows(BackupException.class, lock::requireNotLost).kind());
            lock.close();
            assertArrayEquals(others, Files.readAllBytes(file));
        }
    }

    /** As a machine that is suspended right there, for long. */
    @Test
    public void doesNotOverwriteTheLockOfANewOwner() throws Exception {
        RepositoryLock lock = acquire(Duration.ofMillis(5));
        byte[][] others = new byte[1][];
        beforeNextWrite.set(() -> others[0] = OtherMachine.takeOver(directory, "RESTORE of other"));
        awaitLoss(lock);
        lock.close();
        assertArrayEquals(others[0], Files.readAllBytes(file));
    }

    /** Whoever took over may have done its work and gone: what this one counts on may be gone with it. */
    @Test
    public void isLostWhenItsFileIsGone() throws Exception {
        try (RepositoryLock lock = acquire(Duration.ofMillis(5))) {
            Files.delete(file);
            BackupException lost = awaitLoss(lock);
            assertTrue(lost.getMessage(), lost.getMessage().contains(file + ", was removed"));
            assertFalse("a lock that is lost is not made again", Files.exists(file));
        }
        try (RepositoryLock lock = acquire(Duration.ofHours(1))) {
            Files.delete(file);
            assertEquals(
                    Kind.BUSY,
                    assertThrows(BackupException.class, lock::requireHeld).kind());
        }
    }

    @Test
    public void survivesADirectoryThatIsAwayForAWhile() throws Exception {
        try (RepositoryLock lock = acquire(Duration.ofMillis(5))) {
            Path away = directory.resolveSibling("away");
            Files.move(directory, away);
            int before = new ObjectMapper()
                    .readTree(away.resolve("lock").toFile())
                    .path("heartbeat")
                    .asInt();
            BackupException unknown = assertThrows(BackupException.class, lock::requireHeld);
            assertEquals("whether it is held cannot be told", Kind.IO, unknown.kind());
            lock.requireNotLost();
            Files.move(away, directory);
            Await.until("it beats again", LIMIT, () -> json().path("heartbeat").asInt() > before);
            lock.requireHeld();
        }
    }

    @Test
    public void survivesADiskThatIsFullForAWhile() throws Exception {
        try (RepositoryLock lock = acquire(Duration.ofMillis(5))) {
            diskFull.set(true);
            Await.until("the heartbeat has stopped", LIMIT, () -> {
                int before = json().path("heartbeat").asInt();
                Thread.sleep(50);
                return before == json().path("heartbeat").asInt();
            });
            int before = json().path("heartbeat").asInt();
            lock.requireNotLost();
            lock.requireHeld();
            assertEquals("the thread tries again", 1, heartbeats().size());
            diskFull.set(false);
            Await.until("it beats again", LIMIT, () -> json().path("heartbeat").asInt() > before);
        }
    }

    @Test
    public void leavesNoLockOnAFullDisk() throws Exception {
        diskFull.set(true);
        BackupException full = assertThrows(BackupException.class, () -> acquire(Duration.ofHours(1)));
        assertEquals(Kind.NO_SPACE, full.kind());
        assertTrue(
                full.getMessage(),
                full.getMessage()
                        .matches("Not enough space in " + directory + ": at least 4.0 KiB needed, .* free\\. .*"));
        assertFalse(Files.exists(file));
        diskFull.set(false);
        acquire(Duration.ofHours(1)).close();
    }

    @Test
    public void saysWhatToDoWhenTheDirectoryCannotBeWritten() throws Exception {
        Files.createDirectories(directory.getParent());
        Files.write(directory, new byte[0]);
        BackupException failure = assertThrows(BackupException.class, () -> acquire(Duration.ofHours(1)));
        assertEquals(Kind.IO, failure.kind());
        assertTrue(
                failure.getMessage(), failure.getMessage().contains("writable for the user that Alien4Cloud runs as."));
    }

    private RepositoryLock acquire(Duration interval) {
        LockFile lockFile = new LockFile(file) {
            @Override
            void write(FileChannel channel, LockOwner owner) throws IOException {
                if (diskFull.get()) {
                    throw new FileSystemException(file.toString(), null, "No space left on device");
                }
                beforeNextWrite.getAndSet(() -> {}).run();
                super.write(channel, owner);
            }
        };
        LockTiming timing = new LockTiming(System::nanoTime, interval, Duration.ofSeconds(30), Duration.ofMillis(1));
        return new RepositoryLocks(lockFile, SELF, timing, FileChannel::tryLock)
                .tryAcquire("BACKUP of nightly")
                .get();
    }

    private static BackupException awaitLoss(RepositoryLock lock) {
        BackupException[] loss = new BackupException[1];
        Await.until("the lock is known to be lost", LIMIT, () -> {
            try {
                lock.requireNotLost();
                return false;
            } catch (BackupException e) {
                loss[0] = e;
                return true;
            }
        });
        return loss[0];
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(Files.readAllBytes(file));
    }

    private static List<Thread> heartbeats() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("backup-lock-heartbeat"))
                .collect(Collectors.toList());
    }
}
