package org.alien4cloud.plugin.backup.repository;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupNote;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.CancelledException;
import org.alien4cloud.plugin.backup.model.DirectoryEntry;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.Finding;
import org.alien4cloud.plugin.backup.model.Finding.Problem;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.LoggedProgress;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.model.Verification;
import org.alien4cloud.plugin.backup.model.Verification.State;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/**
 * Tests the result of a verification. {@link org.alien4cloud.plugin.backup.BitRotTest} tests that it finds all damage.
 */
public class BackupVerifierTest {

    private static final int MIB = 1 << 20;
    private static final BackupName ONE = BackupName.of("one");
    private static final BackupName TWO = BackupName.of("two");
    private static final String EXPORT = "indices/user.ndjson.gz";
    private static final String EXPORTED_A = "{\"id\":\"a\",\"version\":1,\"source\":{}}\n";
    private static final String EXPORTED_B = EXPORTED_A.replace("\"a\"", "\"b\"");

    @Rule
    public final TestDirectory directory = new TestDirectory();

    private final Random random = new Random(5);
    private Path path;
    private BackupRepository repository;

    @Before
    public void openRepository() {
        path = directory.path().resolve("backups of a server");
        repository = BackupRepository.open(path, "cluster");
    }

    @Test
    public void reportsIntactBackupAndBytesRead() throws IOException {
        byte[] twice = bytes(1000);
        backup(ONE, twice, bytes(MIB), twice, new byte[0]);
        Verification verification = verify(ONE);
        assertEquals(Collections.emptyList(), verification.findings());
        assertEquals(State.OK, verification.state());
        assertEquals(4, verification.files());
        assertEquals(3, verification.contents());
        assertTrue("read " + verification.bytes(), verification.bytes() > MIB + 1000);
    }

    @Test
    public void namesFilesWithDamagedContent() throws IOException {
        byte[] often = bytes(500);
        backup(ONE, often, bytes(300), often, often, often, often, often, often);
        flip(pack(0), Pack.HEADER_BYTES + Pack.ENTRY_HEADER_BYTES + 250);
        Finding finding = only(verify(ONE));
        assertEquals(Problem.DAMAGED, finding.problem());
        assertEquals("packs/" + pack(0).getFileName(), finding.path());
        assertEquals(7, finding.affectedFiles());
        assertEquals(Arrays.asList("d/f1", "d/f3", "d/f4", "d/f5", "d/f6"), finding.examples());
        assertTrue(
                finding.toString(),
                finding.toString()
                        .endsWith("differs. Files that cannot be restored: 7 (d/f1, d/f3, d/f4, d/f5, d/f6, ...)."));
        assertEquals(State.DAMAGED, verify(ONE).state());
    }

    @Test
    public void namesFilesOfPackWithDamagedIndex() throws IOException {
        backup(ONE, bytes(500), bytes(300));
        Path first = pack(0);
        backup(TWO, bytes(400));
        flip(first, (int) Files.size(first) - 30);
        Finding finding = only(verify(ONE));
        assertEquals("packs/" + first.getFileName(), finding.path());
        assertEquals(Arrays.asList("d/f1", "d/f2"), finding.examples());
        assertFalse("is of no use to the other backup", only(verify(TWO)).harmful());
    }

    @Test
    public void ignoresDamageThatOnlyAffectsOtherBackups() throws IOException {
        byte[] shared = bytes(500);
        backup(ONE, shared, bytes(300));
        backup(TWO, shared);
        flip(pack(0), Pack.HEADER_BYTES + Pack.ENTRY_HEADER_BYTES + 500 + Pack.ENTRY_HEADER_BYTES + 7);
        Verification other = verify(TWO);
        assertEquals(State.OK, other.state());
        assertTrue(only(other).toString(), only(other).toString().endsWith("This backup does not need it."));
        Verification owner = verify(ONE);
        assertEquals(State.DAMAGED, owner.state());
        assertEquals(Collections.singletonList("d/f2"), only(owner).examples());
    }

    @Test
    public void namesTheFilesWhoseContentsAreMissing() throws IOException {
        backup(ONE, bytes(500), bytes(MIB + 1));
        Path object = files("objects").get(0);
        Files.delete(pack(0));
        Files.delete(object);
        List<Finding> findings = verify(ONE).findings();
        assertEquals(2, findings.size());
        assertEquals("packs", findings.get(0).path());
        assertEquals(Collections.singletonList("d/f1"), findings.get(0).examples());
        assertEquals(path.relativize(object).toString(), findings.get(1).path());
        assertEquals(Problem.MISSING, findings.get(1).problem());
        assertEquals(Collections.singletonList("d/f2"), findings.get(1).examples());
    }

