package org.alien4cloud.plugin.backup.files.plan;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.alien4cloud.plugin.backup.faults.FaultyFileSystem;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.MemoryContents;
import org.alien4cloud.plugin.backup.files.RandomTree;
import org.alien4cloud.plugin.backup.files.capture.FileCapture;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.PathOrder;
import org.alien4cloud.plugin.backup.model.Progress;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.function.ThrowingRunnable;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/**
 * Tests a data directory with mounted file systems: {@code artifacts} is another disk, {@code csar} another part of the
 * same disk, like a second volume of a container.
 */
@RunWith(Parameterized.class)
public class SeveralFileSystemsTest {

    private static final int SIZE = 8 << 20;

    private final boolean really;
    private final MemoryContents contents = new MemoryContents();
    private final List<FileEntry> backup = new ArrayList<>();
    private Map<String, String> backedUp;
    private MountedDisks disks;
    private Path directory;
    private Path root;
    private Path artifacts;
    private Path artifactsDisk;
    private Path csar;

    public SeveralFileSystemsTest(boolean really) {
        this.really = really;
    }

    @Parameters(name = "mounted: {0}")
    public static Collection<Object> mounted() {
        return Arrays.asList(true, false);
    }

    @Before
    public void mount() throws Exception {
        directory = Files.createTempDirectory("several").toRealPath();
        disks = new MountedDisks(really, directory);
        root = Files.createDirectory(directory.resolve("alien"));
        artifacts = Files.createDirectory(root.resolve("artifacts"));
        csar = Files.createDirectory(root.resolve("csar"));
        artifactsDisk = disks.create(directory.resolve("artifacts disk"), SIZE);
        disks.mount(artifactsDisk, artifacts);
        disks.mount(Files.createDirectory(directory.resolve("csar disk")), csar);
    }

    @After
    public void unmount() throws Exception {
        disks.unmountAll();
        RandomTree.deleteAll(directory);
    }

    @Test
    public void restoresAnyTreeAndUndoesIt() throws IOException {
        for (int seed = 0; seed < 10; seed++) {
            Random random = new Random(seed);
            for (Path part : Arrays.asList(artifacts, csar, root)) {
                new RandomTree(part, random).fill(15);
            }
            capture();
            for (Path part : Arrays.asList(artifacts, csar)) {
                new RandomTree(part, random).mutate(10);
            }
            write("new/file", "1");
            Map<String, String> live = describe();
            FilePlan plan = compute();
            apply(plan);
            assertEquals("seed " + seed, backedUp, describe());
            assertTrue("seed " + seed, compute("again").isEmpty());
            plan.undo();
            assertEquals("seed " + seed, live, describe());
            plan.discard();
            FilePlan.discard(places("again"));
            assertNoAreas();
        }
    }

    @Test
    public void keepsEachReplacedFileOnItsFileSystem() throws IOException {
        write("artifacts/a", "1");
        write("csar/b", "1");
        write("c", "1");
        capture();
        write("artifacts/a", "2");
        write("csar/b", "2");
        write("c", "2");
        FilePlan plan = compute();
        apply(plan);
        for (Path part : Arrays.asList(artifacts, csar, root)) {
            assertEquals(
                    part.toString(), 1, area(part).resolve("undo/000").toFile().list().length);
        }
        plan.discard();
        assertNoAreas();
    }

    @Test
    public void touchesOnlyFileSystemsThatChange() throws IOException {
        write("artifacts/a", "1");
        capture();
        write("artifacts/a", "2");
        compute();
        assertTrue(Files.exists(area(artifacts)));
        assertFalse(Files.exists(area(csar)));
    }

    @Test
    public void neverTreatsAreaAsData() throws IOException {
        write("artifacts/a", "1");
        write("csar/b", "1");
        capture();
        write("artifacts/a", "2");
        compute();
        List<FileEntry> whileRestoring = new ArrayList<>();
        new FileCapture(tree(), contents, Progress.NONE)
                .capture(Collections.emptyIterator(), 0, true, whileRestoring::add);
        assertEquals(backup.size(), whileRestoring.size());
        assertEquals(1, compute("again").operations());
    }

    @Test
    public void emptiesMountPointMissingInBackup() throws Exception {
        disks.mount(
                Files.createDirectory(directory.resolve("third disk")),
                Files.createDirectories(root.resolve("later/deep/disk")));
        backup.clear();
        write("artifacts/a", "1");
        write("later/x", "1");
        write("later/deep/other/x", "1");
        write("later/deep/disk/x/y", "1");
        Map<String, String> live = describe();
        FilePlan plan = compute();
        apply(plan);
        assertEquals(
                Arrays.asList("/", "artifacts/", "csar/", "later/", "later/deep/", "later/deep/disk/"),
                new ArrayList<>(describe().keySet()));
        plan.undo();
        assertEquals(live, describe());
        compute();
        apply(plan = FilePlan.open(places("journal")));
        plan.discard();
        assertNoAreas();
        assertTrue(compute("again").isEmpty());
    }

