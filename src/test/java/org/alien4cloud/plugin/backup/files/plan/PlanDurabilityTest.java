package org.alien4cloud.plugin.backup.files.plan;

import static org.junit.Assert.assertEquals;
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

/** Tests that computed, applied and undone plans are durable, with one call per file system or one per file. */
@RunWith(Parameterized.class)
public class PlanDurabilityTest {

    private static final int MANY = 1001;

    private final int files;
    private final int callsThatWork;
    private final MemoryContents contents = new MemoryContents();
    private final List<FileEntry> backup = new ArrayList<>();
    private Map<String, String> backedUp;
    private Path directory;
    private Path root;
    private NotedForces disk;

    public PlanDurabilityTest(int files, int callsThatWork) {
        this.files = files;
        this.callsThatWork = callsThatWork;
    }

    @Parameters(name = "{0} files, {1} calls for all that work")
    public static Collection<Object[]> cases() {
        return Arrays.asList(new Object[][] {{10, 9}, {MANY, 9}, {MANY, 0}, {MANY, 1}});
    }

    @Before
    public void createTree() throws IOException {
        directory = Files.createTempDirectory("plan").toRealPath();
        root = Files.createDirectory(directory.resolve("alien"));
        for (int i = 0; i < files; i++) {
            write("kept/" + i, "backed up " + i);
            write("gone/" + i % 7 + "/deep/" + i, "backed up, too " + i);
        }
        new FileCapture(new DataTree(root, Collections.emptyList()), contents, Progress.NONE)
                .capture(Collections.emptyIterator(), 0, true, backup::add);
        backedUp = RandomTree.describe(root);
        RandomTree.deleteAll(root.resolve("gone"));
        for (int i = 0; i < files; i++) {
            write("kept/" + i, "changed");
            write("more/" + i, "new");
        }
        disk = new NotedForces(new DiskOperations(), callsThatWork);
    }

    @After
    public void deleteDirectory() throws IOException {
        RandomTree.deleteAll(directory);
    }

    @Test
    public void syncsEverythingBeforeReturning() throws IOException {
        Map<String, String> live = RandomTree.describe(root);
        PlanLocations locations = new PlanLocations(
                        directory.resolve("journal"),
                        new DataTree(root, Collections.emptyList()),
                        directory.resolve("area"))
                .with(disk);
        FilePlan plan = FilePlan.compute(locations, backup.iterator(), 0, contents, Progress.NONE);
        assertEquals("staged", Collections.emptyList(), disk.missing(directory.resolve("area"), true));
        plan.applyAdditions();
        plan.applyRemovals();
        plan.verify();
        assertEquals(backedUp, RandomTree.describe(root));
        assertEquals("applied", Collections.emptyList(), disk.missing(root, false));
        assertEquals("kept", Collections.emptyList(), disk.missing(directory.resolve("area"), true));
        plan.undo();
        assertEquals(live, RandomTree.describe(root));
        assertEquals("undone", Collections.emptyList(), disk.missing(root, false));
        assertTrue(disk.callsForAll() == 0 ? files < MANY : files == MANY);
    }

    private void write(String path, String content) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.writeString(root.resolve(path), content);
    }
}
