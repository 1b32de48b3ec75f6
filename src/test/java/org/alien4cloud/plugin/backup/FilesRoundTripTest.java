package org.alien4cloud.plugin.backup;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.capture.CaptureResult;
import org.alien4cloud.plugin.backup.files.capture.ContentSink;
import org.alien4cloud.plugin.backup.files.capture.FileCapture;
import org.alien4cloud.plugin.backup.files.plan.FilePlan;
import org.alien4cloud.plugin.backup.files.plan.PlanLocations;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.repository.BackupDraft;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.alien4cloud.plugin.backup.repository.ContentWriter;
import org.alien4cloud.plugin.backup.repository.FileEntryReader;
import org.alien4cloud.plugin.backup.repository.FileEntryWriter;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Tests that files get from the data directory into a repository on disk and back. */
public class FilesRoundTripTest {

    @Rule
    public final TemporaryFolder directory = new TemporaryFolder();

    private final Random random = new Random(9);

    @Test
    public void restoresEachOfSeveralBackups() throws IOException {
        Path root = directory.newFolder("alien").toPath();
        BackupRepository repository =
                BackupRepository.open(directory.getRoot().toPath().resolve("backups"), "cluster");
        for (int i = 0; i < 30; i++) {
            write(root.resolve("csar/c" + i % 7 + "/" + i + ".yml"), random.nextInt(5000));
        }
        write(root.resolve("artifacts/large"), (1 << 20) + 77);
        Manifest first = backup(repository, root, "first", null);
        write(root.resolve("csar/c1/8.yml"), 1234);
        Files.delete(root.resolve("csar/c2/2.yml"));
        write(root.resolve("images/new"), 99);
        Manifest second = backup(repository, root, "second", first);
        assertEquals(1234 + 99, second.addedBytes());

        Files.delete(root.resolve("artifacts/large"));
        BackupRepository reopened = BackupRepository.open(repository.directory(), "cluster");
        assertEquals(1, restore(reopened, root, second, "artifacts/large", null));
        assertEquals(1234, Files.size(root.resolve("csar/c1/8.yml")));
        restore(reopened, root, first, "csar/c2/2.yml", "images");
        reopened.catalog().purge(reopened.catalog().withdraw(first.name()));
        restore(reopened, root, second, "images/new", "csar/c2/2.yml");
    }

    @Test
    public void keepsWhateverIsInADirectory() throws IOException {
        Path root = directory.newFolder("alien").toPath();
        BackupRepository repository =
                BackupRepository.open(directory.getRoot().toPath().resolve("backups"), "cluster");
        Files.createDirectories(root.resolve("empty/below"));
        Path latin = named(root, "caf%E9 %FF%C3");
        Files.createDirectory(latin);
        Path file = named(latin, "%80%0A%22%5C");
        Files.write(file, new byte[] {1, 2, 3});
        Files.setLastModifiedTime(file, FileTime.from(1_600_000_000_123_456_789L, TimeUnit.NANOSECONDS));
        Files.setAttribute(file, "unix:mode", 04640);
        write(root.resolve("\u65e5\u672c/\uD83D\uDE00"), 0);
        Files.setPosixFilePermissions(root.resolve("empty"), PosixFilePermissions.fromString("rwx-w---x"));
        Files.createSymbolicLink(
                root.resolve("dangling"), named(root, "nowhere%E9").getFileName());
        Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
        Map<String, String> before = described(root);
        assertEquals(9, before.size());

        Manifest backup = backup(repository, root, "all", null);
        DurableFiles.deleteTree(root);
        Files.createDirectory(root);
        restore(repository, root, backup, "empty", null);
        assertEquals(before, described(root));
    }

    /** Creates a name of any bytes, given percent-encoded. */
    private static Path named(Path parent, String name) {
        return Path.of(URI.create(
                "file://" + parent.toUri().getRawPath().replaceAll("/$", "") + '/' + name.replace(" ", "%20")));
    }

    /** Describes what a restore preserves, by the bytes of the path. */
    private static Map<String, String> described(Path root) throws IOException {
        Map<String, String> described = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path path : walk.collect(Collectors.toList())) {
                Map<String, Object> all =
                        Files.readAttributes(path, "unix:mode,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
                boolean isFile = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
                described.put(
                        path.toUri().getRawPath(),
                        path.equals(root)
                                ? ""
                                : all.get("mode")
                                        + (isFile
                                                ? " " + all.get("lastModifiedTime") + " "
                                                        + Arrays.toString(Files.readAllBytes(path))
                                                : Files.isSymbolicLink(path)
                                                        ? " "
                                                                + Files.readSymbolicLink(path)
                                                                        .toUri()
                                                        : ""));
            }
        }
        return described;
    }

    private Manifest backup(BackupRepository repository, Path root, String name, Manifest previous) throws IOException {
        try (ContentWriter writer = repository.contents().begin();
                BackupDraft draft = repository.catalog().begin(BackupName.of(name));
                FileEntryReader before =
                        previous == null ? null : repository.catalog().files(previous.name())) {
            ContentSink sink = new ContentSink() {
                @Override
                public String store(InputStream in, long size) throws IOException {
                    return writer.store(in, size);
                }

                @Override
                public boolean contains(String sha256) {
                    return writer.contains(sha256);
                }
            };
            CaptureResult result;
            try (FileEntryWriter entries = new FileEntryWriter(draft.filesList())) {
                result = new FileCapture(new DataTree(root, Collections.emptyList()), sink, Progress.NONE)
                        .capture(
                                before == null ? Collections.emptyIterator() : before,
                                previous == null ? 0 : previous.startedAt(),
                                false,
                                entries::add);
            }
            writer.finish();
            return draft.commit(Manifest.builder()
                    .name(BackupName.of(name))
                    .repositoryId(repository.repositoryId())
                    .startedAt(result.scanStartedAt())
                    .trigger(BackupOrigin.MANUAL)
                    .engine("export")
                    .directories(result.directories())
                    .files(result.files())
                    .bytes(result.bytes())
                    .addedBytes(writer.addedBytes())
                    .build());
        }
    }

    private long restore(BackupRepository repository, Path root, Manifest backup, String back, String gone)
            throws IOException {
        PlanLocations locations = new PlanLocations(
                repository.journalDirectory(),
                new DataTree(root, Collections.emptyList()),
                directory.getRoot().toPath().resolve("area"));
        try (FileEntryReader entries = repository.catalog().files(backup.name())) {
            FilePlan plan = FilePlan.compute(
                    locations, entries, backup.startedAt(), repository.contents()::open, Progress.NONE);
            long operations = plan.operations();
            plan.applyAdditions();
            plan.applyRemovals();
            plan.verify();
            plan.finish();
            plan.discard();
            assertTrue(Files.exists(root.resolve(back)));
            assertTrue(gone == null || !Files.exists(root.resolve(gone)));
            return operations;
        }
    }

    private void write(Path file, int size) throws IOException {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }
}
