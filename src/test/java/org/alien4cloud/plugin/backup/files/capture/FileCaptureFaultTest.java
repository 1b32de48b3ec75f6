package org.alien4cloud.plugin.backup.files.capture;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.faults.Act;
import org.alien4cloud.plugin.backup.faults.Fault;
import org.alien4cloud.plugin.backup.faults.FaultyFileSystem;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.MemoryContents;
import org.alien4cloud.plugin.backup.files.RandomTree;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.LoggedProgress;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Tests captures of unreadable and changing data, and with wrong clocks. */
public class FileCaptureFaultTest {

    private final MemoryContents contents = new MemoryContents();
    private final List<FileEntry> entries = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private Path root;

    @Before
    public void createRoot() throws IOException {
        root = Files.createTempDirectory("capture").toRealPath();
    }

    @After
    public void deleteRoot() throws IOException {
        RandomTree.deleteAll(root);
    }

    @Test
    public void namesAllUnreadablePaths() throws IOException {
        write("a/readable", "x");
        write("a/secret", "x");
        write("b/locked/file", "x");
        write("c", "x");
        write("d", "x");
        BackupException failure = failure((act, path, target) -> {
            if (act == Act.OPEN_TO_READ && (path.endsWith("secret") || path.endsWith("d"))
                    || act == Act.LIST && path.endsWith("locked")) {
                throw new AccessDeniedException(path.toString());
            }
        });
        assertEquals(
                "Cannot read 3 files or directories: " + root.resolve("a/secret") + " (permission denied), "
                        + root.resolve("b/locked") + " (permission denied), " + root.resolve("d")
                        + " (permission denied). The user that Alien4Cloud runs as must be able to read there.",
                failure.getMessage());
        assertTrue("what comes after is not stored in vain: " + contents.stored, contents.stored <= 1);
    }

    @Test
    public void countsUnreadablePathsAndNamesTwenty() throws IOException {
        for (int i = 0; i < 33; i++) {
            write(String.format("f%02d", i), "x");
        }
        String message = failure((act, path, target) -> {
                    if (act == Act.OPEN_TO_READ && !path.equals(root)) {
                        throw new AccessDeniedException(path.toString());
                    }
                })
                .getMessage();
        assertTrue(
                message,
                message.startsWith(
                        "Cannot read 33 files or directories: " + root.resolve("f00") + " (permission denied), "));
        assertTrue(message, message.contains(root.resolve("f19") + " (permission denied) and 13 more. "));
        assertFalse(message, message.contains("f20"));
    }

    @Test
    public void namesUnreadablePath() throws IOException {
        write("a", "x");
        BackupException failure = failure((act, path, target) -> {
            if (act == Act.OPEN_TO_READ) {
                throw new IOException("Input/output error");
            }
        });
        assertEquals(
                "Cannot read " + root.resolve("a")
                        + ": IOException (Input/output error). The user that Alien4Cloud runs as must be able to read there.",
                failure.getMessage());
    }

    private BackupException failure(Fault fault) throws IOException {
        Path faulty = new FaultyFileSystem(root, fault).path(root);
        BackupException failure = assertThrows(BackupException.class, () -> capture(faulty, contents));
        assertEquals(Kind.IO, failure.kind());
        return failure;
    }

    @Test
    public void readsGrowingFileAgain() throws IOException {
        write("a", "begin");
        capture(
                root,
                new ChangingSink(1, () -> Files.writeString(root.resolve("a"), ", end", StandardOpenOption.APPEND)));
        assertArrayEquals("begin, end".getBytes(), contents.bytes(entry("a").sha256()));
        assertEquals(10, entry("a").size());
    }

    @Test
    public void readsTruncatedFileAgain() throws IOException {
        write("a", "begin, end");
        capture(root, new ChangingSink(1, () -> Files.writeString(root.resolve("a"), "begin")));
        assertArrayEquals("begin".getBytes(), contents.bytes(entry("a").sha256()));
        assertEquals(5, entry("a").size());
    }

    @Test
    public void leavesOutAndLogsFileThatVanishesDuringReading() throws IOException {
        write("a", "x");
        write("b", "y");
        capture(root, new ChangingSink(1, () -> Files.delete(root.resolve("a"))));
        assertEquals(Collections.singletonList("b"), paths());
        assertEquals(Collections.singletonList("Left out, as it vanished or was replaced during reading: a"), log);
    }

    @Test
    public void leavesOutAndLogsFileThatBecomesDirectory() throws IOException {
        write("a", "x");
        capture(root, new ChangingSink(1, () -> {
            Files.delete(root.resolve("a"));
            write("a/b", "y");
        }));
        assertEquals(Collections.emptyList(), paths());
        assertEquals(1, log.size());
    }

    @Test
    public void doesNotFollowLinkThatReplacesFile() throws IOException {
        write("a", "x");
        write("secret", "elsewhere");
        capture(root, new ChangingSink(1, () -> replaceByLink()));
        assertEquals(Collections.singletonList("secret"), paths());
        Files.delete(root.resolve("a"));
        write("a", "x");
        contents.stored = 0;
        Path faulty = new FaultyFileSystem(root, (act, path, target) -> {
                    if (act == Act.OPEN_TO_READ && path.endsWith("a")) {
                        replaceByLink();
                    }
                })
                .path(root);
        capture(faulty, contents);
        assertEquals(Collections.singletonList("secret"), paths());
        assertEquals(1, contents.stored);
    }

