package org.alien4cloud.plugin.backup.repository;

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
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.LoggedProgress;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

public class BackupCatalogTest {

    private static final int MIB = 1 << 20;

    @Rule
    public final TestDirectory directory = new TestDirectory();

    private final Random random = new Random(11);
    private Path path;
    private BackupRepository repository;
    private BackupCatalog catalog;

    @Before
    public void openRepository() {
        path = directory.path().resolve("backups of a server");
        repository = BackupRepository.open(path, "cluster-1");
        catalog = repository.catalog();
    }

    @Test
    public void opensWhatItMade() {
        BackupRepository again = BackupRepository.open(path, "cluster-1");
        assertEquals(repository.repositoryId(), again.repositoryId());
        assertEquals(
                repository.repositoryId(), BackupRepository.open(path, null).repositoryId());
    }

    @Test
    public void refusesTheRepositoryOfAnotherCluster() {
        assertFails(Kind.PRECONDITION, "belongs to another server", () -> BackupRepository.open(path, "cluster-2"));
    }

    @Test
    public void refusesANewerFormat() throws IOException {
        Path file = path.resolve("repository.json");
        Files.writeString(file, Files.readString(file).replace("\"formatVersion\" : 1", "\"formatVersion\" : 2"));
        assertFails(Kind.CHECK_FAILED, "repository.json is damaged", () -> BackupRepository.open(path, "cluster-1"));
        Files.write(
                path.resolve("repository.sha256"),
                new DigestedFile(path, "repository.json", "x").digestOf(Files.readAllBytes(file)));
        assertFails(
                Kind.PRECONDITION,
                "format version 2, this plugin reads up to 1. Use a newer version",
                () -> BackupRepository.open(path, "cluster-1"));
    }

