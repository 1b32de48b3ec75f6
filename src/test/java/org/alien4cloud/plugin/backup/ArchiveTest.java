package org.alien4cloud.plugin.backup;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupNote;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Passphrase;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.model.Verification;
import org.alien4cloud.plugin.backup.repository.ArchiveExporter;
import org.alien4cloud.plugin.backup.repository.ArchiveImporter;
import org.alien4cloud.plugin.backup.repository.BackupDraft;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.alien4cloud.plugin.backup.repository.ContentWriter;
import org.alien4cloud.plugin.backup.repository.FileEntryReader;
import org.alien4cloud.plugin.backup.repository.FoundDamage;
import org.alien4cloud.plugin.backup.repository.TestDirectory;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** Tests that intact archives are imported as they were exported, and that all others are refused. */
public class ArchiveTest {

    private static final int MUTATIONS = 10_000;
    private static final BackupName NAME = BackupName.of("daily");

    @Rule
    public final TestDirectory directory = new TestDirectory();

    private SampleRepository from;
    private BackupRepository to;
    private byte[] archive;

    @Before
    public void exportABackup() throws IOException {
        from = new SampleRepository(directory.path().resolve("from"), new Random(1));
        from.write("runtime/csar/one/1.0/one.yml", 700);
        from.write("runtime/artifacts/ab/file", 300);
        Files.copy(from.data.resolve("runtime/artifacts/ab/file"), from.data.resolve("runtime/twice"));
        from.backup(NAME.value(), 5);
        to = BackupRepository.open(directory.path().resolve("to"), "another cluster");
        archive = export(from.repository);
    }

    private static byte[] export(BackupRepository repository) throws IOException {
        return export(repository, null);
    }

