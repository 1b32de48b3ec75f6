package org.alien4cloud.plugin.backup;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.OperationRunner.Outcome;
import org.alien4cloud.plugin.backup.operation.OperationStore;
import org.alien4cloud.plugin.backup.operation.RepositoryLocks;
import org.alien4cloud.plugin.backup.repository.FoundDamage;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Tests that docs/format.md is enough to restore a backup, with {@link SecondReader}, which was written from it. */
public class SecondReaderTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Random random = new Random(31);
    private SampleRepository sample;
    private Path data;

    @Before
    public void fill() throws IOException {
        sample = new SampleRepository(folder.getRoot().toPath(), random);
        data = sample.data;
        for (int i = 0; i < 30; i++) {
            sample.write("csar/c" + i % 4 + "/" + i + ".yml", random.nextInt(3000));
        }
        sample.write("csar/c1.zip", 1 << 20);
        sample.write("csar/c1-x/a", (1 << 20) - 1);
        sample.write("csar/c1/a b", 0);
        sample.write("images/\u00fc \uD83D\uDE00 \uFFFD", 10);
        Files.write(Path.of(URI.create(data.toUri() + "caf%E9%FF")), new byte[] {1, 2});
        Files.write(Path.of(URI.create(data.toUri() + "%ED%A0%80")), new byte[] {3});
        Files.createDirectories(data.resolve("empty/of all"));
        Files.createSymbolicLink(data.resolve("link"), Path.of("../no/where"));
        Files.createSymbolicLink(data.resolve("absolute"), Path.of("/etc/\u00e9"));
        Files.setPosixFilePermissions(data.resolve("csar/c1.zip"), PosixFilePermissions.fromString("r-x--x---"));
        Files.setLastModifiedTime(
                data.resolve("csar/c1.zip"), FileTime.from(1_234_567_890_123_456_789L, TimeUnit.NANOSECONDS));
        Files.setLastModifiedTime(data.resolve("csar/c1-x/a"), FileTime.from(-77_123_456_789L, TimeUnit.NANOSECONDS));
    }

    @Test
    public void restoresBackupsThatThePluginHasMade() throws IOException {
        Map<String, String> first = describe(data);
        sample.backup("first", 7);
        sample.backup("between", 3);
        Files.delete(data.resolve("csar/c1.zip"));
        Files.delete(data.resolve("link"));
        sample.write("link", 1500);
        sample.write("csar/c2/new", 900_000);
        Map<String, String> last = describe(data);
        sample.backup("last", 9);
        sample.repository.catalog().purge(sample.repository.catalog().withdraw(BackupName.of("between")));

        SecondReader reader = new SecondReader(sample.repository.directory());
        assertEquals(Arrays.asList("first", "last"), reader.backups());
        assertSame(first, restored(reader, "first"));
        assertSame(last, restored(reader, "last"));
        assertEquals(9, reader.documents("last", "application").size());
        assertEquals(0, reader.documents("first", "csar").size());
    }

    @Test
    public void readsExportedDocumentsByteForByte() throws IOException {
        sample.backup("one", 200);
        SecondReader reader = new SecondReader(sample.repository.directory());
        Map<String, String> digests = new TreeMap<>();
        reader.exported("one", "application").forEach((key, source) -> digests.put(key, SecondReader.sha256(source)));
        assertEquals(reader.documents("one", "application"), digests);
        assertEquals(200, digests.size());
        assertEquals(0, reader.exported("one", "csar").size());
    }

    @Test
    public void readsAfterASweepHasRewrittenPacks() throws IOException {
        sample.backup("large", 1);
        Files.delete(data.resolve("csar/c1-x/a"));
        Map<String, String> expected = describe(data);
        sample.backup("small", 1);
        assertEquals(
                1,
                sample.repository
                        .catalog()
                        .purge(sample.repository.catalog().withdraw(BackupName.of("large")))
                        .rewrittenPacks());
        assertSame(expected, restored(new SecondReader(sample.repository.directory()), "small"));
    }

    @Test
    public void readsResultsOfVerificationsAndTheHistory() throws IOException {
        sample.backup("one", 1);
        BackupName one = BackupName.of("one");
        sample.repository
                .verifier()
                .record(
                        one,
                        sample.repository
                                .verifier()
                                .verify(one, new FoundDamage(), Progress.NONE)
                                .ended(5, 12),
                        new FoundDamage());
        assertEquals(
                "{\"verifiedAt\":12,\"state\":\"OK\",\"deep\":false}",
                new SecondReader(sample.repository.directory())
                        .verified("one")
                        .toString()
                        .replaceAll(",\"files.*", "}"));
        Path operations = sample.repository.operationsDirectory();
        OperationStore store = new OperationStore(operations);
        String id = new OperationRunner(
                        new RepositoryLocks(sample.repository.directory()),
                        store,
                        getClass().getClassLoader(),
                        OperationRunner.Precondition.NONE)
                .start(OperationKind.VERIFY, one, "ad\u00fcmin", running -> Outcome.DONE)
                .id();
        while (store.find(id).get().running()) {
            Thread.onSpinWait();
        }
        assertTrue(id, id.matches("[0-9]{8}-[0-9]{9}-[0-9a-f]{4}"));
        assertEquals(
                "ad\u00fcmin",
                SecondReader.sealed(operations.resolve(id + ".json"))
                        .path("user")
                        .asText());
        assertEquals(
                64,
                SecondReader.sealed(operations.resolve(id + ".json"))
                        .path("logSha256")
                        .asText()
                        .length());
    }

    @Test
    public void reportsAnyDeviation() throws IOException {
        sample.backup("one", 1);
        for (String name : new String[] {
            "repository.json",
            "repository.sha256",
            "backups/one/manifest.json",
            "backups/one/files.jsonl.gz",
            "backups/one/indices/application.ndjson.gz",
            "packs"
        }) {
            Path file = sample.repository.directory().resolve(name);
            if (Files.isDirectory(file)) {
                try (var children = Files.list(file)) {
                    file = children.findFirst().get();
                }
            }
            byte[] intact = Files.readAllBytes(file);
            for (int i = 0; i < 20; i++) {
                byte[] flipped = intact.clone();
                flipped[random.nextInt(intact.length)] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, flipped);
                assertThrows(
                        name,
                        IOException.class,
                        () -> restored(new SecondReader(sample.repository.directory()), "one"));
            }
            Files.write(file, intact);
        }
    }

    private static void assertSame(Map<String, String> expected, Map<String, String> restored) {
        expected.forEach((path, description) -> assertEquals(path, description, restored.get(path)));
        assertEquals(expected.keySet(), restored.keySet());
    }

    private Map<String, String> restored(SecondReader reader, String name) throws IOException {
        Path target = folder.newFolder().toPath();
        reader.restore(name, target);
        return describe(target);
    }

    /**
     * Describes everything that is preserved, by the bytes of the path. A directory's times change with its entries,
     * and are those of the backup.
     */
    private static Map<String, String> describe(Path root) throws IOException {
        Map<String, String> description = new TreeMap<>();
        Files.walkFileTree(root, new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                if (!directory.equals(root)) {
                    description.put(
                            key(directory), "directory " + mode(directory) + " " + attributes.lastModifiedTime());
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                description.put(
                        key(file),
                        attributes.isSymbolicLink()
                                ? "link to " + Files.readSymbolicLink(file)
                                : "file " + mode(file) + " " + attributes.lastModifiedTime() + " " + Files.size(file)
                                        + " " + Arrays.hashCode(Files.readAllBytes(file)));
                return FileVisitResult.CONTINUE;
            }

            private String key(Path path) {
                return path.toUri()
                        .getRawPath()
                        .substring(root.toUri().getRawPath().length());
            }
        });
        return description;
    }

    private static String mode(Path path) throws IOException {
        return Integer.toOctalString((Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS));
    }
}
