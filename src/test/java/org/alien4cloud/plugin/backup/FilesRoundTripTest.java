package org.alien4cloud.plugin.backup;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Random;
import org.alien4cloud.plugin.backup.files.CaptureResult;
import org.alien4cloud.plugin.backup.files.ContentSink;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.FileCapture;
import org.alien4cloud.plugin.backup.files.FilePlan;
import org.alien4cloud.plugin.backup.files.PlanPlaces;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.model.Trigger;
import org.alien4cloud.plugin.backup.repository.BackupDraft;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.alien4cloud.plugin.backup.repository.ContentWriter;
import org.alien4cloud.plugin.backup.repository.EntryReader;
import org.alien4cloud.plugin.backup.repository.EntryWriter;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Files from the data directory into a repository on disk and back. */
public class FilesRoundTripTest {

    @Rule
    public final TemporaryFolder directory = new TemporaryFolder();
    private final Random random = new Random(9);

    @Test
    public void shouldBringBackEachOfSeveralBackupsFromOneRepository() throws IOException {
        Path root = directory.newFolder("alien").toPath();
        BackupRepository repository = BackupRepository.open(directory.getRoot().toPath().resolve("backups"), "cluster");
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

    private Manifest backup(BackupRepository repository, Path root, String name, Manifest previous) throws IOException {
        try (ContentWriter writer = repository.contents().begin(); BackupDraft draft = repository.catalog().begin(BackupName.of(name));
                EntryReader before = previous == null ? null : repository.catalog().files(previous.name())) {
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
            try (EntryWriter entries = new EntryWriter(draft.filesList())) {
                result = new FileCapture(new DataTree(root, Collections.emptyList()), sink, Progress.NONE).capture(
                        before == null ? Collections.emptyIterator() : before, previous == null ? 0 : previous.startedAt(), false, entries::add);
            }
            writer.finish();
            return draft.commit(Manifest.builder().name(BackupName.of(name)).repositoryId(repository.repositoryId())
                    .startedAt(result.scanStartedAt()).trigger(Trigger.MANUAL).engine("export").directories(result.directories())
                    .files(result.files()).bytes(result.bytes()).addedBytes(writer.addedBytes()).build());
        }
    }

    private long restore(BackupRepository repository, Path root, Manifest backup, String back, String gone) throws IOException {
        PlanPlaces places = new PlanPlaces(repository.journalDirectory(), new DataTree(root, Collections.emptyList()),
                directory.getRoot().toPath().resolve("area"));
        try (EntryReader entries = repository.catalog().files(backup.name())) {
            FilePlan plan = FilePlan.compute(places, entries, backup.startedAt(), repository.contents()::open, Progress.NONE);
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
