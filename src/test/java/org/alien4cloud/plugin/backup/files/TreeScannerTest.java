package org.alien4cloud.plugin.backup.files;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.files.plan.DiskOperations;
import org.alien4cloud.plugin.backup.io.AsciiJson;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.model.CancelledException;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;
import org.alien4cloud.plugin.backup.model.LoggedProgress;
import org.alien4cloud.plugin.backup.model.PathOrder;
import org.alien4cloud.plugin.backup.model.Progress;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

public class TreeScannerTest {

    private Path root;

    @Before
    public void createRoot() throws IOException {
        root = Files.createTempDirectory("scan");
    }

    @After
    public void deleteRoot() throws IOException {
        RandomTree.deleteAll(root);
    }

    @Test
    public void listsDirectoryContentBeforeNextSibling() throws IOException {
        for (String directory : new String[] {"a", "a-b", "a/z", "a.b", "B", "ab"}) {
            Files.createDirectories(root.resolve(directory));
            Files.writeString(root.resolve(directory).resolve("file"), "x");
        }
        assertEquals(
                Arrays.asList(
                        "B",
                        "B/file",
                        "a",
                        "a/file",
                        "a/z",
                        "a/z/file",
                        "a-b",
                        "a-b/file",
                        "a.b",
                        "a.b/file",
                        "ab",
                        "ab/file"),
                paths(scan()));
    }

    @Test
    public void listsInPathOrderWhateverTheNames() throws IOException {
        new RandomTree(root, new Random(3)).fill(800);
        List<FileEntry> entries = scan();
        List<FileEntry> sorted = new ArrayList<>(entries);
        Collections.shuffle(sorted, new Random(4));
        sorted.sort(PathOrder.ENTRIES);
        assertEquals(paths(sorted), paths(entries));
        assertEquals(entries.size(), new HashSet<>(paths(entries)).size());
        assertTrue(entries.size() + " entries, so that directories are listed ahead", entries.size() > 600);
    }

    @Test
    public void listsLargeDirectoryCompletelyAndInOrder() throws IOException {
        for (int i = 0; i < 2500; i++) {
            if (i % 50 == 0) {
                Files.createDirectories(root.resolve("a/" + (10_000 + i) + "/below"));
            } else {
                Files.createDirectories(root.resolve("a"));
                Files.createFile(root.resolve("a/" + (10_000 + i)));
            }
        }
        List<String> paths = paths(scan());
        List<String> expected = new ArrayList<>(Collections.singletonList("a"));
        for (int i = 0; i < 2500; i++) {
            expected.add("a/" + (10_000 + i));
            if (i % 50 == 0) {
                expected.add("a/" + (10_000 + i) + "/below");
            }
        }
        assertEquals(expected, paths);
    }

    /** Objects that references name exist when the references are read, but maybe not earlier. */
    @Test
    public void listsGitObjectsAfterTheirDirectory() throws IOException {
        int repositories = 200;
        for (int i = 0; i < repositories; i++) {
            for (String directory : new String[] {"objects", "refs", "work"}) {
                Files.createDirectories(root.resolve("git/" + (100 + i) + "/.git/" + directory));
            }
            Files.writeString(root.resolve("git/" + (100 + i) + "/.git/HEAD"), "ref: refs/heads/main");
        }
        Set<String> paths = new HashSet<>();
        new TreeScanner(Progress.NONE).scan(new DataTree(root, Collections.emptyList()), entry -> {
            paths.add(entry.path());
            if (entry.path().endsWith("/.git/HEAD")) {
                create(root.resolve(entry.path()).resolveSibling("objects/new"));
            }
        });
        for (int i = 0; i < repositories; i++) {
            assertTrue("repository " + i, paths.contains("git/" + (100 + i) + "/.git/objects/new"));
        }
    }

