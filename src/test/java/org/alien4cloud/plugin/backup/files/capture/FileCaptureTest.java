package org.alien4cloud.plugin.backup.files.capture;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.MemoryContents;
import org.alien4cloud.plugin.backup.files.RandomTree;
import org.alien4cloud.plugin.backup.files.plan.DiskOperations;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.PathOrder;
import org.alien4cloud.plugin.backup.model.Progress;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

public class FileCaptureTest {

    /** A time so long after a file was written that its times are trusted. */
    private static final long LATER = System.currentTimeMillis() + 3_600_000;

    private final MemoryContents contents = new MemoryContents();
    private final List<FileEntry> entries = new ArrayList<>();
    private Path root;

    @Before
    public void createRoot() throws IOException {
        root = Files.createTempDirectory("capture");
    }

    @After
    public void deleteRoot() throws IOException {
        RandomTree.deleteAll(root);
    }

    @Test
    public void storesContentsAndCountsThem() throws IOException {
        write("csar/a/b", "12345");
        write("csar/c", "678");
        write("top", "9");
        Files.createDirectory(root.resolve("images"));
        CaptureResult result = capture(contents);
        assertEquals(3, result.files());
        assertEquals(9, result.bytes());
        assertEquals(3, result.readFiles());
        assertEquals(
                Arrays.asList("csar 2 8", "images 0 0", "top 1 1"),
                result.directories().stream()
                        .map(entry -> entry.name() + " " + entry.files() + " " + entry.bytes())
                        .collect(Collectors.toList()));
        assertArrayEquals("12345".getBytes(), contents.bytes(entry("csar/a/b").sha256()));
    }

    @Test
    public void doesNotReadUnchangedFilesAgain() throws IOException {
        write("a", "1");
        write("b", "2");
        write("c", "3");
        capture(contents);
        List<FileEntry> previous = new ArrayList<>(entries);
        write("b", "x");
        Files.delete(root.resolve("c"));
        contents.stored = 0;
        CaptureResult result = capture(contents, previous, LATER, false);
        assertEquals(1, result.readFiles());
        assertEquals(1, contents.stored);
        assertEquals(
                Arrays.asList("a", "b"), entries.stream().map(FileEntry::path).collect(Collectors.toList()));
        assertEquals(previous.get(0).sha256(), entry("a").sha256());
        assertArrayEquals("x".getBytes(), contents.bytes(entry("b").sha256()));
    }

    @Test
    public void readsFilesWrittenJustBeforePreviousScan() throws IOException {
        write("a", "1");
        CaptureResult first = capture(contents);
        assertEquals(
                1,
                capture(contents, new ArrayList<>(entries), first.scanStartedAt(), false)
                        .readFiles());
        assertEquals(
                1,
                capture(contents, new ArrayList<>(entries), entry("a").mtime() / 1_000_000 + 1_990, false)
                        .readFiles());
        assertEquals(
                0,
                capture(contents, new ArrayList<>(entries), entry("a").ctime() / 1_000_000 + 2_010, false)
                        .readFiles());
    }

    @Test
    public void tellsWhenAnythingChangedLast() throws IOException {
        write("a", "1");
        write("b/c", "1");
        Files.delete(root.resolve("b/c"));
        CaptureResult result = capture(contents);
        assertEquals("a name that went", entry("b").ctime(), result.newestChange());
        assertTrue(entry("a").ctime() <= result.newestChange());
        Files.setPosixFilePermissions(root.resolve("a"), PosixFilePermissions.fromString("rw-rw-rw-"));
        result = capture(contents);
        assertEquals("a mode", entry("a").ctime(), result.newestChange());
        assertFalse("within a tick of the scan's clock, so who knows", result.canBeCompared());
    }

    @Test
    public void readsAgainOnRequestOrIfContentIsMissing() throws IOException {
        write("a", "1");
        capture(contents);
        List<FileEntry> previous = new ArrayList<>(entries);
        assertEquals(0, capture(contents, previous, LATER, false).readFiles());
        assertEquals(1, capture(contents, previous, LATER, true).readFiles());
        contents.forget(previous.get(0).sha256());
        assertEquals(1, capture(contents, previous, LATER, false).readFiles());
    }