    @Test
    public void toleratesDirectoryThatReplacesFileBeforeReading() throws IOException {
        write("a", "x");
        Path faulty = new FaultyFileSystem(root, (act, path, target) -> {
                    if (act == Act.OPEN_TO_READ && path.endsWith("a")) {
                        Files.delete(root.resolve("a"));
                        Files.createDirectory(root.resolve("a"));
                    }
                })
                .path(root);
        capture(faulty, contents);
        assertEquals(Collections.emptyList(), paths());
    }

    private void replaceByLink() throws IOException {
        Files.delete(root.resolve("a"));
        Files.createSymbolicLink(root.resolve("a"), Paths.get("secret"));
    }

    @Test
    public void leavesOutAndLogsSocket() throws IOException {
        write("file", "x");
        Path socket = root.resolve("socket");
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.bind(UnixDomainSocketAddress.of(socket));
            capture(root, contents);
        }
        assertEquals(Collections.singletonList("file"), paths());
        assertEquals(Collections.singletonList("Left out, as it is not a file, directory or link: socket"), log);
    }

    @Test
    public void distrustsTimesAfterClockIsSetBackDuringScan() throws IOException {
        AtomicLong ahead = new AtomicLong(3_600_000);
        AtomicLong nanos = new AtomicLong();
        ScanClock clock = new ScanClock(() -> System.currentTimeMillis() + ahead.get(), nanos::get);
        ChangingSink settingBack = new ChangingSink(1, () -> {
            ahead.set(0);
            nanos.set(5_000_000_000L);
        });
        write("a", "x");
        write("b", "1");
        long scanStartedAt = new FileCapture(tree(root), settingBack, new LoggedProgress(log), clock)
                .capture(Collections.emptyIterator(), 0, false, entries::add)
                .scanStartedAt();
        assertTrue(scanStartedAt <= System.currentTimeMillis() - 5000);
        assertEquals("nothing is trusted", 2, repeat(scanStartedAt));
    }

    @Test
    public void keepsScanStartIfClockIsSetForward() {
        AtomicLong wall = new AtomicLong(1_000_000);
        AtomicLong nanos = new AtomicLong();
        ScanClock clock = new ScanClock(wall::get, nanos::get);
        clock.start();
        nanos.set(10_000_000_000L);
        wall.set(1_000_000 + 3_600_000);
        long tick = ScanClock.TICK_MILLIS;
        assertEquals(1_000_000 - tick, clock.startedAt());
        wall.set(1_010_000);
        assertEquals(1_000_000 - tick, clock.startedAt(), 1);
        wall.set(1_010_000 - 3_600_000);
        assertEquals(1_000_000 - 3_600_000 - tick, clock.startedAt(), 1);
    }

    /** The clock of a file system advances in ticks of some milliseconds. */
    @Test
    public void startIsNotAfterTimesOfFilesWrittenLater() throws IOException {
        for (int i = 0; i < 100; i++) {
            ScanClock clock = new ScanClock(System::currentTimeMillis, System::nanoTime);
            clock.start();
            write("a", "x");
            assertTrue(clock.startedAt()
                    <= Files.getLastModifiedTime(root.resolve("a")).toMillis());
        }
    }

    @Test
    public void readsFilesWrittenAfterClockIsSetBack() throws IOException {
        write("a", "old");
        write("b", "x");
        capture(root, contents);
        FileTime time = Files.getLastModifiedTime(root.resolve("a"));
        write("a", "new");
        Files.setLastModifiedTime(root.resolve("a"), time);
        long whenTheClockWasAhead = System.currentTimeMillis() + 3_600_000;
        assertEquals(1, repeat(whenTheClockWasAhead));
        assertArrayEquals("new".getBytes(), contents.bytes(entry("a").sha256()));
    }

    /** @return how many files were read */
    private long repeat(long previousScanStartedAt) {
        List<FileEntry> previous = new ArrayList<>(entries);
        entries.clear();
        return new FileCapture(tree(root), contents, new LoggedProgress(log))
                .capture(previous.iterator(), previousScanStartedAt, false, entries::add)
                .readFiles();
    }

    private void capture(Path directory, ContentSink sink) {
        entries.clear();
        new FileCapture(tree(directory), sink, new LoggedProgress(log))
                .capture(Collections.emptyIterator(), 0, false, entries::add);
    }

    private static DataTree tree(Path directory) {
        return new DataTree(directory, Collections.emptyList());
    }

    private List<String> paths() {
        return entries.stream().map(FileEntry::path).collect(Collectors.toList());
    }

    private FileEntry entry(String path) {
        return entries.stream()
                .filter(entry -> entry.path().equals(path))
                .findFirst()
                .get();
    }

    private void write(String path, String content) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.writeString(root.resolve(path), content);
    }

    private interface Change {
        void run() throws IOException;
    }

    /** Runs an action while the first few files are being read. */
    private final class ChangingSink implements ContentSink {

        private final Change change;
        private int times;

        ChangingSink(int times, Change change) {
            this.times = times;
            this.change = change;
        }

        @Override
        public String store(InputStream in, long size) throws IOException {
            byte[] first = in.readNBytes(1);
            if (times-- > 0) {
                change.run();
            }
            return contents.store(new SequenceInputStream(new ByteArrayInputStream(first), in), size);
        }

        @Override
        public boolean contains(String sha256) {
            return contents.contains(sha256);
        }
    }
}