    @Test
    public void reportsAllProblemsInOneRun() throws IOException {
        backup(ONE, bytes(500), bytes(MIB), bytes(MIB));
        flip(pack(0), 60);
        flip(files("objects").get(0), 7);
        Files.delete(files("objects").get(1));
        Files.delete(path.resolve("backups/one/documents/user.gz"));
        Files.writeString(path.resolve("extra"), "x");
        flip(path.resolve("repository.sha256"), 3);
        Verification verification = verify(ONE);
        assertEquals(6, verification.findingCount());
        assertEquals(
                "the harmless one last", "extra", verification.findings().get(5).path());
    }

    @Test
    public void findsAFileThatCannotBeRead() throws IOException {
        backup(ONE, bytes(MIB));
        Path object = files("objects").get(0);
        Files.delete(object);
        Files.createDirectory(object);
        Finding finding = only(verify(ONE));
        assertEquals(path.relativize(object).toString(), finding.path());
        assertTrue(finding.reason(), finding.reason().contains("cannot be read"));
    }

    @Test
    public void verifiesBackupWithoutManifest() throws IOException {
        backup(ONE, bytes(500));
        Files.writeString(path.resolve("backups/one/manifest.json"), "{}");
        flip(pack(0), Pack.HEADER_BYTES + Pack.ENTRY_HEADER_BYTES + 5);
        Verification verification = verify(ONE);
        assertEquals(
                Arrays.asList("backups/one/manifest.json", "packs/" + pack(0).getFileName()),
                verification.findings().stream().map(Finding::path).collect(Collectors.toList()));
    }

    @Test
    public void checksEverythingIfOnlyManifestDigestIsDamaged() throws IOException {
        backup(ONE, bytes(500));
        flip(path.resolve("backups/one/manifest.sha256"), 3);
        flip(path.resolve("backups/one/indices/user.json"), 0);
        assertEquals(
                Arrays.asList("backups/one/manifest.sha256", "backups/one/indices/user.json"),
                verify(ONE).findings().stream().map(Finding::path).collect(Collectors.toList()));
    }

    @Test
    public void reportsBackupOfAnotherRepository() throws IOException {
        backup(ONE);
        BackupRepository other = BackupRepository.open(directory.path().resolve("other"), "cluster");
        Files.move(path.resolve("backups/one"), other.directory().resolve("backups/one"));
        Verification verification = other.verifier().verify(ONE, new FoundDamage(), Progress.NONE);
        assertEquals(State.DAMAGED, verification.state());
        assertTrue(
                verification.findings().toString(), only(verification).reason().contains("another repository"));
    }

    @Test
    public void saysThatThereIsNoSuchBackup() {
        BackupException failure = assertThrows(BackupException.class, () -> verify(ONE));
        assertEquals(Kind.NOT_FOUND, failure.kind());
    }

    @Test
    public void findsWrongFileLists() throws IOException {
        String sha = store(bytes(10));
        assertListIsWrong("which is the wrong order", file("b", sha, 10), file("a", sha, 10));
        assertListIsWrong("which is the wrong order", file("a", sha, 10), file("a", sha, 10));
        assertListIsWrong("comes without its directory", file("a/b", sha, 10), file("c", sha, 10));
        assertListIsWrong("the manifest says 2 of 20", file("a", sha, 10));
        assertListIsWrong("differs from that of the content", file("a", sha, 11), file("b", sha, 9));
        assertListIsWrong("differs from that of the content", file("a", sha, 11), file("b", store(bytes(9)), 9));
        FileEntry large = file("a", store(bytes(MIB + 1)), MIB);
        commit(ONE, 1, MIB, list -> write(list, large));
        assertWrong(BackupDraft.FILES, "it has a wrong size for the content " + large.sha256());
        assertListIsWrong("lacks a property that a FILE must have", file("a", null, 10), file("b", sha, 10));
        assertListIsWrong(
                "lacks a property that a LINK must have",
                file("a", sha, 10),
                file("b", sha, 10),
                FileEntry.link("c", null).mtime(1).build());
    }