    private static void create(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    public void leavesNoThreadAfterCancelOrFailure() throws Exception {
        for (int i = 0; i < 1000; i++) {
            Files.createDirectories(root.resolve("a/" + i));
        }
        for (RuntimeException failure :
                new RuntimeException[] {new CancelledException(), new IllegalStateException("full")}) {
            AtomicInteger calls = new AtomicInteger();
            Runnable fail = () -> {
                if (calls.incrementAndGet() == 600) {
                    throw failure;
                }
            };
            Progress progress = failure instanceof CancelledException ? Progress.NONE.stoppedBy(fail) : Progress.NONE;
            Set<Thread> threads = Collections.newSetFromMap(new ConcurrentHashMap<>());
            assertSame(failure, assertThrows(RuntimeException.class, () -> new TreeScanner(progress)
                    .scan(new DataTree(root, Collections.emptyList()), entry -> {
                        if (threads.isEmpty()) {
                            Thread.getAllStackTraces().keySet().stream()
                                    .filter(thread -> thread.getName().endsWith("-list"))
                                    .forEach(threads::add);
                        }
                        if (progress == Progress.NONE) {
                            fail.run();
                        }
                    })));
            assertFalse("others were at work", threads.isEmpty());
            for (Thread thread : threads) {
                // its pool counts it as ended a moment before the system does
                thread.join(30_000);
                assertFalse(thread.isAlive());
            }
        }
    }

    @Test
    public void readsAttributesOfFileSystem() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "four");
        new DiskOperations().setMode(file, 02640);
        new DiskOperations().setModifiedTime(file, 1_600_000_000_123_456_000L);
        FileEntry entry = scan().get(0);
        assertEquals(Type.FILE, entry.type());
        assertEquals(4, entry.size());
        assertEquals(02640, entry.mode());
        assertEquals(1_600_000_000_123_456_000L, entry.mtime());
        assertEquals(Files.getAttribute(file, "unix:ino"), entry.inode());
        assertEquals(Files.getOwner(file).getName(), entry.owner());
        assertTrue(entry.ctime() > entry.mtime());
    }

    @Test
    public void listsLinkButNotItsTarget() throws IOException {
        Files.createSymbolicLink(root.resolve("link"), Paths.get("/etc"));
        Files.createSymbolicLink(root.resolve("link2"), Paths.get("../nowhere"));
        List<FileEntry> entries = scan();
        assertEquals(Arrays.asList("link", "link2"), paths(entries));
        assertEquals("/etc", entries.get(0).target());
        assertEquals("../nowhere", entries.get(1).target());
    }

    @Test
    public void followsLinkAtRoot() throws IOException {
        Path real = Files.createDirectory(root.resolve("real"));
        Files.writeString(real.resolve("file"), "x");
        Path link = Files.createSymbolicLink(root.resolve("link"), real);
        List<FileEntry> entries = new ArrayList<>();
        new TreeScanner(Progress.NONE).scan(new DataTree(link, Collections.emptyList()), entries::add);
        assertEquals(Collections.singletonList("file"), paths(entries));
    }

    @Test
    public void leavesOutExcludedPaths() throws IOException {
        Files.createDirectories(root.resolve("work/plugins/content/one"));
        Files.createDirectories(root.resolve("work/plugins/content/two"));
        Files.createDirectories(root.resolve("upload/x"));
        List<FileEntry> entries = new ArrayList<>();
        new TreeScanner(Progress.NONE)
                .scan(new DataTree(root, Arrays.asList("upload", "work/plugins/content/one")), entries::add);
        assertEquals(
                Arrays.asList("work", "work/plugins", "work/plugins/content", "work/plugins/content/two"),
                paths(entries));
    }

    @Test
    public void leavesOutAndLogsSpecialFiles() throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("mkfifo", root.resolve("pipe").toString())
                        .start()
                        .waitFor());
        List<String> log = new ArrayList<>();
        new TreeScanner(new LoggedProgress(log))
                .scan(new DataTree(root, Collections.emptyList()), entry -> log.add("entry"));
        assertEquals(1, log.size());
        assertTrue(log.get(0), log.get(0).contains("pipe"));
    }

    @Test
    public void keepsNamesThatAreNotUtf8() throws IOException {
        Path file = Paths.get(URI.create("file://" + root.toUri().getRawPath() + "caf%E9%20%C3%A9"));
        Files.createFile(file);
        FileEntry entry = scan().get(0);
        assertEquals("caf\uDCE9 \u00e9", entry.path());
        DataTree tree = new DataTree(root, Collections.emptyList());
        assertTrue(Files.exists(tree.resolve(entry.path()), LinkOption.NOFOLLOW_LINKS));
        String json = AsciiJson.mapper().writeValueAsString(entry);
        assertEquals(
                entry.path(),
                AsciiJson.mapper().readValue(json, FileEntry.class).path());
    }

    @Test
    public void keepsLinkTargetThatIsNotUtf8() throws IOException {
        Path target = Paths.get(URI.create("file:///x%E9")).getFileName();
        Files.createSymbolicLink(root.resolve("link"), target);
        assertEquals("x\uDCE9", scan().get(0).target());
        for (Path any : new Path[] {root, Paths.get("relative")}) {
            assertEquals(target, PathEncoding.path(any, "x\uDCE9"));
            assertEquals(Paths.get("/").resolve(target), PathEncoding.path(any, "/x\uDCE9"));
        }
    }

    @Test
    public void preservesBytesOfAnyName() {
        Random random = new Random(5);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(6)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = (byte) (random.nextInt(3) == 0 ? 'a' + random.nextInt(26) : 0x80 + random.nextInt(128));
            }
            assertEquals(Digests.hex(bytes), Digests.hex(PathEncoding.encode(PathEncoding.decode(bytes))));
        }
    }

    private List<FileEntry> scan() {
        List<FileEntry> entries = new ArrayList<>();
        new TreeScanner(Progress.NONE).scan(new DataTree(root, Collections.emptyList()), entries::add);
        return entries;
    }

    private static List<String> paths(List<FileEntry> entries) {
        return entries.stream().map(FileEntry::path).collect(Collectors.toList());
    }
}