    @Test
    public void refusesAFileInThePlaceOfAMountPoint() throws IOException {
        write("later", "a file");
        capture();
        Files.delete(root.resolve("later"));
        backup.replaceAll(entry -> entry.path().equals("later") ? renamed(entry, "artifacts") : entry);
        backup.removeIf(entry -> entry.path().equals("artifacts") && entry.type() == FileEntry.Type.DIRECTORY);
        backup.sort(PathOrder.ENTRIES);
        Map<String, String> live = describe();
        assertFails(Kind.PRECONDITION, artifacts + " or below", this::compute);
        assertEquals(live, describe());
    }

    @Test
    public void refusesFileInPlaceOfDirectoryAboveMountPoint() throws Exception {
        write("later", "a file");
        capture();
        Files.delete(root.resolve("later"));
        disks.mount(
                Files.createDirectory(directory.resolve("third disk")),
                Files.createDirectories(root.resolve("later/deep/disk")));
        Map<String, String> live = describe();
        assertFails(Kind.PRECONDITION, root.resolve("later") + " or below", this::compute);
        assertEquals(live, describe());
    }

    @Test
    public void refusesToReplaceOrRemoveMountedFile() throws Exception {
        write("settings", "1");
        capture();
        Path file = Files.write(directory.resolve("settings of the container"), "22".getBytes());
        if (disks.areReal()) {
            disks.mount(file, root.resolve("settings"));
        } else {
            Files.delete(root.resolve("settings"));
            Files.createFile(root.resolve("settings"));
            disks.mount(file, root.resolve("settings"));
        }
        assertFails(Kind.PRECONDITION, root.resolve("settings").toString(), this::compute);
        backup.removeIf(entry -> entry.path().equals("settings"));
        assertFails(Kind.PRECONDITION, root.resolve("settings").toString(), this::compute);
    }

    @Test
    public void saysWhichFileSystemIsFull() throws IOException {
        write("artifacts/a", "1");
        write("csar/a", "1");
        capture();
        Files.delete(artifacts.resolve("a"));
        Files.delete(csar.resolve("a"));
        long size = disks.areReal() ? SIZE + 1 : 1L << 60;
        backup.replaceAll(entry -> entry.path().equals("artifacts/a") ? sized(entry, size) : entry);
        BackupException failure =
                assertFails(Kind.NO_SPACE, "Not enough space in " + area(artifacts) + ": ", this::compute);
        assertTrue(failure.getMessage(), failure.getMessage().matches("(?s).* needed, .* free\\. .*"));
        FilePlan.discard(places("journal"));
        assertNoAreas();
    }

    @Test
    public void addsUpSpaceNeededOnOneDisk() throws IOException {
        write("csar/a", "1");
        write("a", "1");
        capture();
        Files.delete(root.resolve("a"));
        Files.delete(csar.resolve("a"));
        long most = Files.getFileStore(root).getUsableSpace() / 3 * 2;
        backup.replaceAll(entry -> entry.path().endsWith("a") ? sized(entry, most) : entry);
        assertFails(Kind.NO_SPACE, "Not enough space in " + area(csar) + ": ", this::compute);
    }

    @Test
    public void undoesNothingWhileADiskIsMissing() throws Exception {
        write("artifacts/a", "1");
        write("c", "1");
        capture();
        write("artifacts/a", "2");
        write("c", "2");
        write("artifacts/d", "2");
        Map<String, String> live = describe();
        FilePlan plan = compute();
        apply(plan);
        disks.unmount(artifactsDisk, artifacts);
        Map<String, String> without = describe();
        assertFails(Kind.PRECONDITION, area(artifacts).toString(), () -> FilePlan.open(places("journal"))
                .undo());
        assertFails(Kind.PRECONDITION, area(artifacts).toString(), () -> FilePlan.open(places("journal"))
                .applyAdditions());
        assertFails(Kind.PRECONDITION, area(artifacts).toString(), () -> FilePlan.open(places("journal"))
                .finish());
        assertFails(Kind.PRECONDITION, area(artifacts).toString(), this::compute);
        assertEquals(without, describe());
        disks.mount(artifactsDisk, artifacts);
        FilePlan.open(places("journal")).undo();
        assertEquals(live, describe());
    }

    @Test
    public void remembersAreasOnMissingDisks() throws Exception {
        write("artifacts/a", "1");
        capture();
        write("artifacts/a", "2");
        FilePlan plan = compute();
        disks.unmount(artifactsDisk, artifacts);
        assertFails(Kind.PRECONDITION, "not mounted", plan::discard);
        assertFails(Kind.PRECONDITION, "not mounted", plan::discard);
        disks.mount(artifactsDisk, artifacts);
        FilePlan.discard(places("journal"));
        assertNoAreas();
    }