    private static byte[] export(BackupRepository repository, Passphrase passphrase) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Manifest manifest = repository.catalog().get(NAME);
        new ArchiveExporter(repository, Progress.NONE)
                .write(
                        manifest,
                        repository.directory(),
                        (index, file) -> {
                            throw new AssertionError("This backup has its documents");
                        },
                        passphrase,
                        out);
        return out.toByteArray();
    }

    private Manifest take(byte[] bytes, BackupName name) throws IOException {
        return take(bytes, name, null);
    }

    private Manifest take(byte[] bytes, BackupName name, Passphrase passphrase) throws IOException {
        Path file = Files.write(directory.path().resolve("upload"), bytes);
        ArchiveImporter importer = new ArchiveImporter(file, passphrase, to, Progress.NONE);
        try (BackupDraft draft = to.catalog().begin(name);
                ContentWriter contents = to.contents().begin()) {
            assertEquals(NAME, ArchiveImporter.nameIn(file, passphrase));
            Manifest found = importer.unpack(draft, contents);
            importer.check(found, draft);
            return importer.commit(found, draft, contents, name, "carol");
        }
    }

    @Test
    public void healsDamagedContentOnImport() throws IOException {
        BackupName carried = take(archive, BackupName.of("carried")).name();
        Path pack;
        try (Stream<Path> packs = Files.list(to.directory().resolve("packs"))) {
            pack = packs.findFirst().get();
        }
        byte[] bytes = Files.readAllBytes(pack);
        bytes[100] ^= 1;
        Files.write(pack, bytes);
        FoundDamage found = new FoundDamage();
        to.verifier().record(carried, to.verifier().verify(carried, found, Progress.NONE), found);
        assertEquals(
                Verification.State.DAMAGED, to.verifier().last(carried).get().state());
        BackupName again = take(archive, BackupName.of("again")).name();
        assertFalse(to.verifier().last(again).isPresent());
        assertEquals(
                Verification.State.OK,
                to.verifier().verify(carried, new FoundDamage(), Progress.NONE).state());
    }

    @Test
    public void importsWhatWasExported() throws IOException {
        from = new SampleRepository(directory.path().resolve("larger"), new Random(2));
        from.write("large", 2 << 20);
        from.write("runtime/small", 100);
        Manifest original = from.backup(NAME.value(), 30);
        Manifest taken = take(export(from.repository), BackupName.of("carried"));
        assertEquals(
                Verification.State.OK,
                to.verifier()
                        .verify(taken.name(), new FoundDamage(), Progress.NONE)
                        .state());
        assertEquals(Collections.singletonList("carried"), names());
        assertEquals(BackupOrigin.IMPORTED, taken.trigger());
        assertEquals("carol", taken.user());
        assertEquals(original.startedAt(), taken.startedAt());
        assertEquals(original.digests(), taken.digests());
        assertEquals(original.addedBytes(), taken.addedBytes());
        try (FileEntryReader before = from.repository.catalog().files(NAME);
                FileEntryReader after = to.catalog().files(taken.name())) {
            while (before.hasNext()) {
                assertEquals(before.next().toString(), after.next().toString());
            }
        }
        assertEquals(
                "once more, nothing is new",
                0,
                take(export(from.repository), BackupName.of("again")).addedBytes());
    }

    @Test
    public void importsEncryptedArchiveOnlyWithPassphrase() throws IOException {
        Passphrase passphrase = Passphrase.of("correct horse");
        byte[] encrypted = export(from.repository, passphrase);
        assertEquals("nothing of it can be read", -1, indexOf(encrypted, "manifest"));
        assertThrows(InvalidInputException.class, () -> take(encrypted, NAME));
        assertThrows("it could be another one", InvalidInputException.class, () -> take(archive, NAME, passphrase));
        BackupException refused =
                assertThrows(BackupException.class, () -> take(encrypted, NAME, Passphrase.of("correct hose")));
        assertEquals(Kind.CHECK_FAILED, refused.kind());
        assertThrows(
                "cut",
                BackupException.class,
                () -> take(Arrays.copyOf(encrypted, encrypted.length - 1), NAME, passphrase));
        assertNothingCameOfIt();
        assertEquals(
                take(archive, NAME).digests(),
                take(encrypted, BackupName.of("encrypted"), passphrase).digests());
    }

    @Test
    public void exportsCurrentDescription() throws IOException {
        from.repository.notes().write(NAME, new BackupNote("noted later", true));
        assertEquals("noted later", take(export(from.repository), NAME).description());
        assertFalse(
                "a pin is this server's own matter",
                to.notes().of(to.catalog().get(NAME)).pinned());
    }

    @Test
    public void isReadableWithoutThisPlugin() throws IOException {
        Map<String, byte[]> entries = entries(archive);
        List<String> names = new ArrayList<>(entries.keySet());
        assertEquals("archive.json", names.get(0));
        assertEquals("digests.txt", names.get(names.size() - 1));
        List<String> digests =
                Arrays.asList(new String(entries.get("digests.txt"), StandardCharsets.UTF_8).split("\n"));
        List<String> expected = new ArrayList<>();
        entries.forEach((name, content) -> {
            String sha256 = Digests.hex(Digests.sha256().digest(content));
            if (name.startsWith("contents/")) {
                assertEquals("contents/" + sha256, name);
            } else if (!name.equals("digests.txt")) {
                expected.add(sha256 + "  " + name);
            }
        });
        assertEquals(expected, digests);
        assertEquals(
                "each content once",
                2,
                names.stream().filter(name -> name.startsWith("contents/")).count());
    }

    @Test
    public void refusesAnArchiveThatWasCut() throws IOException {
        int end = indexOf(archive, "PK\1\2");
        for (int length = 0; length < end; length += 7) {
            assertRefused(Arrays.copyOf(archive, length));
        }
        assertRefused(Arrays.copyOf(archive, end - 1));
    }

    @Test
    public void refusesEveryMutationOrImportsTheSame() throws IOException {
        Map<String, String> whole = take(archive, NAME).digests();
        to.catalog().purge(to.catalog().withdraw(NAME));
        Random random = new Random(20261124);
        // the zip's directory is not read: what is before it must be the archive
        int end = indexOf(archive, "PK\1\2");
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] changed = mutate(Arrays.copyOf(archive, end), random);
            try {
                Manifest taken = take(changed, NAME);
                assertEquals(whole, taken.digests());
                assertEquals(
                        Verification.State.OK,
                        to.verifier()
                                .verify(NAME, new FoundDamage(), Progress.NONE)
                                .state());
                to.catalog().purge(to.catalog().withdraw(NAME));
            } catch (BackupException e) {
                assertEquals(e.getMessage(), Kind.CHECK_FAILED, e.kind());
                refused++;
            }
        }
        assertNothingCameOfIt();
        // what is left are times of entries, and changes that change nothing
        assertTrue("refused " + refused, refused > MUTATIONS * 0.8);
    }

    private static byte[] mutate(byte[] whole, Random random) {
        byte[] changed = whole.clone();
        int at = random.nextInt(whole.length);
        switch (random.nextInt(4)) {
            case 0:
                changed[at] ^= 1 << random.nextInt(8);
                return changed;
            case 1:
                changed[at] = (byte) random.nextInt(256);
                return changed;
            case 2:
                int from = random.nextInt(whole.length);
                System.arraycopy(
                        whole, from, changed, at, Math.min(random.nextInt(40), whole.length - Math.max(at, from)));
                return changed;
            default:
                byte[] shorter = new byte[whole.length - 1];
                System.arraycopy(whole, 0, shorter, 0, at);
                System.arraycopy(whole, at + 1, shorter, at, whole.length - at - 1);
                return shorter;
        }
    }

    @Test
    public void refusesNamesThatLeadElsewhere() throws IOException {
        for (String name : new String[] {
            "../escaped",
            "/escaped",
            "backup/../../escaped",
            "backup/indices/../../../escaped.json",
            "backup/a\\..\\escaped",
            "backup/indices/..json",
            "backup/documents/.gz",
            "backup/verified.json",
            "backup/indices/a\0.json",
            "backup/"
        }) {
            Map<String, byte[]> entries = entries(archive);
            byte[] digests = entries.remove("digests.txt");
            entries.put(name, new byte[10]);
            entries.put("digests.txt", digests);
            BackupException refused = assertRefused(zip(entries));
            assertTrue(refused.getMessage(), refused.getMessage().contains("it was changed"));
        }
    }

    @Test
    public void refusesDuplicateEntry() throws IOException {
        for (String again : entries(archive).keySet()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (Map.Entry<String, byte[]> entry : entries(archive).entrySet()) {
                for (int i = 0; i < (entry.getKey().equals(again) ? 2 : 1); i++) {
                    // without their ends, zips one after the other are one
                    byte[] single = zip(Collections.singletonMap(entry.getKey(), entry.getValue()));
                    bytes.write(single, 0, indexOf(single, "PK\1\2"));
                }
            }
            assertRefused(bytes.toByteArray());
        }
    }

    @Test
    public void refusesContentLargerThanListed() throws IOException {
        Map<String, byte[]> entries = entries(archive);
        String content = entries.keySet().stream()
                .filter(name -> name.startsWith("contents/"))
                .findFirst()
                .get();
        entries.put(content, new byte[100 << 20]);
        byte[] bomb = zip(entries);
        assertTrue("compressed to " + bomb.length, bomb.length < 1 << 20);
        assertTrue(assertRefused(bomb).getMessage().contains("larger than the"));

        entries = entries(archive);
        entries.put("backup/indices/application.ndjson.gz", new byte[200 << 20]);
        assertTrue(assertRefused(zip(entries)).getMessage().contains("larger than the"));
    }

    @Test
    public void refusesListThatNeedsTooMuchSpace() throws IOException {
        Map<String, byte[]> entries = entries(archive);
        entries.put(
                "backup/files.jsonl.gz",
                gzip("{\"path\":\"a\",\"type\":\"FILE\",\"size\":" + Long.MAX_VALUE / 2 + ",\"sha256\":\"" + digest("a")
                        + "\"}\n" + "{\"path\":\"b\",\"type\":\"FILE\",\"size\":" + Long.MAX_VALUE + ",\"sha256\":\""
                        + digest("b") + "\"}\n"));
        byte[] changed = zip(entries);
        BackupException refused = assertThrows(BackupException.class, () -> take(changed, NAME));
        assertEquals(Kind.NO_SPACE, refused.kind());
        assertNothingCameOfIt();
    }

    @Test
    public void refusesOverlongLine() throws IOException {
        Map<String, byte[]> entries = entries(archive);
        entries.put("backup/files.jsonl.gz", gzip(new String(new char[64 << 20]).replace('\0', ' ')));
        assertRefused(zip(entries));
    }

    @Test
    public void refusesAForgedArchiveThatIsNotABackup() throws IOException {
        Map<String, byte[]> entries = entries(archive);
        entries.put(
                "backup/documents/application.gz",
                gzip("{\"id\":\"other\",\"seqNo\":1,\"sha256\":\"" + digest("x") + "\"}\n"));
        BackupException refused = assertRefused(zip(forged(entries)));
        assertTrue(refused.getMessage(), refused.getMessage().contains("documents/application.gz"));
    }

    @Test
    public void reportsProblemsOfOtherFiles() throws IOException {
        assertTrue(assertRefused(new byte[0]).getMessage().contains("cut off"));
        assertTrue(assertRefused("no zip".getBytes(StandardCharsets.US_ASCII))
                .getMessage()
                .contains("cut off"));
        assertTrue(assertRefused(zip(Collections.singletonMap("plugin.yml", new byte[1])))
                .getMessage()
                .contains("not a backup archive"));
        Map<String, byte[]> newer = entries(archive);
        newer.put("archive.json", "{\"archiveVersion\":2,\"name\":\"daily\"}".getBytes(StandardCharsets.US_ASCII));
        assertTrue(assertRefused(zip(newer)).getMessage().contains("Use a newer version"));
    }

    @Test
    public void refusesAForgedListOfFiles() throws IOException {
        for (String list : new String[] {
            "{\"path\":\"..\",\"type\":\"DIRECTORY\"}\n",
            "{\"path\":\"../escaped\",\"type\":\"DIRECTORY\"}\n",
            "{\"path\":\"/escaped\",\"type\":\"DIRECTORY\"}\n",
            "{\"path\":\"a\",\"type\":\"LINK\",\"target\":\"/etc\"}\n{\"path\":\"a/b\",\"type\":\"DIRECTORY\"}\n",
            "{\"path\":\"a\",\"type\":\"DIRECTORY\"}\n{\"path\":\"a/../../b\",\"type\":\"DIRECTORY\"}\n"
        }) {
            Map<String, byte[]> entries = entries(archive);
            entries.keySet().removeIf(name -> name.startsWith("contents/"));
            entries.put("backup/files.jsonl.gz", gzip(list));
            BackupException refused = assertRefused(zip(forged(entries)));
            assertTrue(
                    list + refused.getMessage(),
                    refused.getMessage().contains("damaged after line")
                            || refused.getMessage().contains("without its directory"));
        }
    }

    @Test
    public void refusesAListOfFilesWithoutItsContents() throws IOException {
        Map<String, byte[]> entries = entries(archive);
        byte[] list = entries.remove("backup/files.jsonl.gz");
        byte[] digests = entries.remove("digests.txt");
        entries.keySet().removeIf(name -> name.startsWith("contents/"));
        entries.put("backup/files.jsonl.gz", list);
        entries.put("digests.txt", digests);
        assertRefused(zip(forgedDigests(entries)));
    }

    /** Forges an archive as somebody who knows the format would: all digests match. */
    private static Map<String, byte[]> forged(Map<String, byte[]> entries) {
        String manifest = new String(entries.get("backup/manifest.json"), StandardCharsets.UTF_8);
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            manifest = manifest.replaceAll(
                    "(\"" + entry.getKey().replace("backup/", "") + "\" : )\"[0-9a-f]{64}\"",
                    "$1\"" + Digests.hex(Digests.sha256().digest(entry.getValue())) + "\"");
        }
        byte[] json = manifest.getBytes(StandardCharsets.UTF_8);
        assertNotEquals(new String(entries.get("backup/manifest.json"), StandardCharsets.UTF_8), manifest);
        entries.put("backup/manifest.json", json);
        entries.put(
                "backup/manifest.sha256",
                (Digests.hex(Digests.sha256().digest(json)) + "  manifest.json\n").getBytes(StandardCharsets.US_ASCII));
        return forgedDigests(entries);
    }

    private static Map<String, byte[]> forgedDigests(Map<String, byte[]> entries) {
        StringBuilder digests = new StringBuilder();
        entries.forEach((name, content) -> {
            if (!name.startsWith("contents/") && !name.equals("digests.txt")) {
                digests.append(Digests.hex(Digests.sha256().digest(content)))
                        .append("  ")
                        .append(name)
                        .append('\n');
            }
        });
        entries.put("digests.txt", digests.toString().getBytes(StandardCharsets.UTF_8));
        return entries;
    }

    private BackupException assertRefused(byte[] changed) throws IOException {
        BackupException refused = assertThrows(BackupException.class, () -> take(changed, NAME));
        assertEquals(refused.getMessage(), Kind.CHECK_FAILED, refused.kind());
        assertNothingCameOfIt();
        return refused;
    }

    private void assertNothingCameOfIt() throws IOException {
        assertEquals(Collections.emptyList(), names());
        try (Stream<Path> all = Files.walk(directory.path())) {
            assertEquals(
                    Collections.emptyList(),
                    all.filter(Files::isRegularFile)
                            .filter(file -> !file.startsWith(directory.path().resolve("from")))
                            .map(file -> directory.path().relativize(file).toString())
                            .filter(file -> !Arrays.asList("upload", "to/repository.json", "to/repository.sha256")
                                    .contains(file))
                            .collect(Collectors.toList()));
        }
    }

    private List<String> names() {
        return to.catalog().list().stream()
                .map(manifest -> manifest.name().value())
                .collect(Collectors.toList());
    }

    private static Map<String, byte[]> entries(byte[] zip) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), in.readAllBytes());
            }
        }
        return entries;
    }

    private static byte[] zip(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.toByteArray();
    }

    private static String digest(String text) {
        return Digests.hex(Digests.sha256().digest(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private static int indexOf(byte[] bytes, String wanted) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(wanted);
    }
}
