package org.alien4cloud.plugin.backup;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.faults.Act;
import org.alien4cloud.plugin.backup.faults.FaultyFileSystem;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.Finding;
import org.alien4cloud.plugin.backup.model.Finding.Problem;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.model.Verification;
import org.alien4cloud.plugin.backup.model.Verification.State;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.alien4cloud.plugin.backup.repository.FoundDamage;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Tests that damage found by one verification affects each backup that names it, until it is found intact or is
 * replaced.
 */
public class SharedDamageTest {

    /** Positions in the first pack, in the contents of csar/only old and csar/shared. */
    private static final int ONLY_OLD = 16 + 36 + 100;

    private static final int SHARED = 16 + 36 + 200 + 36 + 1000;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final byte[] large = new byte[(1 << 20) + 5];
    private SampleRepository sample;
    private Path pack;
    private byte[] onlyOld;
    private Path root;

    /**
     * Makes the backups "old" and "new", which share "csar/shared" and the large "artifacts/shared", and "other", which
     * has only its own files.
     */
    @Before
    public void makeBackups() throws IOException {
        sample = new SampleRepository(folder.getRoot().toPath(), new Random(7));
        root = sample.repository.directory();
        sample.write("csar/shared", 3000);
        sample.write("artifacts/any", 7);
        Files.write(sample.data.resolve("artifacts/shared"), large);
        Files.delete(sample.data.resolve("artifacts/any"));
        sample.write("csar/only old", 200);
        onlyOld = Files.readAllBytes(sample.data.resolve("csar/only old"));
        sample.backup("old", 5);
        pack = files("packs").get(0);
        Files.delete(sample.data.resolve("csar/only old"));
        sample.write("csar/only new", 300);
        sample.backup("new", 5);
        Files.delete(sample.data.resolve("csar/shared"));
        Files.delete(sample.data.resolve("artifacts/shared"));
        Files.delete(sample.data.resolve("csar/only new"));
        sample.write("csar/only other", 400);
        sample.backup("other", 5);
        Files.delete(sample.data.resolve("csar/only other"));
    }

    @Test
    public void affectsBackupsThatNameDamagedContent() throws IOException {
        byte[] intact = flip(pack, SHARED);
        assertEquals(Collections.emptyMap(), known());
        assertEquals(Collections.singletonList("new"), verify("old"));
        assertEquals(states("new", "old"), known());
        Verification unverified =
                sample.repository.verifier().last(BackupName.of("new")).get();
        assertEquals(Collections.singletonList("csar/shared"), only(unverified).examples());
        assertEquals("packs/" + pack.getFileName(), only(unverified).path());
        assertEquals(
                "also for who opens it later",
                State.DAMAGED,
                reopened().verifier().last(BackupName.of("new")).get().state());

        Files.write(pack, intact);
        assertEquals("the one that was verified is whole", Collections.emptyList(), verify("new"));
        assertEquals("the other one was found damaged itself", states("old"), damaged());
        verify("old");
        assertEquals(Collections.emptyMap(), damaged());
        assertFalse(Files.exists(root.resolve("damage.json")));
    }

    @Test
    public void affectsBackupVerifiedBefore() throws IOException {
        verify("new");
        assertEquals(State.OK, known().get("new"));
        flip(objects().get(0), 17);
        verify("old");
        Verification last =
                sample.repository.verifier().last(BackupName.of("new")).get();
        assertEquals(State.DAMAGED, last.state());
        assertEquals(Collections.singletonList("artifacts/shared"), only(last).examples());
        assertEquals("what was counted stays", 3, last.files());
    }

    @Test
    public void isKnownEvenIfVerifiedBackupDoesNotNeedIt() throws IOException {
        flip(pack, ONLY_OLD);
        assertEquals(Collections.singletonList("old"), verify("new"));
        assertEquals(states("old"), damaged());
        assertEquals(State.OK, known().get("new"));
    }