    @Test
    public void readsFileReplacedByOneOfSameSizeAndTime() throws IOException {
        write("a", "1");
        capture(contents);
        List<FileEntry> previous = new ArrayList<>(entries);
        write("b", "2");
        new DiskOperations().setModifiedTime(root.resolve("b"), previous.get(0).mtime());
        Files.move(root.resolve("b"), root.resolve("a"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        capture(contents, previous, LATER, false);
        assertArrayEquals("2".getBytes(), contents.bytes(entry("a").sha256()));
    }

    @Test
    public void readsChangingFileAgain() throws IOException {
        write("a", "old");
        ContentSink changing = new ChangingSink(1, () -> write("a", "newer"));
        CaptureResult result = capture(changing);
        assertEquals(Collections.emptyList(), result.unstable());
        assertArrayEquals("newer".getBytes(), contents.bytes(entry("a").sha256()));
    }

    @Test
    public void reportsFileThatChangesAtEachRead() throws IOException {
        write("a", "x");
        ContentSink changing =
                new ChangingSink(100, () -> Files.writeString(root.resolve("a"), "x", StandardOpenOption.APPEND));
        CaptureResult result = capture(changing);
        assertEquals(Collections.singletonList("a"), result.unstable());
        assertArrayEquals("xxx".getBytes(), contents.bytes(entry("a").sha256()));
        assertEquals(3, entry("a").size());
        assertEquals(3, result.bytes());
    }

    @Test
    public void leavesOutVanishingEntries() throws IOException {
        write("a", "1");
        write("b", "2");
        ContentSink deleting = new ChangingSink(1, () -> Files.delete(root.resolve("b")));
        capture(deleting);
        assertEquals(
                Collections.singletonList("a"),
                entries.stream().map(FileEntry::path).collect(Collectors.toList()));
    }

    @Test
    public void capturesGitObjectsAfterReferences() throws IOException {
        for (String file : new String[] {
            "HEAD",
            "config",
            "index.lock",
            "objects/ab/cd",
            "packed-refs",
            "refs/heads/main",
            "refs/heads/main.lock",
            "refs/tags/one"
        }) {
            write("csar/x/1/expanded/.git/" + file, file);
        }
        write("csar/x/1/yarn.lock", "not git's");
        List<String> order = new ArrayList<>();
        new FileCapture(
                        new DataTree(root, Collections.emptyList()),
                        new ContentSink() {
                            @Override
                            public String store(InputStream in, long size) throws IOException {
                                String sha256 = contents.store(in, size);
                                order.add(new String(contents.bytes(sha256)));
                                return sha256;
                            }

                            @Override
                            public boolean contains(String sha256) {
                                return contents.contains(sha256);
                            }
                        },
                        Progress.NONE)
                .capture(Collections.emptyIterator(), 0, false, entries::add);
        assertEquals(
                Arrays.asList(
                        "HEAD",
                        "refs/heads/main",
                        "refs/tags/one",
                        "packed-refs",
                        "config",
                        "objects/ab/cd",
                        "not git's"),
                order);
        List<FileEntry> sorted = new ArrayList<>(entries);
        sorted.sort(PathOrder.ENTRIES);
        assertEquals(sorted, entries);
        assertEquals(7, entries.stream().filter(entry -> entry.sha256() != null).count());
        assertFalse(entries.stream()
                .anyMatch(entry ->
                        entry.path().endsWith("main.lock") || entry.path().endsWith("index.lock")));
    }

    private interface Change {
        void run() throws IOException;
    }

    /** Runs an action in the middle of the first few reads of a file. */
    private final class ChangingSink implements ContentSink {

        private final Change change;
        private int times;

        ChangingSink(int times, Change change) {
            this.times = times;
            this.change = change;
        }

        @Override
        public String store(InputStream in, long size) throws IOException {
            String sha256 = contents.store(in, size);
            if (times-- > 0) {
                change.run();
            }
            return sha256;
        }

        @Override
        public boolean contains(String sha256) {
            return contents.contains(sha256);
        }
    }

    private CaptureResult capture(ContentSink sink) {
        return capture(sink, Collections.emptyList(), 0, false);
    }

    private CaptureResult capture(ContentSink sink, List<FileEntry> previous, long previousScan, boolean full) {
        List<FileEntry> before = new ArrayList<>(previous);
        entries.clear();
        CaptureResult result = new FileCapture(new DataTree(root, Collections.emptyList()), sink, Progress.NONE)
                .capture(before.iterator(), previousScan, full, entries::add);
        assertTrue(result.scanStartedAt() > 0);
        return result;
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
}
