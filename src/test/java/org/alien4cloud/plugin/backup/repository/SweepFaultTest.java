package org.alien4cloud.plugin.backup.repository;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.alien4cloud.plugin.backup.faults.Act;
import org.alien4cloud.plugin.backup.faults.Fault;
import org.alien4cloud.plugin.backup.faults.FaultyFileSystem;
import org.alien4cloud.plugin.backup.faults.Quota;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** Tests sweeps of two mostly unneeded packs on a failing or full disk. */
public class SweepFaultTest {

    @Rule
    public final TestDirectory directory = new TestDirectory();

    private final Random random = new Random(3);
    private Path path;

    @Before
    public void makeTwoPacksThatAreMostlyDead() throws IOException {
        makeThem("backups");
    }

    private void makeThem(String name) throws IOException {
        path = directory.path().toRealPath().resolve(name);
        byte[] one = bytes(10_000);
        byte[] two = bytes(10_000);
        backup("one", one, bytes(200_000));
        backup("two", two, bytes(200_000));
        backup("kept", one, two);
        BackupCatalog catalog = BackupRepository.open(path, "cluster").catalog();
        catalog.withdraw(BackupName.of("one"));
        catalog.withdraw(BackupName.of("two"));
    }

    /** Repeats the test, since random pack names decide which of two copies of a content counts. */
    @Test
    public void leavesNoDuplicateIfPackCannotBeRemoved() throws IOException {
        for (int i = 0; i < 20; i++) {
            makeThem("backups" + i);
            losesNothingIfPackCannotBeRemoved();
        }
    }

    @Test
    public void losesNothingIfPackCannotBeRemoved() throws IOException {
        AtomicInteger removals = new AtomicInteger();
        BackupCatalog catalog = through((act, place, target) -> {
            if (act == Act.DELETE && place.getParent().endsWith("packs") && removals.incrementAndGet() == 2) {
                throw new FileSystemException(place.toString(), null, "Input/output error");
            }
        });
        assertThrows(BackupException.class, catalog::removeLeftovers);
        assertEquals(2, removals.get());
        assertKept();
        goesOn();
    }

    @Test
    public void removesUnneededPacksOnFullDisk() throws IOException {
        backup("large", bytes(ContentStore.OBJECT_BYTES));
        BackupRepository.open(path, "cluster").catalog().withdraw(BackupName.of("large"));
        assertEquals(Arrays.asList(1, 0, 2, 0), counts(through(new Quota(0)).sweep()));
        assertKept();
        goesOn();
    }

    @Test
    public void postponesRewritingOnFullDisk() throws IOException {
        Quota full = new Quota(10_000);
        BackupCatalog catalog = through(full);
        assertEquals(Arrays.asList(0, 0, 0, 2), counts(catalog.sweep()));
        assertEquals("nothing half done is left", 10_000, full.usableSpace(Long.MAX_VALUE));
        assertTrue(catalog.removeLeftovers());
        assertEquals(
                "what there is to do is not forgotten", 2, catalog.leftovers().size());
        assertKept();
        goesOn();
    }

    private static List<Integer> counts(SweepResult result) {
        return Arrays.asList(
                result.removedObjects(), result.removedPacks(), result.rewrittenPacks(), result.postponedPacks());
    }

    private BackupCatalog through(Fault fault) throws IOException {
        return BackupRepository.open(new FaultyFileSystem(path, fault).path(path), "cluster")
                .catalog();
    }

    private void assertKept() throws IOException {
        assertEquals(2, new RepositoryAudit(path).read("kept").size());
    }

    private void goesOn() throws IOException {
        assertTrue(BackupRepository.open(path, "cluster").catalog().removeLeftovers());
        assertEquals(Collections.emptyList(), new RepositoryAudit(path).leftovers());
        assertKept();
    }

    private void backup(String name, byte[]... contents) throws IOException {
        BackupRepository repository = BackupRepository.open(path, "cluster");
        try (BackupDraft draft = repository.catalog().begin(BackupName.of(name));
                ContentWriter writer = repository.contents().begin()) {
            try (FileEntryWriter entries = new FileEntryWriter(draft.filesList())) {
                for (int i = 0; i < contents.length; i++) {
                    String sha256 = writer.store(new ByteArrayInputStream(contents[i]), contents[i].length);
                    entries.add(FileEntry.file("f" + i)
                            .size(contents[i].length)
                            .mtime(1)
                            .mode(0644)
                            .sha256(sha256)
                            .build());
                }
            }
            writer.finish();
            draft.commit(Manifest.builder()
                    .name(BackupName.of(name))
                    .repositoryId(repository.repositoryId())
                    .startedAt(1)
                    .trigger(BackupOrigin.MANUAL)
                    .engine("export")
                    .build());
        }
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
