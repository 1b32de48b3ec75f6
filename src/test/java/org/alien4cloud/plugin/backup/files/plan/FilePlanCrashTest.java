package org.alien4cloud.plugin.backup.files.plan;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.MemoryContents;
import org.alien4cloud.plugin.backup.files.RandomTree;
import org.alien4cloud.plugin.backup.files.capture.FileCapture;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.Progress;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** Tests plans that are stopped at each of their disk calls in turn, on random trees of one or several file systems. */
@RunWith(Parameterized.class)
public class FilePlanCrashTest {

    private static final int TREES = Integer.getInteger("crash.trees", 4);
    private static final long NEVER = Long.MAX_VALUE;

    private final int mounts;
    private final Set<Path> mounted = new HashSet<>();
    private Path directory;
    private Path root;
    private MemoryContents contents;
    private List<FileEntry> backup;
    private Map<String, String> backedUp;
    private Map<String, String> live;
    private Path outside;
    private Map<String, String> outsideBefore;
    private Random random;

    public FilePlanCrashTest(int mounts) {
        this.mounts = mounts;
    }

    @Parameters(name = "mount points: {0}")
    public static Collection<Object> mounts() {
        return Arrays.asList(0, 4);
    }

    @Before
    public void createDirectory() throws IOException {
        directory = Files.createTempDirectory("plan").toRealPath();
    }

    @After
    public void deleteDirectory() throws IOException {
        RandomTree.deleteAll(directory);
    }

    @Test
    public void undoesAfterEachInterruption() throws IOException {
        for (int seed = 0; seed < TREES; seed++) {
            prepare(seed);
            long steps = 0;
            while (diesApplying(steps)) {
                open(NEVER).undo();
                assertEquals("seed " + seed + ", step " + steps, live, describe());
                resetPlan();
                steps++;
            }
            assertTrue("seed " + seed, steps > 3);
        }
    }

    @Test
    public void undoesAfterInterruptedUndo() throws IOException {
        for (int seed = 0; seed < TREES; seed++) {
            prepare(100 + seed);
            long steps = 0;
            while (diesApplying(steps)) {
                while (true) {
                    try {
                        open(random.nextInt(4)).undo();
                        break;
                    } catch (DyingOperations.Death e) {
                        // and again, until one gets through
                        assertFalse(backup.isEmpty());
                    }
                }
                assertEquals("seed " + seed + ", step " + steps, live, describe());
                resetPlan();
                steps++;
            }
            resetPlan();
            apply(open(NEVER));
            long undoSteps = 0;
            while (diesUndoing(undoSteps)) {
                open(NEVER).undo();
                assertEquals("seed " + seed + ", undo step " + undoSteps, live, describe());
                resetPlan();
                apply(open(NEVER));
                undoSteps++;
            }
            assertTrue("seed " + seed, undoSteps > 3);
        }
    }

    @Test
    public void completesAfterEachInterruption() throws IOException {
        for (int seed = 0; seed < TREES; seed++) {
            prepare(200 + seed);
            long steps = 0;
            while (diesApplying(steps)) {
                FilePlan plan = open(NEVER);
                apply(plan);
                plan.verify();
                assertEquals("seed " + seed + ", step " + steps, backedUp, describe());
                plan.undo();
                assertEquals("seed " + seed + ", step " + steps, live, describe());
                resetPlan();
                steps++;
            }
        }
    }

    private void prepare(int seed) throws IOException {
        random = new Random(seed);
        root = Files.createDirectory(directory.resolve("alien" + seed));
        contents = new MemoryContents();
        // Links lead to a directory that has the same names as the tree and must stay as it is.
        outside = directory.resolve("outside" + seed);
        Files.createDirectory(outside);
        new RandomTree(outside, random).fill(80);
        outsideBefore = RandomTree.describe(outside);
        RandomTree tree = new RandomTree(root, outside.toString(), random).fill(25);
        backup = new ArrayList<>();
        new FileCapture(new DataTree(root, Collections.emptyList()), contents, Progress.NONE)
                .capture(Collections.emptyIterator(), 0, true, backup::add);
        backedUp = describe();
        tree.mutate(12);
        live = describe();
        mountSome();
        compute();
    }

    /**
     * Mounts file systems on some directories, including some that the backup does not have: those stay, with their
     * parents. A mount point where the backup has a file would be refused.
     */
    private void mountSome() {
        List<String> directories = live.keySet().stream()
                .filter(path -> path.endsWith("/") && !path.equals("/"))
                .filter(path -> isNoFileInBackup(root.relativize(root.resolve(path))))
                .collect(Collectors.toList());
        Collections.shuffle(directories, random);
        mounted.clear();
        for (String path : directories.subList(0, Math.min(mounts, directories.size()))) {
            mounted.add(root.resolve(path));
            for (Path above = root.relativize(root.resolve(path)); above != null; above = above.getParent()) {
                backedUp.putIfAbsent(above + "/", live.get(above + "/"));
            }
        }
        assertEquals(Math.min(mounts, directories.size()), mounted.size());
    }

    private boolean isNoFileInBackup(Path path) {
        return !backedUp.containsKey(path.toString())
                && (path.getParent() == null || isNoFileInBackup(path.getParent()));
    }

    /** Describes the tree without the areas of mount points. */
    private Map<String, String> describe() throws IOException {
        Map<String, String> description = RandomTree.describe(root);
        description.keySet().removeIf(path -> path.contains(DataTree.RESTORE_AREA));
        return description;
    }

    private PlanLocations places(long callsToLive) {
        return new PlanLocations(
                        directory.resolve("journal of " + root.getFileName()),
                        new DataTree(root, Arrays.asList("not-there")),
                        directory.resolve("area of " + root.getFileName()))
                .deferringRemovalsBelow(Arrays.asList("a", "b"))
                .with(new DyingOperations(new MountedOperations(mounted), callsToLive));
    }

    private void compute() {
        FilePlan.compute(places(NEVER), backup.iterator(), 0, contents, Progress.NONE);
    }

    private void resetPlan() throws IOException {
        assertEquals(outsideBefore, RandomTree.describe(outside));
        FilePlan.discard(places(NEVER));
        assertEquals("no area is left", describe(), RandomTree.describe(root));
        compute();
    }

    private FilePlan open(long callsToLive) {
        return FilePlan.open(places(callsToLive));
    }

    private static void apply(FilePlan plan) {
        plan.applyAdditions();
        plan.applyRemovals();
        plan.finish();
    }

    private boolean diesApplying(long steps) throws IOException {
        try {
            apply(open(steps));
        } catch (DyingOperations.Death e) {
            return true;
        }
        assertEquals(backedUp, describe());
        open(NEVER).undo();
        assertEquals(live, describe());
        return false;
    }

    private boolean diesUndoing(long steps) {
        try {
            open(steps).undo();
            return false;
        } catch (DyingOperations.Death e) {
            return true;
        }
    }
}