    private void assertListIsWrong(String reason, FileEntry... entries) throws IOException {
        commit(ONE, 2, 20, list -> write(list, entries));
        assertWrong(BackupDraft.FILES, reason);
    }

    @Test
    public void refusesPathsThatLeaveTheDataDirectory() throws IOException {
        for (String escape : new String[] {"../x", "/etc/passwd", "a//b", "a/../../b", "a/.", ""}) {
            commit(ONE, 1, 0, list -> {
                try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(list))) {
                    out.write(("{\"path\":\"" + escape + "\",\"type\":\"DIRECTORY\"}\n")
                            .getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertWrong(BackupDraft.FILES, "cannot be read to its end");
        }
    }

    @Test
    public void refusesManifestThatNamesOutsideFile() throws IOException {
        backup(ONE);
        Path file = path.resolve("backups/one/manifest.json");
        Files.writeString(file, Files.readString(file).replace("indices/user.json", "../../repository.json"));
        Files.write(
                file.resolveSibling("manifest.sha256"),
                new DigestedFile(file.getParent(), "manifest.json", "manifest.sha256")
                        .digestOf(Files.readAllBytes(file)));
        assertThrows(DamagedException.class, () -> repository.catalog().get(ONE));
        assertWrong("manifest.json", "a file outside the backup, ../../repository.json");
    }

    @Test
    public void findsWrongDocumentLists() throws IOException {
        String a = "{\"id\":\"a\",\"seqNo\":1,\"sha256\":\"x\"}\n";
        String routed = "{\"id\":\"a\",\"routing\":\"r\",\"seqNo\":1,\"sha256\":\"x\"}\n";
        for (String[] wrong : new String[][] {
            {a + a, "not in order"},
            {routed + a, "not in order"},
            {a, "the manifest says 2"},
            {"", "says 2"},
            {a + "{\"id\":1", "cannot be read to its end"}
        }) {
            commit(ONE, 0, 0, list -> {
                write(list);
                gzip(list.resolveSibling("documents/user.gz"), wrong[0]);
            });
            assertWrong("documents/user.gz", wrong[1]);
        }
        commit(ONE, 0, 0, list -> {
            write(list);
            gzip(list.resolveSibling("documents/user.gz"), a + routed);
            gzip(list.resolveSibling(EXPORT), EXPORTED_A + EXPORTED_A.replace("\"a\"", "\"a\",\"routing\":\"r\""));
        });
        assertEquals(Collections.emptyList(), verify(ONE).findings());
    }

    @Test
    public void findsExportThatDiffersFromList() throws IOException {
        assertExportIsWrong("document b is missing in it, but is in user.gz", EXPORTED_A);
        assertExportIsWrong("document a is missing in it, but is in user.gz", EXPORTED_B);
        assertExportIsWrong(
                "document c is in it more often than in user.gz",
                EXPORTED_A,
                EXPORTED_B,
                EXPORTED_B.replace("\"b\"", "\"c\""));
        assertExportIsWrong("document b is in it more often than in user.gz", EXPORTED_A, EXPORTED_B, EXPORTED_B);
        assertExportIsWrong("document a is in it more often than in user.gz", EXPORTED_A, EXPORTED_A);
        assertExportIsWrong("in user.gz", EXPORTED_A, EXPORTED_B.replace("\"b\"", "\"b\",\"routing\":\"r\""));
        assertExportIsWrong("in user.gz", EXPORTED_A, EXPORTED_B.replace("\"b\"", "\"b\",\"routing\":\"\""));
    }

    @Test
    public void findsMalformedExports() throws IOException {
        assertExportIsWrong("line 2 does not begin with an object", EXPORTED_A.trim(), EXPORTED_B);
        assertExportIsWrong("line 1 does not begin with an object", "\n", EXPORTED_A, EXPORTED_B);
        assertExportIsWrong("line 2 does not begin with an object", EXPORTED_A, "[1]\n");
        assertExportIsWrong("line 2 is not the last one, or does not end", EXPORTED_A, EXPORTED_B.trim());
        assertExportIsWrong("line 2 is not the last one, or does not end", EXPORTED_A, EXPORTED_B, "\n");
        assertExportIsWrong("line 2 has an incomplete object", EXPORTED_A, EXPORTED_B.replace("{}", "{\n}"));
        assertExportIsWrong("line 2 has an incomplete object", EXPORTED_A, EXPORTED_B.replace("{}", "{\r}"));
        assertExportIsWrong("line 2 has no id before its source", EXPORTED_A, "{\"version\":1,\"source\":{}}\n");
        assertExportIsWrong("line 2 has an id that is not a string", EXPORTED_A, "{\"id\":1,\"source\":{}}\n");
        assertExportIsWrong(
                "line 2 has a routing that is not a string",
                EXPORTED_A,
                "{\"id\":\"b\",\"routing\":null,\"source\":{}}\n");
        assertExportIsWrong("line 2 has no source", EXPORTED_A, "{\"id\":\"b\",\"version\":1}\n");
        assertExportIsWrong("line 2 has a source that is not an object", EXPORTED_A, EXPORTED_B.replace("{}", "null"));
        assertExportIsWrong(
                "line 2 has a source that is not a string", EXPORTED_A, "{\"id\":\"b\",\"sourceBase64\":{}}\n");
        assertExportIsWrong(
                "line 2 has a source that is not Base64", EXPORTED_A, "{\"id\":\"b\",\"sourceBase64\":\"e3!0\"}\n");
        assertExportIsWrong(
                "line 2 has something after its source", EXPORTED_A, EXPORTED_B.replace("{}", "{},\"more\":1"));
        assertExportIsWrong("cannot be read to its end", EXPORTED_A, EXPORTED_B.replace("{}", "{\"a\":}"));
        assertExportIsWrong("cannot be read to its end", EXPORTED_A, EXPORTED_B.substring(0, 20));
        commit(ONE, 0, 0, list -> {
            write(list);
            truncate(list.resolveSibling(EXPORT));
        });
        assertWrong(EXPORT, "cannot be read to its end");
    }

    @Test
    public void acceptsExportsInAnyOrderAndWithUnknownProperties() throws IOException {
        commit(ONE, 0, 0, list -> {
            write(list);
            gzip(
                    list.resolveSibling(EXPORT),
                    EXPORTED_B.replace("\"version\":1", "\"version\":7,\"later\":{\"id\":[1]}")
                            + "{\"id\":\"a\",\"sourceBase64\":\"e30=\"}\n");
        });
        assertEquals(Collections.emptyList(), verify(ONE).findings());
    }

    @Test
    public void countsExportedDocumentsIfListIsDamaged() throws IOException {
        commit(ONE, 0, 0, list -> {
            write(list);
            truncate(list.resolveSibling("documents/user.gz"));
            gzip(list.resolveSibling(EXPORT), EXPORTED_A);
        });
        assertWrong(EXPORT, "it has 1 documents, the manifest says 2");
    }

    @Test
    public void findsThatExportedDocumentsAreMissing() throws IOException {
        commit(ONE, 0, 0, list -> {
            write(list);
            try {
                Files.delete(list.resolveSibling(EXPORT));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertWrong("manifest.json", "it names no " + EXPORT + " for the index user");
    }

    private void assertExportIsWrong(String reason, String... lines) throws IOException {
        commit(ONE, 0, 0, list -> {
            write(list);
            gzip(list.resolveSibling(EXPORT), String.join("", lines));
        });
        assertWrong(EXPORT, reason);
    }

    private static void truncate(Path file) {
        try {
            Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) Files.size(file) - 12));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    public void keepsTheResultWithTheBackup() throws IOException {
        backup(ONE, bytes(500));
        assertFalse(repository.verifier().last(ONE).isPresent());
        List<Finding> many = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            many.add(new Finding(
                    "f" + i,
                    Problem.EXTRA,
                    "a name with \uDC80 in it",
                    i % 3 == 0,
                    i,
                    Collections.singletonList("\uDCFF")));
        }
        repository.verifier().record(ONE, verify(ONE).with(many, 77).ended(1000, 1234), new FoundDamage());
        Verification read = repository.verifier().last(ONE).get();
        assertEquals(State.DAMAGED, read.state());
        assertEquals(1234, read.verifiedAt());
        assertEquals(234, read.durationMillis());
        assertEquals(300, read.findingCount());
        assertEquals(100, read.findings().size());
        assertTrue(read.findings().stream().allMatch(Finding::harmful));
        assertEquals("a name with \ufffd in it", read.findings().get(0).reason());
        assertEquals(Collections.emptyList(), verify(ONE).findings());
    }

    @Test
    public void keepsNoteAndTreatsDamagedNoteAsPin() throws IOException {
        backup(ONE, bytes(500));
        Manifest manifest = repository.catalog().get(ONE);
        assertFalse(repository.notes().of(manifest).pinned());
        repository.notes().write(ONE, new BackupNote("before the upgrade", true));
        assertEquals("before the upgrade", repository.notes().of(manifest).description());
        assertTrue(repository.notes().of(manifest).pinned());
        assertEquals(Collections.emptyList(), verify(ONE).findings());
        repository.notes().write(ONE, new BackupNote("", false));
        assertNull(repository.notes().of(manifest).description());
        Path file = path.resolve("backups/one/note.json");
        byte[] flipped = Files.readAllBytes(file);
        flipped[3] ^= 1;
        Files.write(file, flipped);
        assertTrue("nobody can tell any more", repository.notes().of(manifest).pinned());
        Verification verification = verify(ONE);
        assertEquals(State.OK, verification.state());
        assertEquals("backups/one/note.json", only(verification).path());
        repository.notes().write(ONE, new BackupNote(null, false));
        assertEquals(Collections.emptyList(), verify(ONE).findings());
        Path draft = Files.writeString(path.resolve("backups/one/note.json.new"), "{");
        assertEquals(Collections.emptyList(), verify(ONE).findings());
        repository.catalog().removeLeftovers();
        assertFalse(Files.exists(draft));
        assertEquals(
                Kind.NOT_FOUND,
                assertThrows(
                                BackupException.class,
                                () -> repository.notes().write(BackupName.of("other"), new BackupNote(null, true)))
                        .kind());
    }

    @Test
    public void ignoresDamagedResult() throws IOException {
        backup(ONE, bytes(500));
        repository.verifier().record(ONE, verify(ONE), new FoundDamage());
        Path file = path.resolve("backups/one/verified.json");
        byte[] intact = Files.readAllBytes(file);
        for (int position = 0; position < intact.length; position += 7) {
            byte[] flipped = intact.clone();
            flipped[position] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, flipped);
            assertFalse(repository.verifier().last(ONE).isPresent());
        }
        Verification again = verify(ONE);
        assertEquals("the backup itself is whole", State.OK, again.state());
        assertEquals("backups/one/verified.json", only(again).path());
        repository.verifier().record(ONE, again, new FoundDamage());
        assertTrue(repository.verifier().last(ONE).isPresent());
        assertEquals(Collections.emptyList(), verify(ONE).findings());
    }

    @Test
    public void keepsEarlierResultIfProcessDiesDuringWrite() throws IOException {
        backup(ONE, bytes(500));
        repository.verifier().record(ONE, verify(ONE).ended(0, 5), new FoundDamage());
        Files.writeString(path.resolve("backups/one/verified.json.new"), "{\"verifiedAt\":6,");
        assertEquals(5, repository.verifier().last(ONE).get().verifiedAt());
        assertEquals(Collections.emptyList(), verify(ONE).findings());
        repository.verifier().record(ONE, verify(ONE).ended(0, 7), new FoundDamage());
        assertEquals(7, repository.verifier().last(ONE).get().verifiedAt());
        Path draft = Files.writeString(path.resolve("backups/one/verified.json.new"), "{");
        repository.catalog().removeLeftovers();
        assertFalse(Files.exists(draft));
    }

    @Test
    public void readsAnnouncedBytesAndStopsOnCancel() throws IOException {
        backup(ONE, bytes(500), bytes(2 * MIB), bytes(100_000));
        AtomicLong expected = new AtomicLong();
        AtomicLong read = new AtomicLong();
        class Counting extends LoggedProgress {
            Counting() {
                super(new ArrayList<>());
            }

            @Override
            public void expect(long bytes) {
                expected.addAndGet(bytes);
            }

            @Override
            public void advance(long bytes) {
                read.addAndGet(bytes);
            }
        }
        repository.verifier().verify(ONE, new FoundDamage(), new Counting());
        assertEquals(expected.get(), read.get());
        assertTrue(read.get() > 2 * MIB + 100_500);
        assertThrows(
                CancelledException.class, () -> repository.verifier().verify(ONE, new FoundDamage(), new Counting() {
                    @Override
                    public void checkCancelled() {
                        if (read.get() > expected.get() / 2) {
                            throw new CancelledException();
                        }
                    }
                }));
    }

    @Test
    public void keepsThousandFindingsAndCountsAll() {
        Findings findings = new Findings(path);
        for (int i = 0; i < 1500; i++) {
            findings.add(path.resolve("objects/" + i), Problem.MISSING, "it is missing", false);
        }
        assertEquals(1000, findings.list().size());
        assertEquals(1500, findings.count());
        assertFalse(findings.anyHarmful());
        findings.affects(path.resolve("objects/1400"), "a");
        assertTrue(findings.anyHarmful());
    }

    private Verification verify(BackupName name) {
        return repository.verifier().verify(name, new FoundDamage(), Progress.NONE);
    }

    private static Finding only(Verification verification) {
        assertEquals(
                verification.findings().toString(), 1, verification.findings().size());
        return verification.findings().get(0);
    }

    /** Removes the backup afterwards, so that the next one may have its name. */
    private void assertWrong(String file, String reason) throws IOException {
        List<Finding> findings = verify(ONE).findings();
        assertTrue(
                findings.toString(),
                findings.stream()
                        .anyMatch(finding -> finding.harmful()
                                && finding.path().equals("backups/one/" + file)
                                && finding.reason().contains(reason)));
        DurableFiles.deleteTree(path.resolve("backups/one"));
    }

    /** Makes a backup with files d/f1, d/f2 ..., and one index of two documents. */
    private void backup(BackupName name, byte[]... contents) throws IOException {
        List<FileEntry> entries = new ArrayList<>();
        entries.add(FileEntry.directory("d").mtime(1).mode(0755).build());
        long bytes = 0;
        try (ContentWriter writer = repository.contents().begin()) {
            for (byte[] content : contents) {
                entries.add(file(
                        "d/f" + entries.size(),
                        writer.store(new ByteArrayInputStream(content), content.length),
                        content.length));
                bytes += content.length;
            }
            writer.finish();
        }
        commit(name, contents.length, bytes, list -> write(list, entries.toArray(new FileEntry[0])));
    }

    private void commit(BackupName name, long files, long bytes, Consumer<Path> lists) throws IOException {
        try (BackupDraft draft = repository.catalog().begin(name)) {
            Files.createDirectories(draft.directory().resolve("documents"));
            Files.createDirectories(draft.directory().resolve("indices"));
            gzip(
                    draft.directory().resolve("documents/user.gz"),
                    "{\"id\":\"a\",\"seqNo\":1,\"sha256\":\"x\"}\n{\"id\":\"b\",\"seqNo\":2,\"sha256\":\"y\"}\n");
            gzip(draft.directory().resolve(EXPORT), EXPORTED_A + EXPORTED_B);
            Files.writeString(draft.directory().resolve("indices/user.json"), "{\"mapping\":{},\"settings\":{}}");
            lists.accept(draft.filesList());
            draft.commit(Manifest.builder()
                    .name(name)
                    .repositoryId(repository.repositoryId())
                    .startedAt(1)
                    .trigger(BackupOrigin.MANUAL)
                    .engine("export")
                    .files(files)
                    .bytes(bytes)
                    .documents(2)
                    .directories(Collections.singletonList(new DirectoryEntry("nothing", 0, 0)))
                    .indices(
                            Collections.singletonList(new IndexEntry("user", "u", 2, 1, Collections.emptyList(), null)))
                    .build());
        }
    }

    private String store(byte[] content) throws IOException {
        try (ContentWriter writer = repository.contents().begin()) {
            String sha256 = writer.store(new ByteArrayInputStream(content), content.length);
            writer.finish();
            return sha256;
        }
    }

    private static void write(Path list, FileEntry... entries) {
        try (FileEntryWriter writer = new FileEntryWriter(list)) {
            for (FileEntry entry : entries) {
                writer.add(entry);
            }
        }
    }

    private static void gzip(Path file, String text) {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
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

    private static void flip(Path file, int position) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[position] ^= 1;
        Files.write(file, bytes);
    }

    private Path pack(int number) throws IOException {
        return files("packs").get(number);
    }

    private List<Path> files(String below) throws IOException {
        try (Stream<Path> walk = Files.walk(path.resolve(below))) {
            return walk.filter(Files::isRegularFile).sorted().collect(Collectors.toList());
        }
    }
}
