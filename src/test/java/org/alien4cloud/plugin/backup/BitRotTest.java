package org.alien4cloud.plugin.backup;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Finding;
import org.alien4cloud.plugin.backup.model.Finding.Problem;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.model.Verification;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.OperationRunner.Outcome;
import org.alien4cloud.plugin.backup.operation.OperationStore;
import org.alien4cloud.plugin.backup.operation.RepositoryLocks;
import org.alien4cloud.plugin.backup.repository.FoundDamage;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Tests that a verification of all backups finds any damage to a file of the backup directory, and names the file. */
public class BitRotTest {

    private static final int FLIPS = Integer.getInteger("flips", 1000);
    private static final long SEED = Long.getLong("seed", 20240601L);
    private static final List<BackupName> BACKUPS = Arrays.asList(BackupName.of("one"), BackupName.of("two"));

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Random random = new Random(SEED);
    private SampleRepository sample;
    private OperationStore operations;
    private Path root;

    /**
     * Makes two backups that share most of their contents but also have their own, and a history of three operations.
     */
    @Before
    public void makeBackups() throws IOException {
        sample = new SampleRepository(folder.getRoot().toPath(), random);
        root = sample.repository.directory();
        for (int i = 0; i < 40; i++) {
            sample.write("csar/c" + i % 5 + "/" + i + ".yml", 1 + random.nextInt(4000));
        }
        sample.write("artifacts/large", (1 << 20) + 3);
        sample.write("images/only in one", 700);
        sample.backup("one", 50);
        Files.delete(sample.data.resolve("images/only in one"));
        sample.write("images/only in two", 500);
        sample.write("artifacts/large in two", 1 << 20);
        sample.backup("two", 60);
        operations = new OperationStore(sample.repository.operationsDirectory());
        OperationRunner runner = new OperationRunner(
                new RepositoryLocks(root), operations, getClass().getClassLoader(), OperationRunner.Precondition.NONE);
        for (int i = 0; i < 3; i++) {
            String id = runner.start(OperationKind.BACKUP, BACKUPS.get(0), "admin", running -> Outcome.DONE)
                    .id();
            while (operations.find(id).get().running()) {
                Thread.onSpinWait();
            }
        }
        for (BackupName name : BACKUPS) {
            Verification verification = sample.repository.verifier().verify(name, new FoundDamage(), Progress.NONE);
            assertEquals(verification.findings().toString(), Verification.State.OK, verification.state());
            sample.repository.verifier().record(name, verification, new FoundDamage());
        }
        assertEquals(Collections.emptyList(), findings());
    }

    @Test
    public void findsEveryFlippedBitAndNamesTheFile() throws IOException {
        List<Path> files = files();
        Set<String> hit = new HashSet<>();
        for (int i = 0; i < FLIPS; i++) {
            Path file = files.get(random.nextInt(files.size()));
            byte[] intact = Files.readAllBytes(file);
            byte[] flipped = intact.clone();
            int position = random.nextInt(intact.length);
            int bit = random.nextInt(8);
            flipped[position] ^= (byte) (1 << bit);
            Files.write(file, flipped);
            List<Finding> findings = findings();
            assertTrue(
                    "seed " + SEED + ", flip " + i + ": bit " + bit + " of byte " + position + " of " + path(file)
                            + ": " + findings,
                    isNamed(findings, Problem.DAMAGED, path(file)));
            Files.write(file, intact);
            hit.add(kind(file));
        }
        assertEquals("it is whole again", Collections.emptyList(), findings());
        if (FLIPS >= 1000) {
            assertEquals(files.stream().map(this::kind).collect(Collectors.toSet()), hit);
        }
    }

    private String kind(Path file) {
        return path(file)
                .replaceAll("[0-9a-f]{2}/[0-9a-f]{64}", "*")
                .replaceAll("[0-9a-f]{32}|[0-9-]{8,}[0-9a-f]{4}", "*");
    }

    @Test
    public void findsEveryFileThatIsMissing() throws IOException {
        for (Path file : files()) {
            if (path(file).endsWith("verified.json")) {
                continue;
            }
            byte[] intact = Files.readAllBytes(file);
            Files.delete(file);
            List<Finding> findings = findings();
            // Nothing on disk knows the names of packs: their contents are missed.
            String named = path(file).startsWith("packs/") ? "packs" : path(file);
            assertTrue("seed " + SEED + ", " + path(file) + ": " + findings, isNamed(findings, Problem.MISSING, named));
            Files.write(file, intact);
        }
        assertEquals(Collections.emptyList(), findings());
    }

    @Test
    public void findsEveryTruncatedOrExtendedFile() throws IOException {
        for (Path file : files()) {
            byte[] intact = Files.readAllBytes(file);
            for (int length : new int[] {0, random.nextInt(intact.length), intact.length - 1, intact.length + 1}) {
                Files.write(file, Arrays.copyOf(intact, length));
                List<Finding> findings = findings();
                assertTrue(
                        "seed " + SEED + ", " + length + " bytes of " + path(file) + ": " + findings,
                        isNamed(findings, Problem.DAMAGED, path(file)));
            }
            Files.write(file, intact);
        }
    }

    @Test
    public void findsExtraFilesAndDirectories() throws IOException {
        Set<Path> directories = new HashSet<>();
        for (Path file : files()) {
            directories.add(file.getParent());
        }
        directories.addAll(Arrays.asList(
                root.resolve("packs"), root.resolve("objects"), root.resolve("backups"), root.resolve("journal")));
        for (Path directory : directories) {
            Path extra = directory.resolve("notes.txt");
            Files.writeString(extra, "mine");
            assertTrue(path(extra), isNamed(findings(), Problem.EXTRA, path(extra)));
            Files.delete(extra);
            Path copy = directory.resolve("copy of " + directory.getFileName());
            Files.writeString(Files.createDirectory(copy).resolve("x"), "mine");
            List<Finding> findings = findings();
            assertTrue(
                    path(copy) + ": " + findings,
                    findings.stream()
                                    .anyMatch(finding -> finding.problem() == Problem.EXTRA
                                            && finding.path().startsWith(path(copy)))
                            || path(copy).startsWith("journal/"));
            Files.delete(copy.resolve("x"));
            Files.delete(copy);
        }
    }

    @Test
    public void ignoresFilesOfTheFileSystem() throws IOException {
        Files.createDirectory(root.resolve("lost+found"));
        Files.createDirectory(root.resolve(".snapshot"));
        Files.writeString(root.resolve("packs/.nfs000000000123"), "x");
        Files.writeString(root.resolve("backups/one/.nfs000000000124"), "x");
        Files.writeString(root.resolve("backups/one/verified.json.new"), "cut o");
        Files.writeString(root.resolve("packs/.incomplete-1"), "a writer that was killed");
        assertEquals(Collections.emptyList(), findings());
    }

    private List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (BackupName name : BACKUPS) {
            findings.addAll(sample.repository
                    .verifier()
                    .verify(name, new FoundDamage(), Progress.NONE)
                    .findings());
        }
        findings.addAll(operations.check(Progress.NONE));
        return findings;
    }

    private static boolean isNamed(List<Finding> findings, Problem problem, String path) {
        return findings.stream()
                .anyMatch(finding ->
                        finding.problem() == problem && finding.path().equals(path));
    }

    /** Returns all files except the lock. */
    private List<Path> files() throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(Files::isRegularFile)
                    .filter(file -> !path(file).matches("\\.?lock"))
                    .sorted()
                    .collect(Collectors.toList());
        }
    }

    private String path(Path file) {
        return root.relativize(file).toString();
    }
}