    @Test
    public void refusesAnyDamageOfItsDescription() throws IOException {
        for (String name : new String[] {"repository.json", "repository.sha256"}) {
            Path file = path.resolve(name);
            byte[] intact = Files.readAllBytes(file);
            for (int position = 0; position < intact.length; position++) {
                byte[] flipped = intact.clone();
                flipped[position] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, flipped);
                assertFails(Kind.CHECK_FAILED, name + " is damaged", () -> BackupRepository.open(path, "cluster-1"));
            }
            Files.delete(file);
            assertFails(Kind.CHECK_FAILED, name + " is missing", () -> BackupRepository.open(path, "cluster-1"));
            Files.write(file, intact);
        }
        assertEquals(
                repository.repositoryId(),
                BackupRepository.open(path, "cluster-1").repositoryId());
    }

    @Test
    public void completesInterruptedCreation() throws IOException {
        Path other = Files.createDirectory(directory.path().resolve("interrupted"));
        Files.copy(path.resolve("repository.sha256"), other.resolve("repository.sha256"));
        Files.writeString(other.resolve("repository.json.new"), "{ \"form");
        Files.createDirectory(other.resolve("lost+found"));
        BackupRepository made = BackupRepository.open(other, "cluster-1");
        assertEquals(
                made.repositoryId(), BackupRepository.open(other, "cluster-1").repositoryId());
    }

    @Test
    public void refusesABackupOfAnotherRepository() throws IOException {
        backup("one", 1000);
        Path other = directory.path().resolve("other");
        BackupCatalog otherCatalog = BackupRepository.open(other, "cluster-1").catalog();
        Files.move(path.resolve("backups/one"), other.resolve("backups/one"));
        assertFails(
                Kind.CHECK_FAILED,
                "of another repository, with the id " + repository.repositoryId(),
                () -> otherCatalog.get(BackupName.of("one")));
        assertEquals(Collections.emptyList(), otherCatalog.list());
    }

    @Test
    public void refusesADirectoryThatHoldsSomethingElse() throws IOException {
        Path other = Files.createDirectory(directory.path().resolve("home"));
        Files.writeString(other.resolve("letter.txt"), "dear");
        assertFails(Kind.PRECONDITION, "letter.txt", () -> BackupRepository.open(other, "cluster-1"));
    }

    @Test
    public void reportsDamagedRepositoryJson() throws IOException {
        Files.writeString(path.resolve("repository.json"), "{\"formatVersion\":1");
        assertFails(Kind.CHECK_FAILED, "repository.json", () -> BackupRepository.open(path, "cluster-1"));
    }

    @Test
    public void listsBackupsNewestFirst() throws IOException {
        backup("one", 1000);
        backup("three", 3000);
        backup("two", 2000);
        assertEquals(
                Arrays.asList("three", "two", "one"),
                catalog.list().stream().map(manifest -> manifest.name().value()).collect(Collectors.toList()));
    }

    @Test
    public void doesNotListWhatIsNotCommitted() throws IOException {
        try (BackupDraft draft = catalog.begin(BackupName.of("one"))) {
            Files.writeString(draft.directory().resolve("x"), "y");
            assertEquals(Collections.emptyList(), catalog.list());
            assertFalse(catalog.exists(BackupName.of("one")));
        }
        assertEquals(Collections.emptyList(), children("backups"));
    }

    @Test
    public void digestsAllFilesOfABackup() throws IOException {
        try (BackupDraft draft = catalog.begin(BackupName.of("one"))) {
            Files.createDirectory(draft.directory().resolve("documents"));
            Files.writeString(draft.directory().resolve("documents/user.gz"), "abc");
            draft.commit(manifest("one", 1));
        }
        Manifest manifest = catalog.get(BackupName.of("one"));
        assertEquals(
                Collections.singletonMap(
                        "documents/user.gz", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
                manifest.digests());
        assertEquals("cluster", manifest.clusterName());
        try (Stream<Path> walk = Files.walk(path)) {
            for (Path file : walk.collect(Collectors.toList())) {
                assertEquals(
                        file.toString(),
                        Files.isDirectory(file) ? "rwx------" : "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
    }

    @Test
    public void leavesOutBackupWithDamagedManifest() throws IOException {
        backup("one", 1000);
        backup("two", 2000);
        for (String name : new String[] {"manifest.json", "manifest.sha256"}) {
            Path file = path.resolve("backups/two").resolve(name);
            byte[] intact = Files.readAllBytes(file);
            for (int position = 0; position < intact.length; position++) {
                byte[] flipped = intact.clone();
                flipped[position] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, flipped);
                assertFails(Kind.CHECK_FAILED, "two", () -> catalog.get(BackupName.of("two")));
            }
            assertEquals(1, catalog.list().size());
            Files.write(file, intact);
            assertEquals(2, catalog.list().size());
        }
    }

    @Test
    public void refusesANameThatIsTaken() throws IOException {
        backup("one", 1000);
        assertFails(Kind.EXISTS, "one", () -> catalog.begin(BackupName.of("one")));
        try (BackupDraft draft = catalog.begin(BackupName.of("two"))) {
            backup("two", 2000);
            assertFails(Kind.EXISTS, "two", () -> draft.commit(manifest("two", 1)));
        }
        assertEquals(2000, catalog.get(BackupName.of("two")).startedAt());
    }

    @Test
    public void saysThatThereIsNoSuchBackup() {
        assertFails(Kind.NOT_FOUND, "nine", () -> catalog.get(BackupName.of("nine")));
        assertFails(Kind.NOT_FOUND, "nine", () -> catalog.purge(catalog.withdraw(BackupName.of("nine"))));
        assertFails(Kind.NOT_FOUND, "nine", () -> catalog.files(BackupName.of("nine")));
    }

    @Test
    public void readsBackItsFiles() throws IOException {
        List<FileEntry> entries = Arrays.asList(
                FileEntry.directory("a")
                        .mtime(5)
                        .mode(0755)
                        .owner("root")
                        .group("root")
                        .ctime(6)
                        .inode(7)
                        .build(),
                FileEntry.link("a/\u00fc \uD83D\uDE00\uDC80", "\uDCFFx")
                        .mtime(5)
                        .mode(0777)
                        .build());
        try (BackupDraft draft = catalog.begin(BackupName.of("one"))) {
            try (FileEntryWriter writer = new FileEntryWriter(draft.filesList())) {
                entries.forEach(writer::add);
            }
            draft.commit(manifest("one", 1));
        }
        try (FileEntryReader reader = catalog.files(BackupName.of("one"))) {
            for (FileEntry entry : entries) {
                FileEntry read = reader.next();
                assertTrue(read.sameState(entry) && read.sameStat(entry));
            }
            assertFalse(reader.hasNext());
        }
    }

    @Test
    public void findsAListThatIsCutOff() throws IOException {
        Path file = path.resolve("list.gz");
        try (FileEntryWriter writer = new FileEntryWriter(file)) {
            for (int i = 0; i < 50; i++) {
                writer.add(file("f" + i, null, 0));
            }
        }
        byte[] intact = Files.readAllBytes(file);
        for (int length = 0; length < intact.length; length++) {
            Files.write(file, Arrays.copyOf(intact, length));
            assertFails(Kind.CHECK_FAILED, "list.gz", () -> {
                try (FileEntryReader reader = new FileEntryReader(file)) {
                    reader.forEachRemaining(entry -> {});
                }
            });
        }
    }

    @Test
    public void freesOnlyUnneededContents() throws IOException {
        byte[] shared = bytes(200_000);
        byte[] sharedLarge = bytes(MIB + 1);
        List<String> first = backup("one", 1000, shared, sharedLarge, bytes(500_000), bytes(2 * MIB));
        List<String> second = backup("two", 2000, shared, sharedLarge, bytes(1000));
        SweepResult result = catalog.purge(catalog.withdraw(BackupName.of("one")));
        assertEquals(1, result.removedObjects());
        assertEquals(1, result.rewrittenPacks());
        assertEquals(
                2 * MIB + 500_000 + 2 * (Pack.ENTRY_HEADER_BYTES + Pack.INDEX_ENTRY_BYTES) / 2, result.freedBytes());
        assertReadable(second);
        ContentStore reopened = BackupRepository.open(path, "cluster-1").contents();
        assertFalse(reopened.contains(first.get(2)));
        assertFalse(reopened.contains(first.get(3)));
        assertEquals(1, catalog.purge(catalog.withdraw(BackupName.of("two"))).removedObjects());
        assertEquals(Collections.emptyList(), children("packs"));
        assertEquals(Collections.emptyList(), children("backups"));
    }

    @Test
    public void keepsPackThatIsMostlyNeeded() throws IOException {
        byte[] shared = bytes(500_000);
        backup("one", 1000, shared, bytes(1000));
        List<String> second = backup("two", 2000, shared);
        List<String> before = children("packs");
        SweepResult result = catalog.purge(catalog.withdraw(BackupName.of("one")));
        assertEquals(0, result.rewrittenPacks() + result.removedPacks());
        assertEquals(before, children("packs"));
        assertReadable(second);
    }

    @Test
    public void sweepsNothingIfAListIsDamaged() throws IOException {
        backup("one", 1000, bytes(1000));
        List<String> second = backup("two", 2000, bytes(1000));
        Path list = path.resolve("backups/one/files.jsonl.gz");
        byte[] intact = Files.readAllBytes(list);
        Files.write(list, Arrays.copyOf(intact, 10));
        assertFails(Kind.CHECK_FAILED, "No content was removed", () -> catalog.sweep());
        assertReadable(second);
        catalog.purge(catalog.withdraw(BackupName.of("one")));
        assertReadable(second);
        assertEquals(1, children("packs").size());
    }

    @Test
    public void keepsContentsOfBackupRenamedByHand() throws IOException {
        List<String> renamed = backup("one", 1000, bytes(1000), bytes(MIB));
        Files.move(path.resolve("backups/one"), path.resolve("backups/one.old"));
        catalog.sweep();
        assertReadable(renamed);
    }

    @Test
    public void sweepsNothingIfABackupCannotBeRead() throws IOException {
        List<String> elsewhere = backup("one", 1000, bytes(1000), bytes(MIB));
        Path moved = directory.path().resolve("one");
        Files.move(path.resolve("backups/one"), moved);
        Files.createSymbolicLink(path.resolve("backups/one"), moved);
        catalog.sweep();
        assertReadable(elsewhere);
        // As when the disk that the link leads to is not mounted.
        Files.move(moved, directory.path().resolve("away"));
        assertFails(Kind.IO, "backups/one", () -> catalog.sweep());
        assertReadable(elsewhere);
    }

    @Test
    public void removesNothingOnceTheLockIsLost() throws IOException {
        List<String> dead = backup("one", 1000, bytes(1000), bytes(MIB));
        Path withdrawn = catalog.withdraw(BackupName.of("one"));
        Progress lost = new LoggedProgress(new ArrayList<>()) {
            @Override
            public void requireLock() {
                throw new BackupException(Kind.BUSY, "taken over");
            }
        };
        assertFails(Kind.BUSY, "taken over", () -> catalog.purge(withdrawn, lost));
        assertReadable(dead);
        assertTrue("for the next owner to go on with", Files.exists(withdrawn));
    }

    @Test
    public void doesNotSweepBesideABackup() throws IOException {
        try (ContentWriter writer = repository.contents().begin()) {
            assertThrows(IllegalStateException.class, () -> catalog.sweep());
        }
        catalog.sweep();
    }

    @Test
    public void removesLeftoversOfKilledProcess() throws IOException {
        List<String> kept = backup("one", 1000, bytes(1000));
        Files.createDirectories(path.resolve("backups/.incomplete-1/documents"));
        Files.createDirectories(path.resolve("backups/.deleted-1"));
        Files.writeString(path.resolve("packs/.incomplete-2"), "x");
        Files.writeString(path.resolve("objects/.incomplete-3"), "x");
        assertTrue(catalog.removeLeftovers());
        assertFalse(catalog.removeLeftovers());
        assertEquals(Collections.singletonList("one"), children("backups"));
        assertEquals(1, children("packs").size());
        assertReadable(kept);
    }

    @Test
    public void removesContentsOfUncommittedDraft() throws IOException {
        List<String> kept = backup("one", 1000, bytes(1000), bytes(MIB));
        assertThrows(IllegalArgumentException.class, () -> {
            try (BackupDraft draft = catalog.begin(BackupName.of("two"));
                    ContentWriter writer = repository.contents().begin()) {
                writer.store(new ByteArrayInputStream(bytes(500)), 500);
                writer.store(new ByteArrayInputStream(bytes(MIB + 1)), MIB + 1);
                writer.finish();
                draft.commit(manifest("another", 2000));
            }
        });
        assertEquals(Collections.emptyList(), new RepositoryAudit(path).leftovers());
        assertReadable(kept);
    }

    @Test
    public void continuesInterruptedSweep() throws IOException {
        backup("one", 1000, bytes(1000), bytes(MIB));
        catalog.withdraw(BackupName.of("one"));
        // As a process leaves it that is killed in the sweep.
        assertTrue(BackupRepository.open(path, "cluster-1").catalog().removeLeftovers());
        assertEquals(Collections.emptyList(), new RepositoryAudit(path).leftovers());
        assertEquals(Collections.emptyList(), children("packs"));
    }

    @Test
    public void countsContentInTwoPacksOnce() throws IOException {
        byte[] bytes = bytes(1000);
        List<String> kept = backup("one", 1000, bytes);
        // As a sweep leaves it that is killed after the new pack and before the old one goes.
        PackWriter copy = new PackWriter(path.resolve("packs"));
        copy.append(ContentId.parse(kept.get(0)), bytes, bytes.length);
        copy.complete();
        copy.publish();
        BackupRepository reopened = BackupRepository.open(path, "cluster-1");
        assertEquals(1, reopened.catalog().sweep().removedPacks());
        assertEquals(1, children("packs").size());
        assertReadable(kept);
    }

    @Test
    public void countsSharedContentsOnce() throws IOException {
        byte[] shared = bytes(MIB + 5);
        backup("one", 1000, shared, bytes(300));
        backup("two", 2000, shared, bytes(70), shared);
        backup("three", 3000, shared);
        StoredBytes bytes = repository.storedBytes();
        assertEquals(MIB + 305L + listOf("one"), bytes.add(catalog.get(BackupName.of("one"))));
        assertEquals(70L + listOf("two"), bytes.add(catalog.get(BackupName.of("two"))));
        assertEquals(listOf("three"), bytes.add(catalog.get(BackupName.of("three"))));
        assertEquals(
                "alone", MIB + 5L + listOf("three"), repository.storedBytes().add(catalog.get(BackupName.of("three"))));
    }

    private long listOf(String name) {
        return path.resolve("backups")
                .resolve(name)
                .resolve("files.jsonl.gz")
                .toFile()
                .length();
    }

    private List<String> backup(String name, long startedAt, byte[]... contents) throws IOException {
        List<String> stored = new ArrayList<>();
        try (BackupDraft draft = catalog.begin(BackupName.of(name));
                ContentWriter writer = repository.contents().begin()) {
            try (FileEntryWriter entries = new FileEntryWriter(draft.filesList())) {
                for (byte[] content : contents) {
                    stored.add(writer.store(new ByteArrayInputStream(content), content.length));
                    entries.add(file("f" + stored.size(), stored.get(stored.size() - 1), content.length));
                }
            }
            writer.finish();
            draft.commit(manifest(name, startedAt));
        }
        return stored;
    }

    private Manifest manifest(String name, long startedAt) {
        return Manifest.builder()
                .name(BackupName.of(name))
                .repositoryId(repository.repositoryId())
                .startedAt(startedAt)
                .trigger(BackupOrigin.MANUAL)
                .engine("export")
                .clusterName("cluster")
                .build();
    }

    private static FileEntry file(String path, String sha256, long size) {
        return FileEntry.file(path)
                .size(size)
                .mtime(1)
                .mode(0644)
                .sha256(sha256)
                .build();
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private void assertReadable(List<String> contents) throws IOException {
        for (ContentStore store : Arrays.asList(
                repository.contents(), BackupRepository.open(path, "cluster-1").contents())) {
            for (String sha256 : contents) {
                try (InputStream in = store.open(sha256)) {
                    in.readAllBytes();
                }
            }
        }
    }

    private List<String> children(String below) throws IOException {
        try (Stream<Path> children = Files.list(path.resolve(below))) {
            return children.map(child -> child.getFileName().toString())
                    .sorted()
                    .collect(Collectors.toList());
        }
    }

    private static void assertFails(Kind kind, String words, org.junit.function.ThrowingRunnable action) {
        BackupException failure = assertThrows(BackupException.class, action);
        assertEquals(failure.getMessage(), kind, failure.kind());
        assertTrue(failure.getMessage(), failure.getMessage().contains(words));
    }
}
