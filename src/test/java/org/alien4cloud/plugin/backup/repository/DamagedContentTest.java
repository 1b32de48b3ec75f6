package org.alien4cloud.plugin.backup.repository;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.faults.Act;
import org.alien4cloud.plugin.backup.faults.Fault;
import org.alien4cloud.plugin.backup.faults.FaultyFileSystem;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.Finding;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.model.Verification;
import org.junit.Rule;
import org.junit.Test;

/** Tests that contents known to be damaged are stored again from intact sources. */
public class DamagedContentTest {

    @Rule
    public final TestDirectory directory = new TestDirectory();

    private final Random random = new Random(11);
    private final byte[] small = bytes(3000);
    private final byte[] other = bytes(4000);
    private final byte[] large = bytes(ContentStore.OBJECT_BYTES + 3);
    private Path path;

    /**
     * Makes the backups "old" and "same", which name all contents. The small and the large content are damaged, and the
     * verification of "old" has found that.
     */
    private void makeDamaged(String name) throws IOException {
        path = directory.path().toRealPath().resolve(name);
        BackupRepository repository = open();
        backUp(repository, "old", small, other, large);
        backUp(repository, "same", small, other, large);
        flip(files("packs").get(0), Pack.HEADER_BYTES + Pack.ENTRY_HEADER_BYTES + 7);
        flip(files("objects").get(0), 7);
        assertEquals(Verification.State.DAMAGED, verify(repository, "old").state());
        assertEquals(Verification.State.DAMAGED, last("same").get().state());
    }

    /** Repeats the test, since random pack names decide which of two copies a reader finds first. */
    @Test
    public void isFoundInNewPackOnceStoredAgain() throws IOException {
        for (int i = 0; i < 10; i++) {
            makeDamaged("backups" + i);
            BackupRepository before = open();
            BackupRepository repository = open();
            backUp(repository, "next", small, large);
            for (BackupRepository reader : Arrays.asList(repository, before, open())) {
                assertEquals(3, readable(reader).size());
            }
            assertEquals("as if it had never been damaged", Optional.empty(), last("same"));
            assertEquals(Optional.empty(), last("next"));
            assertEquals(Verification.State.OK, verify(repository, "old").state());
            assertTrue(Files.notExists(path.resolve(KnownDamage.NAME)));
        }
    }

    @Test
    public void isSweptOnceStoredAgain() throws IOException {
        for (int i = 0; i < 10; i++) {
            makeDamaged("backups" + i);
            BackupRepository repository = open();
            backUp(repository, "next", small, large);
            repository.catalog().purge(repository.catalog().withdraw(BackupName.of(i % 2 == 0 ? "next" : "old")));
            assertEquals(3, readable(open()).size());
            List<Finding> findings = verify(repository, "same").findings();
            assertEquals("no damaged copy is left", Collections.emptyList(), findings);
        }
    }

    @Test
    public void isNotStoredByBackupWithoutIntactContent() throws IOException {
        makeDamaged("backups");
        backUp(open(), "next", other);
        assertEquals(1, files("packs").size());
        assertEquals(Verification.State.DAMAGED, last("same").get().state());
        assertEquals(Optional.empty(), last("next"));
    }

    @Test
    public void losesNothingIfStoringAgainFails() throws IOException {
        breakAtEachAct(false);
    }

    @Test
    public void losesNothingIfStoringAgainIsCutOff() throws IOException {
        breakAtEachAct(true);
    }

    /**
     * Fails at each act in turn.
     *
     * @param forGood whether every later act fails as well, as if the process were dead
     */
    private void breakAtEachAct(boolean forGood) throws IOException {
        boolean done = false;
        for (int at = 0; !done; at++) {
            makeDamaged("backups " + at);
            NthChange fault = new NthChange(at, forGood);
            try {
                backUp(
                        BackupRepository.open(new FaultyFileSystem(path, fault).path(path), "cluster"),
                        "next",
                        small,
                        large);
                done = true;
            } catch (BackupException | IOException e) {
                assertTrue("act " + at, fault.happened);
            }
            String hint = "after act " + at;
            BackupRepository repository = open();
            repository.catalog().removeLeftovers();
            List<byte[]> readable = readable(repository);
            boolean damaged = last("same").isPresent();
            assertTrue(hint, damaged || readable.size() == 3);
            assertTrue(hint, readable.contains(other));
            assertEquals(
                    "the damaged one or a whole one, " + hint,
                    1,
                    files("objects").size());
            backUp(repository, "again", small, large);
            assertEquals(hint, 3, readable(open()).size());
            assertEquals(hint, Verification.State.OK, verify(repository, "old").state());
            assertEquals(hint, Optional.empty(), last("same"));
        }
    }

    private static final class NthChange implements Fault {

        private final boolean forGood;
        private int left;
        private boolean happened;

        NthChange(int left, boolean forGood) {
            this.left = left;
            this.forGood = forGood;
        }

        @Override
        public void before(Act act, Path file, Path target) throws IOException {
            if (act.isChange() && (left-- == 0 || forGood && happened)) {
                happened = true;
                throw new FileSystemException(file.toString(), null, "Input/output error");
            }
        }
    }

    private List<byte[]> readable(BackupRepository repository) throws IOException {
        List<byte[]> readable = new ArrayList<>();
        for (byte[] content : new byte[][] {small, other, large}) {
            try (InputStream in = repository.contents().open(sha256(content))) {
                if (Arrays.equals(content, in.readAllBytes())) {
                    readable.add(content);
                }
            } catch (BackupException e) {
                assertEquals(BackupException.Kind.CHECK_FAILED, e.kind());
            }
        }
        return readable;
    }

    private BackupRepository open() {
        return BackupRepository.open(path, "cluster");
    }

    private Verification verify(BackupRepository repository, String name) {
        FoundDamage found = new FoundDamage();
        Verification verification = repository.verifier().verify(BackupName.of(name), found, Progress.NONE);
        repository.verifier().record(BackupName.of(name), verification, found);
        return verification;
    }

    private Optional<Verification> last(String name) {
        return open().verifier().last(BackupName.of(name));
    }

    private static void backUp(BackupRepository repository, String name, byte[]... contents) throws IOException {
        try (BackupDraft draft = repository.catalog().begin(BackupName.of(name));
                ContentWriter writer = repository.contents().begin()) {
            try (FileEntryWriter entries = new FileEntryWriter(draft.filesList())) {
                for (byte[] content : contents) {
                    String sha256 = sha256(content);
                    if (!writer.contains(sha256)) {
                        assertEquals(sha256, writer.store(new ByteArrayInputStream(content), content.length));
                    }
                    entries.add(FileEntry.file(String.format("f%08d", content.length))
                            .size(content.length)
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
                    .files(contents.length)
                    .bytes(Stream.of(contents)
                            .mapToLong(content -> content.length)
                            .sum())
                    .trigger(BackupOrigin.MANUAL)
                    .engine("export")
                    .build());
        }
    }

    private static String sha256(byte[] content) {
        return Digests.hex(Digests.sha256().digest(content));
    }

    private List<Path> files(String below) throws IOException {
        try (Stream<Path> walk = Files.walk(path.resolve(below))) {
            return walk.filter(Files::isRegularFile).collect(Collectors.toList());
        }
    }

    private static void flip(Path file, int position) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[position] ^= 1;
        Files.write(file, bytes);
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