    @Test
    public void removesAreasOfIncompletePlan() throws IOException {
        write("artifacts/a", "1");
        write("csar/b", "11");
        capture();
        write("artifacts/a", "2");
        write("csar/b", "2");
        contents.put(backup.get(3).sha256(), "damaged".getBytes());
        assertFails(Kind.CHECK_FAILED, "csar/b", this::compute);
        assertTrue(Files.exists(area(artifacts).resolve("staged")));
        FilePlan.discard(places("journal"));
        assertNoAreas();
    }

    @Test
    public void removesAllAreasDespiteInterruptions() throws IOException {
        write("artifacts/a", "1");
        write("csar/b", "1");
        capture();
        write("artifacts/a", "2");
        write("csar/b", "2");
        long steps = 0;
        boolean died = true;
        while (died) {
            apply(compute());
            try {
                FilePlan.discard(places("journal").with(new DyingOperations(disks.operations(), steps++)));
                died = false;
            } catch (DyingOperations.Death e) {
                FilePlan.discard(places("journal"));
            }
            assertNoAreas();
            write("artifacts/a", "2");
            write("csar/b", "2");
        }
        assertTrue(steps + " steps", steps > 15);
    }

    @Test
    public void removesAllAreasAfterInterruptedCreation() throws IOException {
        write("artifacts/a", "1");
        write("csar/b", "1");
        capture();
        write("artifacts/a", "2");
        write("csar/b", "2");
        int[] left = new int[1];
        FaultyFileSystem dying = new FaultyFileSystem(directory, (act, path, target) -> {
            if (left[0]-- <= 0) {
                throw new DyingOperations.Death();
            }
        });
        int steps = 0;
        boolean died = true;
        while (died) {
            left[0] = steps++;
            try {
                PlanLocations locations = new PlanLocations(
                                dying.path(places("journal").workDirectory()),
                                new DataTree(dying.path(root), Collections.singletonList(DataTree.RESTORE_AREA)),
                                dying.path(area(root)))
                        .with(disks.operations());
                FilePlan.compute(locations, backup.iterator(), 0, contents, Progress.NONE);
                died = false;
            } catch (DyingOperations.Death e) {
                assertTrue(backup.size() > 0);
            }
            FilePlan.discard(places("journal"));
            assertNoAreas();
        }
        assertTrue(steps + " steps", steps > 40);
    }

    private DataTree tree() {
        return new DataTree(root, Collections.singletonList(DataTree.RESTORE_AREA));
    }

    private PlanLocations places(String operation) {
        return new PlanLocations(
                        directory.resolve("journals").resolve(operation),
                        tree(),
                        root.resolve(DataTree.RESTORE_AREA).resolve(operation))
                .with(disks.operations());
    }

    private static Path area(Path mountPoint) {
        return mountPoint.resolve(DataTree.RESTORE_AREA).resolve("journal");
    }

    private FilePlan compute() {
        return compute("journal");
    }

    private FilePlan compute(String operation) {
        return FilePlan.compute(places(operation), backup.iterator(), 0, contents, Progress.NONE);
    }

    private static void apply(FilePlan plan) {
        plan.applyAdditions();
        plan.applyRemovals();
        plan.verify();
    }

    private void capture() throws IOException {
        backup.clear();
        new FileCapture(tree(), contents, Progress.NONE).capture(Collections.emptyIterator(), 0, true, backup::add);
        backedUp = describe();
    }

    /** Describes the tree without the plugin's own files. */
    private Map<String, String> describe() throws IOException {
        Map<String, String> description = RandomTree.describe(root);
        description.keySet().removeIf(path -> path.contains(DataTree.RESTORE_AREA));
        return description;
    }

    private void assertNoAreas() throws IOException {
        assertEquals(describe(), RandomTree.describe(root));
    }

    private void write(String path, String content) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.writeString(root.resolve(path), content);
    }

    private static FileEntry renamed(FileEntry file, String path) {
        return FileEntry.builder(path, file.type())
                .size(file.size())
                .mtime(file.mtime())
                .mode(file.mode())
                .sha256(file.sha256())
                .build();
    }

    private static FileEntry sized(FileEntry file, long size) {
        return FileEntry.builder(file.path(), file.type())
                .size(size)
                .mtime(file.mtime())
                .mode(file.mode())
                .sha256(file.sha256())
                .build();
    }

    private static BackupException assertFails(Kind kind, String words, ThrowingRunnable action) {
        BackupException failure = assertThrows(BackupException.class, action);
        assertEquals(failure.getMessage(), kind, failure.kind());
        assertTrue(failure.getMessage(), failure.getMessage().contains(words));
        return failure;
    }
}