    @Test
    public void isStoredAgainByBackupWithIntactContent() throws IOException {
        flip(objects().get(0), 17);
        flip(pack, ONLY_OLD);
        verify("old");
        assertEquals(states("new", "old"), damaged());
        Files.write(sample.data.resolve("artifacts/shared"), large);
        Files.write(sample.data.resolve("csar/only old"), onlyOld);
        sample.backup("next", 5);
        assertEquals("what was found by itself stays until it is verified", states("old"), damaged());
        assertEquals(Collections.emptyList(), verify("next"));
        verify("old");
        assertEquals(Collections.emptyMap(), damaged());
        assertEquals(
                State.OK,
                reopened()
                        .verifier()
                        .verify(BackupName.of("old"), new FoundDamage(), Progress.NONE)
                        .state());
    }

    @Test
    public void isForgottenIfMissingContentIsStoredAgain() throws IOException {
        Path object = objects().get(0);
        Files.delete(object);
        verify("old");
        assertEquals(states("new", "old"), damaged());
        Files.write(sample.data.resolve("artifacts/shared"), large);
        sample.backup("next", 5);
        assertTrue(Files.exists(object));
        assertEquals("what was found by itself stays until it is verified", states("old"), damaged());
        verify("old");
        assertEquals(Collections.emptyMap(), damaged());
    }

    @Test
    public void isForgottenIfNoBackupNamesIt() throws IOException {
        flip(objects().get(0), 17);
        verify("old");
        for (String name : Arrays.asList("old", "new")) {
            delete(name);
        }
        Files.write(sample.data.resolve("artifacts/shared"), large);
        sample.backup("new", 5);
        assertEquals(Collections.emptyMap(), damaged());
        assertFalse(Files.exists(root.resolve("damage.json")));
    }

    @Test
    public void doesNotReturnFromSharedPack() throws IOException {
        flip(pack, ONLY_OLD);
        verify("old");
        delete("old");
        Files.write(sample.data.resolve("csar/only old"), onlyOld);
        sample.backup("next", 5);
        assertEquals(Collections.emptyMap(), damaged());
        assertEquals(Collections.emptyList(), verify("next"));
        assertEquals(State.OK, known().get("next"));
        verify("new");
        assertEquals(State.OK, known().get("new"));
    }

    @Test
    public void affectsBackupsWhoseSnapshotNamesDamagedFile() throws IOException {
        Finding finding =
                new Finding("/es/indices/i/0/__1", Problem.MISSING, "it is missing", true, 0, null).ofIndex("csar");
        FoundDamage found = new FoundDamage();
        sample.snapshotFile = snapshotFile("abc", 1);
        found.snapshotFile(sample.snapshotFile, null, finding);
        sample.backup("one", 1);
        sample.backup("two", 1);
        Verification verification = sample.repository
                .verifier()
                .verify(BackupName.of("one"), found, Progress.NONE)
                .with(Collections.singletonList(finding), 0);
        assertEquals(
                Collections.singletonList("two"),
                sample.repository.verifier().record(BackupName.of("one"), verification, found));
        assertEquals(
                "csar",
                only(sample.repository.verifier().last(BackupName.of("two")).get())
                        .index());
        sample.backup("three", 1);
        assertEquals(states("one", "three", "two"), damaged());

        FoundDamage other = new FoundDamage();
        other.wholeSnapshotFile("indices/i/0/__1", "another digest");
        record("one", other);
        assertTrue("it is another one", damaged().containsKey("two"));
        FoundDamage whole = new FoundDamage();
        whole.wholeSnapshotFile("indices/i/0/__1", "abc");
        record("one", whole);
        assertEquals(Collections.emptyMap(), damaged());
    }

