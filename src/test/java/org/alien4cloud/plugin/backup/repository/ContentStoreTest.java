package org.alien4cloud.plugin.backup.repository;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

public class ContentStoreTest {

    private static final int MIB = 1 << 20;

    @Rule
    public final TestDirectory directory = new TestDirectory();

    private final Random random = new Random(7);
    private ContentStore store;

    @Before
    public void openStore() throws IOException {
        store = ContentStore.open(directory.path());
    }

    @Test
    public void returnsContentsOfAnySizeAfterReopening() throws IOException {
        Map<String, byte[]> contents = new HashMap<>();
        try (ContentWriter writer = store.begin()) {
            for (int size : new int[] {0, 1, 5000, MIB - 1, MIB, MIB + 1, 5 * MIB + 3}) {
                byte[] bytes = bytes(size);
                contents.put(store(writer, bytes), bytes);
            }
            writer.finish();
        }
        for (ContentStore reader : Arrays.asList(store, ContentStore.open(directory.path()))) {
            for (Map.Entry<String, byte[]> content : contents.entrySet()) {
                assertTrue(reader.contains(content.getKey()));
                assertArrayEquals(content.getValue(), read(reader, content.getKey()));
            }
        }
    }

    @Test
    public void storesSmallContentsInPacksAndLargeOnesAsObjects() throws IOException {
        String small;
        String large;
        try (ContentWriter writer = store.begin()) {
            small = store(writer, bytes(MIB - 1));
            large = store(writer, bytes(MIB));
            writer.finish();
        }
        assertFalse(Files.exists(store.objectFile(small)));
        assertTrue(Files.exists(store.objectFile(large)));
        assertEquals(1, files("packs").size());
    }

    @Test
    public void storesActualBytesOfStream() throws IOException {
        byte[] small = bytes(10);
        byte[] large = bytes(2 * MIB);
        try (ContentWriter writer = store.begin()) {
            String grown = writer.store(new ByteArrayInputStream(large), 3);
            String shrunk = writer.store(new ByteArrayInputStream(small), 3 * MIB);
            writer.finish();
            assertArrayEquals(large, read(store, grown));
            assertArrayEquals(small, read(store, shrunk));
            assertEquals(2 * MIB + 10, writer.addedBytes());
        }
    }

    @Test
    public void storesEachContentOnce() throws IOException {
        byte[] small = bytes(3000);
        byte[] large = bytes(MIB + 5);
        try (ContentWriter first = store.begin()) {
            assertEquals(store(first, small), store(first, small));
            assertEquals(store(first, large), store(first, large));
            assertTrue(first.contains(store(first, small)));
            assertTrue(first.contains(store(first, large)));
            first.finish();
            assertEquals(MIB + 3005, first.addedBytes());
        }
        List<Path> before = files("");
        try (ContentWriter second = store.begin()) {
            store(second, small);
            store(second, large);
            second.finish();
            assertEquals(0, second.addedBytes());
        }
        assertEquals(before, files(""));
    }

    @Test
    public void doesNotCountAsStoredBeforeFinish() throws IOException {
        try (ContentWriter writer = store.begin()) {
            String small = store(writer, bytes(10));
            String large = store(writer, bytes(MIB));
            assertFalse(store.contains(small));
            assertFalse(store.contains(large));
            assertTrue(writer.contains(small));
            assertTrue(writer.contains(large));
        }
    }

    @Test
    public void leavesNothingWhenClosedUnfinished() throws IOException {
        try (ContentWriter writer = store.begin()) {
            store(writer, bytes(10));
            store(writer, bytes(MIB));
        }
        assertEquals(Collections.emptyList(), files(""));
    }

    @Test
    public void storesNothingOfFailedStream() throws IOException {
        try (ContentWriter writer = store.begin()) {
            InputStream failing = new InputStream() {
                private int left = 3 * MIB;

                @Override
                public int read() throws IOException {
                    if (left-- == 0) {
                        throw new IOException("gone");
                    }
                    return 1;
                }
            };
            assertThrows(IOException.class, () -> writer.store(failing, 10));
            writer.finish();
        }
        assertEquals(Collections.emptyList(), files("objects"));
    }

    @Test
    public void startsNewPackWhenOneIsFull() throws IOException {
        List<String> stored = new ArrayList<>();
        try (ContentWriter writer = store.begin()) {
            for (int i = 0; i < 65; i++) {
                stored.add(store(writer, bytes(MIB - 100)));
            }
            writer.finish();
        }
        assertEquals(2, files("packs").size());
        for (Path pack : files("packs")) {
            assertTrue(Files.size(pack) <= Pack.MAX_BYTES);
        }
        ContentStore reopened = ContentStore.open(directory.path());
        for (String sha256 : stored) {
            assertEquals(MIB - 100, read(reopened, sha256).length);
        }
    }

    @Test
    public void namesAContentThatIsDamaged() throws IOException {
        String small;
        String large;
        try (ContentWriter writer = store.begin()) {
            small = store(writer, bytes(1000));
            large = store(writer, bytes(MIB + 1000));
            writer.finish();
        }
        flip(files("packs").get(0), Pack.HEADER_BYTES + Pack.ENTRY_HEADER_BYTES + 500);
        flip(store.objectFile(large), MIB);
        assertCheckFails(small, () -> read(store, small));
        assertCheckFails(large, () -> read(store, large));
    }

