package org.alien4cloud.plugin.backup.files;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.Progress;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** A plan that is stopped at each of its calls to the disk in turn, on trees made by chance. */
public class FilePlanCrashTest {

    private static final int TREES = Integer.getInteger("crash.trees", 5);
    private static final long NEVER = Long.MAX_VALUE;

    private Path directory;
    private Path root;
    private MemoryContents contents;
    private List<FileEntry> backup;
    private Map<String, String> backedUp;
    private Map<String, String> live;
    private Path outside;
    private Map<String, String> outsideBefore;
    private Random random;

    @Before
    public void createDirectory() throws IOException {
        directory = Files.createTempDirectory("plan");
    }

    @After
    public void deleteDirectory() throws IOException {
        RandomTree.deleteAll(directory);
    }

    @Test
    public void shouldUndoFromWhereverItWasStopped() throws IOException {
        for (int seed = 0; seed < TREES; seed++) {
            prepare(seed);
            long steps = 0;
            while (diesApplying(steps)) {
                open(NEVER).undo();
                assertEquals("seed " + seed + ", step " + steps, live, RandomTree.describe(root));
                resetPlan();
                steps++;
            }
            assertTrue("seed " + seed, steps > 3);
        }
    }

    @Test
    public void shouldUndoAfterAnUndoWasStoppedToo() throws IOException {
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
                assertEquals("seed " + seed + ", step " + steps, live, RandomTree.describe(root));
                resetPlan();
                steps++;
            }
            resetPlan();
            apply(open(NEVER));
            long undoSteps = 0;
            while (diesUndoing(undoSteps)) {
                open(NEVER).undo();
                assertEquals("seed " + seed + ", undo step " + undoSteps, live, RandomTree.describe(root));
                resetPlan();
                apply(open(NEVER));
                undoSteps++;
            }
            assertTrue("seed " + seed, undoSteps > 3);
        }
    }

    @Test
    public void shouldEndWhenAppliedAgainFromWhereverItWasStopped() throws IOException {
        for (int seed = 0; seed < TREES; seed++) {
            prepare(200 + seed);
            long steps = 0;
            while (diesApplying(steps)) {
                FilePlan plan = open(NEVER);
                apply(plan);
                plan.verify();
                assertEquals("seed " + seed + ", step " + steps, backedUp, RandomTree.describe(root));
                plan.undo();
                assertEquals("seed " + seed + ", step " + steps, live, RandomTree.describe(root));
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
        new FileCapture(new DataTree(root, Collections.emptyList()), contents, Progress.NONE).capture(Collections.emptyIterator(), 0, true,
                backup::add);
        backedUp = RandomTree.describe(root);
        tree.mutate(12);
        live = RandomTree.describe(root);
        compute();
    }

    private PlanPlaces places(long callsToLive) {
        return new PlanPlaces(directory.resolve("journal"), new DataTree(root, Arrays.asList("not-there")), directory.resolve("area"))
                .deferringRemovalsBelow(Arrays.asList("a", "b")).with(new DyingOperations(callsToLive));
    }

    private void compute() {
        FilePlan.compute(places(NEVER), backup.iterator(), 0, contents, Progress.NONE);
    }

    private void resetPlan() throws IOException {
        assertEquals(outsideBefore, RandomTree.describe(outside));
        FilePlan.discard(places(NEVER));
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
        assertEquals(backedUp, RandomTree.describe(root));
        open(NEVER).undo();
        assertEquals(live, RandomTree.describe(root));
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