    @Test
    public void staysKnownWhileItCannotBeChecked() throws IOException {
        Files.delete(objects().get(0));
        verify("old");
        assertEquals("new", State.DAMAGED, damaged().get("new"));
        for (String refused : Arrays.asList(
                "backups/new/files.jsonl.gz", "packs/" + pack.getFileName(), "backups/new/manifest.json")) {
            BackupRepository faulty = refusing(refused);
            record(faulty, "old", new FoundDamage());
            assertEquals(refused, State.DAMAGED, damaged().get("new"));
        }
        sample.backup("next", 1);
        assertEquals(states("new", "old"), damaged());
    }

    @Test
    public void staysKnownWhileItsFileMayNotBeRead() throws IOException {
        flip(objects().get(0), 17);
        verify("old");
        byte[] before = Files.readAllBytes(root.resolve("damage.json"));
        BackupRepository faulty = refusing("backups/damage.json");
        BackupName other = BackupName.of("other");
        Verification verification = sample.repository.verifier().verify(other, new FoundDamage(), Progress.NONE);
        assertEquals(
                Kind.IO,
                assertThrows(BackupException.class, () -> faulty.verifier()
                                .verify(other, new FoundDamage(), Progress.NONE))
                        .kind());
        FoundDamage found = new FoundDamage();
        found.snapshotFile(
                snapshotFile("abc", 1), null, new Finding("any", Problem.MISSING, "it is missing", true, 0, null));
        assertEquals(
                Kind.IO,
                assertThrows(BackupException.class, () -> faulty.verifier().record(other, verification, found))
                        .kind());
        assertArrayEquals(before, Files.readAllBytes(root.resolve("damage.json")));
    }

    private BackupRepository refusing(String end) throws IOException {
        return BackupRepository.open(
                new FaultyFileSystem(root, (act, path, target) -> {
                            if (act == Act.OPEN_TO_READ && path.endsWith(end)) {
                                throw new AccessDeniedException(path.toString());
                            }
                        })
                        .path(root),
                "cluster");
    }

    @Test
    public void recognizesElasticsearchFileThatReusesName() throws IOException {
        FileEntry listed = snapshotFile("abc", 1);
        FileEntry damaged = snapshotFile(null, 2);
        loseSnapshotFile(listed, damaged);
        assertEquals(Optional.of("abc"), sample.repository.verifier().digestOfDamaged(damaged));
        assertEquals(
                "read by another process",
                Optional.of("abc"),
                reopened().verifier().digestOfDamaged(damaged));
        assertEquals(Optional.empty(), sample.repository.verifier().digestOfDamaged(snapshotFile(null, 3)));
        sample.snapshotFile = snapshotFile("def", 3);
        sample.backup("two", 1);
        assertEquals(states("one"), damaged());
    }

    @Test
    public void forgetsElasticsearchFileThatNoBackupNames() throws IOException {
        loseSnapshotFile(snapshotFile("abc", 1), snapshotFile(null, 1));
        sample.backup("two", 1);
        assertEquals(states("one", "two"), damaged());
        delete("one");
        assertEquals(states("two"), damaged());
        assertFalse(
                "of a backup that is gone",
                Files.readString(root.resolve("damage.json")).contains("\"one\""));
        assertEquals(Optional.of("abc"), sample.repository.verifier().digestOfDamaged(snapshotFile(null, 1)));
        sample.snapshotFile = snapshotFile("def", 5);
        sample.backup("three", 1);
        delete("two");
        assertFalse(Files.exists(root.resolve("damage.json")));
        assertEquals(Collections.emptyMap(), damaged());
    }

    @Test
    public void forgetsNothingWhileAListCannotBeRead() throws IOException {
        loseSnapshotFile(snapshotFile("abc", 1), snapshotFile(null, 1));
        sample.backup("two", 1);
        Path list = root.resolve("backups/two/snapshot-files.jsonl.gz");
        byte[] intact = Files.readAllBytes(list);
        Files.write(list, new byte[] {1});
        delete("one");
        Files.write(list, intact);
        assertEquals(Optional.of("abc"), sample.repository.verifier().digestOfDamaged(snapshotFile(null, 1)));
        assertEquals(states("two"), damaged());
    }