    @Test
    public void namesAContentThatIsMissing() {
        String sha256 = String.join("", Collections.nCopies(64, "a"));
        assertCheckFails(sha256, () -> read(store, sha256));
    }

    @Test
    public void storesContentsOfPackWithDamagedEndAgain() throws IOException {
        byte[] bytes = bytes(1000);
        String sha256;
        try (ContentWriter writer = store.begin()) {
            sha256 = store(writer, bytes);
            writer.finish();
        }
        Path pack = files("packs").get(0);
        byte[] intact = Files.readAllBytes(pack);
        // Each part of header, index and footer counts; not each byte, as each is a line in the log.
        for (int position = 0; position < intact.length; position += 5) {
            boolean content =
                    position >= Pack.HEADER_BYTES && position < Pack.HEADER_BYTES + Pack.ENTRY_HEADER_BYTES + 1000;
            if (!content) {
                byte[] flipped = intact.clone();
                flipped[position] ^= (byte) (1 << random.nextInt(8));
                Files.write(pack, flipped);
                ContentStore reopened = ContentStore.open(directory.path());
                assertFalse("position " + position, reopened.contains(sha256));
                assertEquals(1, reopened.damagedPacks().size());
            }
        }
        ContentStore reopened = ContentStore.open(directory.path());
        try (ContentWriter writer = reopened.begin()) {
            store(writer, bytes);
            writer.finish();
        }
        assertArrayEquals(bytes, read(reopened, sha256));
    }

    @Test
    public void findsWhatAnotherProcessAdded() throws IOException {
        ContentStore other = ContentStore.open(directory.path());
        byte[] bytes = bytes(100);
        String sha256;
        try (ContentWriter writer = other.begin()) {
            sha256 = store(writer, bytes);
            writer.finish();
        }
        assertArrayEquals(bytes, read(store, sha256));
        assertTrue(store.contains(sha256));
    }

    @Test
    public void storesEachContentOnceWithSeveralThreads() throws Exception {
        List<byte[]> contents = new ArrayList<>();
        long expected = 0;
        for (int i = 0; i < 60; i++) {
            contents.add(bytes(i % 10 == 0 ? MIB + i : 1000 + i));
            expected += contents.get(i).length;
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (ContentWriter writer = store.begin()) {
            List<Future<List<String>>> results = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                Callable<List<String>> task = () -> {
                    List<String> stored = new ArrayList<>();
                    for (byte[] content : contents) {
                        stored.add(store(writer, content));
                    }
                    return stored;
                };
                results.add(threads.submit(task));
            }
            List<String> stored = results.get(0).get();
            for (Future<List<String>> result : results) {
                assertEquals(stored, result.get());
            }
            writer.finish();
            assertEquals(expected, writer.addedBytes());
            for (int i = 0; i < contents.size(); i++) {
                assertArrayEquals(contents.get(i), read(store, stored.get(i)));
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(6, files("objects").size());
    }

    @Test
    public void keepsEverythingPrivate() throws IOException {
        try (ContentWriter writer = store.begin()) {
            store(writer, bytes(10));
            store(writer, bytes(MIB));
            writer.finish();
        }
        try (Stream<Path> walk = Files.walk(directory.path())) {
            for (Path path : walk.filter(path -> !path.equals(directory.path())).collect(Collectors.toList())) {
                assertEquals(
                        path.toString(),
                        Files.isDirectory(path) ? "rwx------" : "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            }
        }
    }

    @Test
    public void holdsAMillionContentsInFiftyMegabytes() {
        ContentIndex index = new ContentIndex(1_000_000);
        for (int i = 0; i < 1_000_000; i++) {
            assertTrue(index.add(ContentId.of(random.nextLong(), i, 2, 3), i, i + 1));
        }
        assertEquals(1_000_000, index.size());
        assertTrue("grown to " + index.capacity(), index.capacity() * 40L <= 50_100_000);
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String store(ContentWriter writer, byte[] bytes) throws IOException {
        return writer.store(new ByteArrayInputStream(bytes), bytes.length);
    }

    private static byte[] read(ContentStore store, String sha256) throws IOException {
        try (InputStream in = store.open(sha256)) {
            return in.readAllBytes();
        }
    }

    private static void flip(Path file, int position) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[position] ^= 1;
        Files.write(file, bytes);
    }

    private static void assertCheckFails(String named, org.junit.function.ThrowingRunnable action) {
        BackupException failure = assertThrows(BackupException.class, action);
        assertEquals(BackupException.Kind.CHECK_FAILED, failure.kind());
        assertTrue(failure.getMessage(), failure.getMessage().contains(named));
    }

    private List<Path> files(String below) throws IOException {
        try (Stream<Path> walk = Files.walk(directory.path().resolve(below))) {
            return walk.filter(Files::isRegularFile).sorted().collect(Collectors.toList());
        }
    }
}
