package org.alien4cloud.plugin.backup.files.plan;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.MemoryContents;
import org.alien4cloud.plugin.backup.files.RandomTree;
import org.alien4cloud.plugin.backup.files.capture.FileCapture;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.Progress;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

public class FilePlanTest {

    private static final long LATER = System.currentTimeMillis() + 3_600_000;

    private final MemoryContents contents = new MemoryContents();
    private final List<FileEntry> backup = new ArrayList<>();
    private Map<String, String> backedUp;
    private Path directory;
    private Path root;

    @Before
    public void createDirectory() throws IOException {
        directory = Files.createTempDirectory("plan");
        root = Files.createDirectory(directory.resolve("alien"));
    }

    @After
    public void deleteDirectory() throws IOException {
        RandomTree.deleteAll(directory);
    }

    @Test
    public void restoresAnyTreeAndUndoesIt() throws IOException {
        for (int seed = 0; seed < 40; seed++) {
            RandomTree.deleteAll(root);
            Files.createDirectory(root);
            RandomTree tree = new RandomTree(root, new Random(1000 + seed)).fill(60);
            capture();
            tree.mutate(1 + seed);
            Map<String, String> live = RandomTree.describe(root);
            FilePlan plan = compute();
            plan.applyAdditions();
            plan.applyRemovals();
            plan.verify();
            assertEquals("seed " + seed, backedUp, RandomTree.describe(root));
            assertTrue("seed " + seed, compute(places("again")).isEmpty());
            FilePlan.open(places("journal")).undo();
            assertEquals("seed " + seed, live, RandomTree.describe(root));
            plan.discard();
            FilePlan.discard(places("again"));
            assertEquals("seed " + seed, 0, directory.resolve("area").toFile().list().length);
        }
    }

    @Test
    public void doesNothingIfNothingChanged() throws IOException {
        new RandomTree(root, new Random(1)).fill(50);
        capture();
        FilePlan plan = compute();
        assertTrue(plan.isEmpty());
        assertEquals(0, plan.operations());
        assertEquals(0, plan.bytes());
        assertEquals(0, contents.opened);
    }

    @Test
    public void replacesEntryOfAnotherType() throws IOException {
        write("file-to-directory", "f");
        Files.createDirectories(root.resolve("directory-to-link/sub"));
        write("directory-to-link/sub/file", "x");
        Files.createSymbolicLink(root.resolve("link-to-file"), Paths.get("/etc"));
        Files.createDirectory(root.resolve("directory-to-file"));
        capture();
        Map<String, String> wanted = backedUp;
        RandomTree.deleteAll(root);
        Files.createDirectory(root);
        write("file-to-directory/inside", "y");
        Files.createSymbolicLink(root.resolve("directory-to-link"), Paths.get("nowhere"));
        write("link-to-file", "z");
        write("directory-to-file", "z");
        Map<String, String> live = RandomTree.describe(root);
        FilePlan plan = compute();
        plan.applyAdditions();
        plan.applyRemovals();
        plan.verify();
        assertEquals(wanted, RandomTree.describe(root));
        plan.undo();
        assertEquals(live, RandomTree.describe(root));
    }

    @Test
    public void setsModesOfNewDirectoriesDespiteUmask() throws IOException {
        int[] modes = {0777, 0775, 0700, 0555, 02775, 01777, 0500};
        for (int mode : modes) {
            write("new/" + mode + "/sub/file", "1");
            new DiskOperations().setMode(root.resolve("new/" + mode + "/sub"), mode);
            new DiskOperations().setMode(root.resolve("new/" + mode), mode);
        }
        capture();
        RandomTree.deleteAll(root.resolve("new"));
        new DiskOperations().setMode(Files.createDirectory(root.resolve("new")), 02755);
        Map<String, String> live = RandomTree.describe(root);
        FilePlan plan = compute();
        plan.applyAdditions();
        plan.applyRemovals();
        plan.verify();
        assertEquals(backedUp, RandomTree.describe(root));
        plan.undo();
        assertEquals(live, RandomTree.describe(root));
    }

