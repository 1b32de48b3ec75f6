package org.alien4cloud.plugin.backup.files.plan;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.alien4cloud.plugin.backup.files.RandomTree;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

public class ReachableDirectoriesTest {

    private Path directory;
    private Path root;

    @Before
    public void createDirectory() throws IOException {
        directory = Files.createTempDirectory("reachable").toRealPath();
        root = Files.createDirectory(directory.resolve("root"));
    }

    @After
    public void deleteDirectory() throws IOException {
        RandomTree.deleteAll(directory);
    }

    @Test
    public void agreesWithSingleChecks() throws IOException {
        Files.createDirectories(root.resolve("a/b/c"));
        Files.createSymbolicLink(root.resolve("link"), Paths.get("a"));
        Files.createFile(root.resolve("file"));
        ReachableDirectories reachable = new ReachableDirectories(root);
        for (String path : new String[] {
            "x",
            "a/x",
            "a/b/c/x",
            "link",
            "link/x",
            "link/b/x",
            "file/x",
            "file/x/y",
            "missing/x",
            "missing/x/y",
            "a/b/x"
        }) {
            Path live = root.resolve(path);
            assertEquals(path, LiveTreeEditor.isReachable(live), reachable.holds(live));
            assertEquals(path, LiveTreeEditor.isReachable(live), reachable.holds(live));
        }
    }

    @Test
    public void forgetsMissingDirectories() throws IOException {
        ReachableDirectories reachable = new ReachableDirectories(root);
        assertFalse(reachable.holds(root.resolve("a/x")));
        Files.createDirectory(root.resolve("a"));
        assertTrue(reachable.holds(root.resolve("a/x")));
    }

    @Test
    public void distrustsRootThatBecameLink() throws IOException {
        Files.move(root, directory.resolve("elsewhere"));
        Files.createSymbolicLink(root, Paths.get("elsewhere"));
        assertFalse(new ReachableDirectories(root).holds(root.resolve("x")));
    }

    @Test
    public void worksBeyondRememberedLimit() throws IOException {
        ReachableDirectories reachable = new ReachableDirectories(root);
        for (int i = 0; i < 1100; i++) {
            Files.createDirectory(root.resolve("d" + i));
            assertTrue(reachable.holds(root.resolve("d" + i + "/x")));
        }
        assertTrue(reachable.holds(root.resolve("d0/x")));
    }
}
