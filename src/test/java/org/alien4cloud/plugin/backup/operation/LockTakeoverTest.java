package org.alien4cloud.plugin.backup.operation;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.alien4cloud.plugin.backup.it.Await;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;

/** Tests whose lock is taken over, and when. Time passes only as the tests say. */
public class LockTakeoverTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration ALMOST = Duration.ofMillis(29_999);
    private static final ProcessIdentity HERE = ProcessIdentity.ofThisProcess();
    private static final ProcessIdentity ELSEWHERE =
            new ProcessIdentity("a4c-2", "its-boot", "4711", "2026-01-01T00:00:00Z");

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    @Rule
    public Timeout limit = Timeout.seconds(90);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000);
    private Path directory;
    private Path file;
    private RepositoryLocks locks;

    @Before
    public void setUp() {
        directory = folder.getRoot().toPath();
        file = directory.resolve("lock");
        locks = locks(new LockFile(file), FileChannel::tryLock);
    }

    @Test
    public void takesOverImmediatelyFromAKilledLocalProcess() throws Exception {
        try (LockHolder holder = LockHolder.onThisMachine(directory)) {
            assertEquals("got", holder.says());
            assertFalse(locks.tryAcquire("recovery").isPresent());
            assertTrue(locks.refusal(), locks.refusal().contains("(process " + holder.pid() + ")"));
            holder.kill();
            assertTakenOver(
                    locks.tryAcquire("recovery"),
                    "BACKUP of nightly on host " + HERE.host() + " (process " + holder.pid() + ")",
                    "its process is gone");
        }
    }

    @Test
    public void doesNotTakeOverFromASilentLocalProcess() throws Exception {
        try (LockHolder holder = LockHolder.onThisMachine(directory)) {
            assertEquals("got", holder.says());
            holder.suspend();
            assertRefused();
            pass(Duration.ofMinutes(10));
            assertRefused();
            assertTrue(
                    locks.refusal(),
                    locks.refusal()
                            .endsWith(" It has given no sign of life for 600 s: if it hangs, end that process."));
        }
    }

    @Test
    public void takesOverImmediatelyFromItself() throws Exception {
        locks = locks(new LockFile(file), LockHolder.NO_LOCKS);
        put(LockOwner.now(HERE, "BACKUP of nightly"));
        assertTakenOver(locks.tryAcquire("recovery"), "BACKUP of nightly", "its operation has ended");
    }

    @Test
    public void takesOverFromAnotherHostAfter30Seconds() throws Exception {
        LockOwner other = put(LockOwner.now(ELSEWHERE, "BACKUP of nightly"));
        for (int i = 0; i < 5; i++) {
            assertRefused();
            pass(ALMOST);
            assertRefused();
            other = put(other.beat());
            pass(Duration.ofMillis(1));
        }
        assertRefused();
        pass(ALMOST);
        assertRefused();
        pass(Duration.ofMillis(1));
        assertTakenOver(
                locks.tryAcquire("RESTORE"),
                "BACKUP of nightly on host a4c-2 (process 4711), since ",
                "it gave no sign of life for 30 s");
    }

    @Test
    public void remembersHeartbeatsBetweenAttempts() throws Exception {
        put(LockOwner.now(ELSEWHERE, "BACKUP of nightly"));
        assertRefused();
        pass(Duration.ofMinutes(10));
        assertTakenOver(locks.tryAcquire("RESTORE"), "BACKUP of nightly on host a4c-2", "for 600 s");
    }

    @Test
    public void saysWhenToTryAgain() throws Exception {
        put(LockOwner.now(ELSEWHERE, "BACKUP of nightly"));
        assertRefused();
        assertTrue(locks.refusal(), locks.refusal().contains("Wait for its end. If it has died, try again in 30 s:"));
        pass(Duration.ofSeconds(12));
        assertRefused();
        assertTrue(locks.refusal(), locks.refusal().contains("try again in 18 s:"));
    }

    /** The owner's clock, and whether it or this one is right, does not matter. */
    @Test
    public void ignoresTheClockOfTheOwner() throws Exception {
        for (String time : new String[] {"1970-01-01T00:00:00Z", "2999-12-31T23:59:59Z", "no time at all"}) {
            put(LockOwner.of(
                    ELSEWHERE.host(),
                    ELSEWHERE.boot(),
                    ELSEWHERE.pid(),
                    ELSEWHERE.startedAt(),
                    "BACKUP",
                    time,
                    7,
                    time,
                    "token"));
            assertRefused();
            pass(ALMOST);
            assertRefused();
            pass(Duration.ofMillis(1));
            assertTakenOver(locks.tryAcquire("RESTORE"), "BACKUP on host a4c-2", "for 30 s");
        }
    }

    @Test
    public void acceptsAHeartbeatFromAClockSetBack() throws Exception {
        LockOwner other = LockOwner.of(
                "a4c-2", "boot", "4711", "then", "BACKUP", "2026-01-01T00:00:00Z", 7, "2026-01-01T00:00:00Z", "token");
        put(other);
        assertRefused();
        pass(ALMOST);
        put(LockOwner.of(
                "a4c-2", "boot", "4711", "then", "BACKUP", "2026-01-01T00:00:00Z", 8, "2025-01-01T00:00:00Z", "token"));
        assertRefused();
        pass(ALMOST);
        assertRefused();
    }

    @Test
    public void distinguishesMachinesOfTheSameName() throws Exception {
        put(LockOwner.now(
                new ProcessIdentity(HERE.host(), "another-boot", HERE.pid(), HERE.startedAt()), "BACKUP of nightly"));
        assertRefused();
        pass(Duration.ofSeconds(30));
        assertTakenOver(locks.tryAcquire("RESTORE"), "BACKUP of nightly", "for 30 s");
    }

    @Test
    public void waitsForHeartbeatsWithoutSystemLocks() throws Exception {
        locks = locks(new LockFile(file), LockHolder.NO_LOCKS);
        put(LockOwner.now(new ProcessIdentity(HERE.host(), HERE.boot(), "4711", "then"), "BACKUP of nightly"));
        assertRefused();
        pass(Duration.ofSeconds(30));
        assertTakenOver(locks.tryAcquire("RESTORE"), "BACKUP of nightly", "for 30 s");
    }

    @Test
    public void takesOverAnUnreadableLock() throws Exception {
        String json = new String(LockOwner.now(ELSEWHERE, "BACKUP of nightly").toJson());
        String old = "{\"process\":\"4711@a4c-2\",\"purpose\":\"BACKUP of nightly\",\"since\":1767225600000}";
        for (String content :
                new String[] {"", "{", json.substring(0, json.length() / 2), old, "null", "[]", "\u0000\u0000\u0000"}) {
            Files.write(file, content.getBytes());
            assertRefused();
            assertTrue(locks.refusal(), locks.refusal().startsWith("another process. "));
            pass(ALMOST);
            assertRefused();
            pass(Duration.ofMillis(1));
            assertTakenOver(locks.tryAcquire("RESTORE"), "an unknown owner", "for 30 s");
        }
    }

    @Test
    public void leavesTheLockToALaterTakeover() throws Exception {
        byte[] later = LockOwner.now(new ProcessIdentity("a4c-3", "boot", "1", "then"), "DELETE of other")
                .toJson();
        locks = locks(
                new LockFile(file) {
                    @Override
                    boolean create(LockOwner owner) throws IOException {
                        boolean created = super.create(owner);
                        Files.write(file, later);
                        return created;
                    }
                },
                FileChannel::tryLock);
        put(LockOwner.now(ELSEWHERE, "BACKUP of nightly"));
        assertRefused();
        pass(Duration.ofSeconds(30));
        assertRefused();
        assertArrayEquals(later, Files.readAllBytes(file));
        assertTrue(locks.refusal(), locks.refusal().startsWith("DELETE of other on host a4c-3"));
    }

    @Test
    public void doesNotTakeOverALockThatChangesMeanwhile() throws Exception {
        LockOwner other = put(LockOwner.now(ELSEWHERE, "BACKUP of nightly"));
        locks = locks(
                new LockFile(file) {
                    @Override
                    boolean remove(byte[] expected) throws IOException {
                        put(other.beat());
                        return super.remove(expected);
                    }
                },
                FileChannel::tryLock);
        assertRefused();
        pass(Duration.ofSeconds(30));
        assertRefused();
        assertEquals(
                other.token(), LockOwner.parse(Files.readAllBytes(file)).get().token());
    }

    @Test
    public void separatesMachinesWithoutSystemLocks() throws Exception {
        locks = locks(new LockFile(file), LockHolder.NO_LOCKS);
        try (LockHolder holder = LockHolder.onAnotherMachine(directory)) {
            assertEquals("got", holder.says());
            for (int i = 0; i < 3; i++) {
                assertRefused();
                byte[] seen = Files.readAllBytes(file);
                Await.until("the other one beats", LIMIT, () -> !Arrays.equals(seen, Files.readAllBytes(file)));
                pass(Duration.ofHours(1));
            }
            holder.suspend();
            Optional<RepositoryLock> lock = awaitTakeover();
            try (RepositoryLock held = lock.get()) {
                holder.goOn();
                String lost = holder.says();
                assertTrue(
                        lost,
                        lost.startsWith("lost ") && lost.contains("was taken over by RESTORE on host " + HERE.host()));
                assertEquals("closed", holder.says());
                held.requireHeld();
            }
        }
    }

    @Test
    public void takesOverFromAnotherMachineThatDied() throws Exception {
        locks = locks(new LockFile(file), LockHolder.NO_LOCKS);
        try (LockHolder holder = LockHolder.onAnotherMachine(directory)) {
            assertEquals("got", holder.says());
            holder.kill();
            awaitTakeover().get().close();
        }
    }

    @Test
    public void waitsUntilASilentOwnerCountsAsDead() throws Exception {
        locks = new RepositoryLocks(
                new LockFile(file), HERE, timing(() -> nanos.addAndGet(1_000_000_000L)), FileChannel::tryLock);
        put(LockOwner.now(ELSEWHERE, "BACKUP of nightly"));
        List<String> told = new ArrayList<>();
        assertTakenOver(locks.acquireOrAwaitDeath("recover", told::add), "BACKUP of nightly", "no sign of life");
        assertEquals(1, told.size());
        assertTrue(told.get(0), told.get(0).startsWith("BACKUP of nightly on host a4c-2"));
    }

    @Test
    public void doesNotWaitForALivingOwner() throws Exception {
        LockOwner other = put(LockOwner.now(ELSEWHERE, "BACKUP of nightly"));
        assertFalse(
                locks.acquireOrAwaitDeath("recover", line -> put(other.beat())).isPresent());
        try (LockHolder holder =
                LockHolder.onThisMachine(folder.newFolder("here").toPath())) {
            assertEquals("got", holder.says());
            file = directory.resolve("here/lock");
            locks = locks(new LockFile(file), FileChannel::tryLock);
            assertFalse(
                    "nor for one that the operating system knows to live",
                    locks.acquireOrAwaitDeath("recover", line -> {
                                throw new AssertionError(line);
                            })
                            .isPresent());
        }
    }

    private RepositoryLocks locks(LockFile lockFile, LocalLock.OperatingSystem system) {
        return new RepositoryLocks(lockFile, HERE, timing(nanos::get), system);
    }

    private static LockTiming timing(LongSupplier nanoTime) {
        return new LockTiming(nanoTime, Duration.ofMillis(10), Duration.ofSeconds(30), Duration.ofMillis(1));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private LockOwner put(LockOwner owner) {
        try {
            Files.write(file, owner.toJson());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return owner;
    }

    /** A process stops, or is gone, a moment after it was told so; its last heartbeat may come until then. */
    private Optional<RepositoryLock> awaitTakeover() {
        List<RepositoryLock> got = new ArrayList<>();
        Await.until("the lock is taken over", LIMIT, () -> {
            pass(Duration.ofSeconds(30));
            locks.tryAcquire("RESTORE").ifPresent(got::add);
            return !got.isEmpty();
        });
        return Optional.of(got.get(0));
    }

    private void assertRefused() {
        Optional<RepositoryLock> lock = locks.tryAcquire("RESTORE");
        lock.ifPresent(RepositoryLock::close);
        assertFalse("taken over", lock.isPresent());
    }

    private void assertTakenOver(Optional<RepositoryLock> acquired, String from, String why) {
        try (RepositoryLock lock = acquired.get()) {
            String takeover = lock.takeover().get();
            assertTrue(takeover, takeover.contains("taken over from " + from) && takeover.contains(why));
            lock.requireHeld();
        }
        assertFalse(Files.exists(file));
    }
}