    @Test
    public void neverFollowsLinks() throws IOException {
        write("data/file", "backed up");
        capture();
        RandomTree.deleteAll(root.resolve("data"));
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("file"), "not ours");
        Files.createSymbolicLink(root.resolve("data"), elsewhere);
        FilePlan plan = compute();
        plan.applyAdditions();
        plan.applyRemovals();
        plan.verify();
        assertEquals(backedUp, RandomTree.describe(root));
        assertEquals("not ours", Files.readString(elsewhere.resolve("file")));
    }

    @Test
    public void doesNotUndoThroughLinks() throws IOException {
        write("data/sub/file", "backed up");
        capture();
        RandomTree.deleteAll(root.resolve("data"));
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.createDirectories(elsewhere.resolve("sub"));
        Files.createSymbolicLink(root.resolve("data"), elsewhere);
        Map<String, String> live = RandomTree.describe(root);
        compute().undo();
        assertTrue(Files.isDirectory(elsewhere.resolve("sub")));
        assertEquals(live, RandomTree.describe(root));
    }

    @Test
    public void toleratesFileWhereParentDirectoryBelongs() throws IOException {
        write("data/sub/deep/file", "backed up");
        capture();
        RandomTree.deleteAll(root.resolve("data"));
        write("data", "a file");
        Map<String, String> live = RandomTree.describe(root);
        compute().undo();
        assertEquals(live, RandomTree.describe(root));
    }

    @Test
    public void keepsExcludedPaths() throws IOException {
        write("upload/backed up", "1");
        write("work/plugins/content/own/old.class", "1");
        write("work/plugins/content/other/x.class", "1");
        capture();
        RandomTree.deleteAll(root.resolve("upload"));
        write("upload/new", "2");
        write("work/plugins/content/own/old.class", "2");
        write("work/plugins/content/other/x.class", "2");
        FilePlan plan = compute(places("journal", "upload", "work/plugins/content/own"));
        plan.applyAdditions();
        plan.applyRemovals();
        assertEquals("2", Files.readString(root.resolve("work/plugins/content/own/old.class")));
        assertEquals("1", Files.readString(root.resolve("work/plugins/content/other/x.class")));
        assertFalse(Files.exists(root.resolve("upload/backed up")));
        assertTrue(Files.exists(root.resolve("upload/new")));
    }

    @Test
    public void touchesOnlyChosenDirectories() throws IOException {
        write("csar/a/old", "1");
        write("git/old", "1");
        write("in the root", "1");
        capture();
        write("csar/a/old", "2");
        write("csar-2/new", "2");
        write("git/old", "2");
        write("git/new", "2");
        Files.delete(root.resolve("in the root"));
        PlanLocations locations = new PlanLocations(
                directory.resolve("journal"),
                new DataTree(root, Collections.emptyList()).only(Collections.singletonList("git")),
                directory.resolve("area"));
        FilePlan plan = compute(locations);
        plan.applyAdditions();
        plan.applyRemovals();
        plan.verify();
        assertEquals("1", Files.readString(root.resolve("git/old")));
        assertFalse(Files.exists(root.resolve("git/new")));
        assertEquals("2", Files.readString(root.resolve("csar/a/old")));
        assertTrue(Files.exists(root.resolve("csar-2/new")));
        assertFalse(Files.exists(root.resolve("in the root")));
    }

    @Test
    public void keepsDirectoriesAboveExcludedPaths() throws IOException {
        capture();
        write("work/plugins/content/own/plugin.yml", "2");
        write("work/plugins/content/other/plugin.yml", "2");
        FilePlan plan = compute(places("journal", "work/plugins/content/own"));
        plan.applyAdditions();
        plan.applyRemovals();
        plan.verify();
        assertTrue(Files.exists(root.resolve("work/plugins/content/own/plugin.yml")));
        assertFalse(Files.exists(root.resolve("work/plugins/content/other")));
    }

    @Test
    public void refusesFileWhereDirectoryMustStay() throws IOException {
        write("work", "a file");
        capture();
        Files.delete(root.resolve("work"));
        write("work/plugins/own", "2");
        assertFails(Kind.PRECONDITION, "work", () -> compute(places("journal", "work/plugins")));
    }

    @Test
    public void removesDeferredPathsOnlyInFinish() throws IOException {
        write("work/plugins/content/kept/a", "1");
        capture();
        write("work/plugins/content/kept/b", "2");
        write("work/plugins/content/newer/plugin.yml", "2");
        FilePlan plan = compute(places("journal").deferringRemovalsBelow(Arrays.asList("work/plugins/content")));
        plan.applyAdditions();
        plan.applyRemovals();
        plan.verify();
        assertFalse(Files.exists(root.resolve("work/plugins/content/kept/b")));
        assertTrue(Files.exists(root.resolve("work/plugins/content/newer/plugin.yml")));
        FilePlan.open(places("journal")).finish();
        assertEquals(backedUp, RandomTree.describe(root));
    }

    @Test
    public void finishesWhateverTheServerDidSince() throws IOException {
        write("csar/x/1/archive", "1");
        capture();
        RandomTree.deleteAll(root.resolve("csar"));
        write("work/plugins/content/newer/plugin.yml", "2");
        FilePlan plan = compute(places("journal").deferringRemovalsBelow(Arrays.asList("work/plugins/content")));
        plan.applyAdditions();
        plan.applyRemovals();
        RandomTree.deleteAll(root.resolve("csar/x"));
        plan.finish();
        assertFalse(Files.exists(root.resolve("work")));
        assertFalse(Files.exists(root.resolve("csar/x")));
    }

    @Test
    public void defersRemovalOfParentDirectory() throws IOException {
        capture();
        write("work/plugins/content/newer/plugin.yml", "2");
        FilePlan plan = compute(places("journal").deferringRemovalsBelow(Arrays.asList("work/plugins/content")));
        plan.applyAdditions();
        plan.applyRemovals();
        assertTrue(Files.exists(root.resolve("work/plugins/content/newer/plugin.yml")));
        plan.finish();
        assertEquals(backedUp, RandomTree.describe(root));
    }

    @Test
    public void readsNothingAgainIfNothingChanged() throws IOException {
        write("same", "11");
        write("changed", "22");
        capture();
        write("changed", "33");
        write("same", "11");
        age("changed");
        age("same");
        FilePlan plan = compute();
        assertEquals(2, plan.operations());
        String digest = plan.digest();
        contents.opened = 0;
        // The next computation trusts what it saw only if it was old enough then.
        Files.writeString(
                places("journal").seen(),
                Files.readString(places("journal").seen()).replaceFirst("\\d+", "" + LATER));
        assertFalse(refresh(plan));
        assertEquals(digest, plan.digest());
        assertEquals(0, contents.opened);
        // A change that attributes do not tell goes unseen: so it did not read.
        List<String> seen = Files.readAllLines(places("journal").seen());
        assertEquals(3, seen.size());
        Files.writeString(
                places("journal").seen(),
                Files.readString(places("journal").seen())
                        .replaceFirst("\\d+", "" + LATER)
                        .replace(contents("same").sha256(), contents("changed").sha256()));
        assertTrue(refresh(plan));
    }

    @Test
    public void plansChangedPathsAgain() throws IOException {
        write("a", "1");
        write("b", "2");
        write("c", "3");
        capture();
        write("a", "x");
        FilePlan plan = compute();
        assertEquals(1, plan.operations());
        Path staged = places("journal").area().resolve("staged/000/1");
        Object inode = Files.getAttribute(staged, "unix:ino");
        write("b", "y");
        write("d", "z");
        Files.delete(root.resolve("c"));
        Map<String, String> live = RandomTree.describe(root);
        assertTrue(refresh(plan));
        assertEquals(4, plan.operations());
        assertEquals("staged once", inode, Files.getAttribute(staged, "unix:ino"));
        plan.applyAdditions();
        plan.applyRemovals();
        plan.verify();
        assertEquals(backedUp, RandomTree.describe(root));
        plan.undo();
        assertEquals(live, RandomTree.describe(root));
        refresh(plan);
        plan.applyAdditions();
        plan.applyRemovals();
        assertEquals(backedUp, RandomTree.describe(root));
    }

    @Test
    public void distrustsAttributesOfFileWrittenJustBeforeBackup() throws IOException {
        write("a", "1");
        capture();
        long mtime = backup.get(0).mtime();
        List<FileEntry> lying = new ArrayList<>();
        lying.add(backup.get(0).withSha256(contents.store(new java.io.ByteArrayInputStream("2".getBytes()), 1)));
        FilePlan fresh = FilePlan.compute(
                places("journal"), lying.iterator(), mtime / 1_000_000 + 1_000, contents, Progress.NONE);
        assertEquals(1, fresh.operations());
        FilePlan.discard(places("journal"));
        assertTrue(FilePlan.compute(places("journal"), lying.iterator(), LATER, contents, Progress.NONE)
                .isEmpty());
    }

    @Test
    public void namesUpToTenWrongPaths() throws IOException {
        for (int i = 10; i < 30; i++) {
            write("f" + i, "1");
        }
        capture();
        for (int i = 10; i < 30; i++) {
            Files.delete(root.resolve("f" + i));
        }
        FilePlan plan = compute();
        plan.applyAdditions();
        plan.verify();
        for (int i = 10; i < 25; i++) {
            Path file = root.resolve("f" + i);
            Files.writeString(file, "2");
            new DiskOperations().setModifiedTime(file, backup.get(i - 10).mtime());
        }
        BackupException failure = assertFails(Kind.CHECK_FAILED, "15 of the restored paths", plan::verify);
        assertTrue(
                failure.getMessage(),
                failure.getMessage().contains("f10, ") && failure.getMessage().contains("f19, ..."));
        assertFalse(failure.getMessage().contains("f20"));
    }

    /** A power failure during staging may leave a file with all its attributes but a wrong content. */
    @Test
    public void distrustsFilesOfInterruptedComputation() throws IOException {
        write("a", "1");
        capture();
        write("a", "x");
        compute();
        Path staged = places("journal").area().resolve("staged/000/1");
        FileTime time = Files.getLastModifiedTime(staged);
        Files.writeString(staged, "?");
        Files.setLastModifiedTime(staged, time);
        Files.delete(places("journal").plan());
        FilePlan plan = compute();
        plan.applyAdditions();
        assertEquals("1", Files.readString(root.resolve("a")));
    }

    @Test
    public void refusesContentOfWrongSize() throws IOException {
        write("a", "1");
        capture();
        write("a", "x");
        contents.put(backup.get(0).sha256(), "98".getBytes());
        assertFails(Kind.CHECK_FAILED, "content of a", this::compute);
        assertEquals("x", Files.readString(root.resolve("a")));
        assertFails(Kind.NOT_FOUND, "files.plan", () -> FilePlan.open(places("journal")));
    }

    @Test
    public void refusesListOutOfOrderOrWithoutParents() throws IOException {
        write("a/b", "1");
        write("c", "1");
        capture();
        Files.delete(root.resolve("c"));
        Collections.reverse(backup);
        assertFails(Kind.CHECK_FAILED, "not in order", this::compute);
        Collections.reverse(backup);
        backup.remove(0);
        assertFails(Kind.CHECK_FAILED, "a/b", this::compute);
    }

    @Test
    public void refusesAPlanThatIsCutOff() throws IOException {
        write("a", "1");
        capture();
        Files.delete(root.resolve("a"));
        compute();
        Path file = places("journal").plan();
        byte[] intact = Files.readAllBytes(file);
        for (int length = 0; length < intact.length - 3; length += 7) {
            Files.write(file, Arrays.copyOf(intact, length));
            assertFails(Kind.CHECK_FAILED, "files.plan", () -> FilePlan.open(places("journal")));
        }
    }

    @Test
    public void reportsNeededAndFreeSpace() throws IOException {
        write("a", "1");
        capture();
        Files.delete(root.resolve("a"));
        FileEntry a = backup.get(0);
        FileEntry huge = FileEntry.file(a.path())
                .size(1L << 60)
                .mtime(a.mtime())
                .mode(a.mode())
                .sha256(a.sha256())
                .build();
        BackupException failure = assertFails(
                Kind.NO_SPACE,
                "needed",
                () -> FilePlan.compute(
                        places("journal"), Collections.singletonList(huge).iterator(), 0, contents, Progress.NONE));
        assertTrue(failure.getMessage(), failure.getMessage().contains("free"));
    }

    @Test
    public void refusesAnAreaThatIsPartOfTheTree() {
        Path area = root.resolve(".a4c-backup-restore/1");
        Path work = directory.resolve("journal");
        assertThrows(
                IllegalArgumentException.class,
                () -> new PlanLocations(work, new DataTree(root, Arrays.asList("upload")), area));
        assertEquals(
                area, new PlanLocations(work, new DataTree(root, Arrays.asList(".a4c-backup-restore")), area).area());
    }

    @Test
    public void discardsRepeatedly() throws IOException {
        write("a", "1");
        capture();
        write("a", "2");
        FilePlan plan = compute();
        plan.applyAdditions();
        plan.discard();
        plan.discard();
        FilePlan.discard(places("never made"));
        assertArrayEquals(new String[0], directory.resolve("area").toFile().list());
        assertEquals("1", Files.readString(root.resolve("a")));
    }

    @Test
    public void replacesFileInOneStep() throws IOException {
        write("a", "1");
        capture();
        write("a", "2");
        List<Boolean> there = new ArrayList<>();
        FileOperations watched = (FileOperations) java.lang.reflect.Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {FileOperations.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(new DiskOperations(), arguments);
                    there.add(Files.exists(root.resolve("a"), LinkOption.NOFOLLOW_LINKS));
                    return result;
                });
        FilePlan plan = compute(places("journal").with(watched));
        plan.applyAdditions();
        plan.applyRemovals();
        plan.undo();
        assertEquals("2", Files.readString(root.resolve("a")));
        assertFalse(there.contains(false));
        assertNotEquals(0, there.size());
    }

    private PlanLocations places(String name, String... excluded) {
        return new PlanLocations(
                directory.resolve(name),
                new DataTree(root, Arrays.asList(excluded)),
                directory.resolve("area").resolve(name));
    }

    private FilePlan compute() {
        return compute(places("journal"));
    }

    private FilePlan compute(PlanLocations locations) {
        return FilePlan.compute(locations, backup.iterator(), 0, contents, Progress.NONE);
    }

    private boolean refresh(FilePlan plan) {
        return plan.refresh(backup.iterator(), 0, contents, Progress.NONE);
    }

    private void capture() throws IOException {
        backup.clear();
        new FileCapture(new DataTree(root, Collections.emptyList()), contents, Progress.NONE)
                .capture(Collections.emptyIterator(), 0, true, backup::add);
        backedUp = RandomTree.describe(root);
    }

    private FileEntry contents(String path) {
        return backup.stream()
                .filter(entry -> entry.path().equals(path))
                .findFirst()
                .get();
    }

    private void age(String path) throws IOException {
        new DiskOperations().setModifiedTime(root.resolve(path), 1_500_000_000_000_000_000L);
    }

    private void write(String path, String content) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.writeString(root.resolve(path), content);
    }

    private static BackupException assertFails(Kind kind, String words, org.junit.function.ThrowingRunnable action) {
        BackupException failure = assertThrows(BackupException.class, action);
        assertEquals(failure.getMessage(), kind, failure.kind());
        assertTrue(failure.getMessage(), failure.getMessage().contains(words));
        return failure;
    }
}