    /** Loses a snapshot file of the backup "one", which is created here. */
    private void loseSnapshotFile(FileEntry listed, FileEntry live) throws IOException {
        sample.snapshotFile = listed;
        sample.backup("one", 1);
        FoundDamage found = new FoundDamage();
        found.snapshotFile(
                listed,
                live,
                new Finding("/es/" + listed.path(), Problem.DAMAGED, "it differs", true, 0, null).ofIndex("csar"));
        record("one", found);
    }

    private static FileEntry snapshotFile(String sha256, long mtime) {
        return FileEntry.file("indices/i/0/__1")
                .size(3)
                .mtime(mtime)
                .mode(0644)
                .sha256(sha256)
                .ctime(mtime)
                .inode(7)
                .build();
    }

    private void delete(String name) {
        sample.repository.catalog().purge(sample.repository.catalog().withdraw(BackupName.of(name)));
    }

    @Test
    public void findsDamagedDamageFile() throws IOException {
        flip(objects().get(0), 17);
        verify("old");
        Path file = root.resolve("damage.json");
        byte[] intact = Files.readAllBytes(file);
        for (int position = 0; position < intact.length; position += 11) {
            byte[] flipped = intact.clone();
            flipped[position] ^= 4;
            Files.write(file, flipped);
            assertTrue(
                    sample
                            .repository
                            .verifier()
                            .verify(BackupName.of("other"), new FoundDamage(), Progress.NONE)
                            .findings()
                            .stream()
                            .anyMatch(finding -> finding.path().equals("damage.json") && !finding.harmful()));
        }
        verify("old");
        assertEquals("known again", states("new", "old"), damaged());
    }

    private void record(String name, FoundDamage found) {
        record(sample.repository, name, found);
    }

    private static void record(BackupRepository repository, String name, FoundDamage found) {
        BackupName backup = BackupName.of(name);
        repository.verifier().record(backup, repository.verifier().verify(backup, found, Progress.NONE), found);
    }

    /**
     * Verifies a backup.
     *
     * @return the other backups that are damaged
     */
    private List<String> verify(String name) {
        BackupName backup = BackupName.of(name);
        FoundDamage found = new FoundDamage();
        return sample.repository
                .verifier()
                .record(backup, sample.repository.verifier().verify(backup, found, Progress.NONE), found);
    }

    private BackupRepository reopened() {
        return BackupRepository.open(root, "cluster");
    }

    private Map<String, State> known() {
        Map<String, State> known = new TreeMap<>();
        for (Manifest backup : sample.repository.catalog().list()) {
            sample.repository
                    .verifier()
                    .last(backup.name())
                    .ifPresent(last -> known.put(backup.name().value(), last.state()));
        }
        return known;
    }

    private Map<String, State> damaged() {
        Map<String, State> damaged = known();
        damaged.values().removeIf(state -> state == State.OK);
        return damaged;
    }

    private static Map<String, State> states(String... damaged) {
        return Stream.of(damaged)
                .collect(Collectors.toMap(name -> name, name -> State.DAMAGED, (one, other) -> one, TreeMap::new));
    }

    private static Finding only(Verification verification) {
        assertEquals(
                verification.findings().toString(), 1, verification.findings().size());
        return verification.findings().get(0);
    }

    private byte[] flip(Path file, int position) throws IOException {
        byte[] intact = Files.readAllBytes(file);
        byte[] flipped = intact.clone();
        flipped[position] ^= 1;
        Files.write(file, flipped);
        return intact;
    }

    private List<Path> objects() throws IOException {
        return files("objects");
    }

    private List<Path> files(String below) throws IOException {
        try (Stream<Path> walk = Files.walk(root.resolve(below))) {
            return walk.filter(Files::isRegularFile).sorted().collect(Collectors.toList());
        }
    }
}
