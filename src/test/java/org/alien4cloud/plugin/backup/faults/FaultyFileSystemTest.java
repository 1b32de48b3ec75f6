package org.alien4cloud.plugin.backup.faults;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Tests that a fault sees every act: otherwise all other fault tests would pass without effect. */
public class FaultyFileSystemTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<String> acts = new ArrayList<>();
    private Path root;
    private Path faulty;

    @Before
    public void makeFileSystem() throws IOException {
        root = folder.getRoot().toPath().toRealPath();
        faulty = through((act, path, target) ->
                acts.add(act + " " + root.relativize(path) + (target == null ? "" : " to " + root.relativize(target))));
    }

    private Path through(Fault fault) throws IOException {
        return new FaultyFileSystem(root, fault).path(root);
    }

    @Test
    public void reportsEachWayToChangeSomething() throws IOException {
        DurableFiles.createDirectories(faulty.resolve("a"));
        DurableFiles.replace(faulty.resolve("a/b"), new byte[] {1, 2, 3});
        try (FileChannel channel = FileChannel.open(faulty.resolve("a/b"), StandardOpenOption.WRITE)) {
            channel.truncate(1);
            channel.truncate(5);
        }
        Files.write(faulty.resolve("a/b"), new byte[] {7});
        Files.writeString(faulty.resolve("a/b"), "x", StandardOpenOption.APPEND);
        Files.setPosixFilePermissions(faulty.resolve("a/b"), PosixFilePermissions.fromString("rw-------"));
        Files.setLastModifiedTime(faulty.resolve("a/b"), FileTime.fromMillis(1));
        Files.setAttribute(faulty.resolve("a/b"), "unix:mode", 0600);
        Files.createLink(faulty.resolve("a/c"), faulty.resolve("a/b"));
        Files.createSymbolicLink(faulty.resolve("a/d"), faulty.resolve("a/b"));
        Files.deleteIfExists(faulty.resolve("a/e"));
        Files.deleteIfExists(faulty.resolve("a/d"));
        DurableFiles.deleteTree(faulty.resolve("a"));
        assertEquals(
                Arrays.asList(
                        "CREATE_DIRECTORY a",
                        "OPEN_TO_READ ",
                        "FORCE ",
                        "CREATE a/b.new",
                        "WRITE a/b.new",
                        "FORCE a/b.new",
                        "MOVE a/b.new to a/b",
                        "OPEN_TO_READ a",
                        "FORCE a",
                        "OPEN_TO_WRITE a/b",
                        "TRUNCATE a/b",
                        "OPEN_TO_WRITE a/b",
                        "TRUNCATE a/b",
                        "WRITE a/b",
                        "OPEN_TO_WRITE a/b",
                        "WRITE a/b",
                        "SET_ATTRIBUTE a/b",
                        "SET_ATTRIBUTE a/b",
                        "SET_ATTRIBUTE a/b",
                        "LINK a/b to a/c",
                        "CREATE a/d",
                        "DELETE a/d",
                        "LIST a",
                        "DELETE a/b",
                        "DELETE a/c",
                        "DELETE a"),
                inOrderOfNames());
    }

    /** Sorts by name, since the disk lists names in any order. */
    private List<String> inOrderOfNames() {
        int end = acts.size() - 1;
        acts.subList(end - 2, end).sort(null);
        return acts;
    }

    @Test
    public void ignoresOtherDirectories() throws IOException {
        Path watched = folder.newFolder("watched").toPath();
        FaultyFileSystem system = new FaultyFileSystem(watched, (act, path, target) -> {
            throw new AccessDeniedException(path.toString());
        });
        Files.write(system.path(root).resolve("beside"), new byte[1]);
        assertThrows(
                AccessDeniedException.class,
                () -> Files.write(system.path(watched).resolve("in"), new byte[1]));
        assertThrows(
                AccessDeniedException.class,
                () -> Files.move(
                        system.path(root).resolve("beside"),
                        system.path(watched).resolve("in")));
        assertThrows(AccessDeniedException.class, () -> Files.list(system.path(watched)));
        assertFalse(Files.exists(watched.resolve("in")));
    }

    @Test
    public void writesUpToTheQuota() throws IOException {
        Quota quota = new Quota(256 + 10);
        Path file = through(quota).resolve("file");
        FileSystemException full = assertThrows(FileSystemException.class, () -> Files.write(file, new byte[15]));
        assertEquals("No space left on device", full.getReason());
        assertEquals(Collections.singletonList(root.resolve("file")), quota.hits());
        assertEquals(10, Files.size(file));
        assertEquals(0, Files.getFileStore(file).getUsableSpace());
        assertThrows(FileSystemException.class, () -> Files.createDirectory(file.resolveSibling("directory")));
        Files.write(file, new byte[9]);
        assertEquals(1, Files.getFileStore(file).getUsableSpace());
        Files.delete(file);
        assertEquals(256 + 10, Files.getFileStore(file.getParent()).getUsableSpace());
        assertEquals(256 + 10, quota.highest());
    }

    @Test
    public void tracksUnsyncedFiles() throws IOException {
        PowerLoss power = new PowerLoss();
        Path there = through(power);
        Files.createDirectory(there.resolve("a"));
        Files.write(there.resolve("a/b"), new byte[] {1});
        assertEquals(Arrays.asList("content of a/b", "name of a", "name of a/b"), atRisk(power));
        DurableFiles.syncFile(there.resolve("a/b"));
        Files.move(there.resolve("a"), there.resolve("c"));
        assertEquals(Arrays.asList("name of c", "name of c/b"), atRisk(power));
        DurableFiles.syncDirectory(there);
        DurableFiles.syncDirectory(there.resolve("c"));
        assertEquals(Collections.emptyList(), atRisk(power));
        Files.write(there.resolve("c/b"), new byte[] {2});
        assertEquals(Collections.singletonList("content of c/b"), atRisk(power));
        Files.delete(there.resolve("c/b"));
        assertEquals(Collections.emptyList(), atRisk(power));
    }

    private List<String> atRisk(PowerLoss power) {
        List<String> relative = new ArrayList<>();
        power.atRisk(root).forEach(text -> relative.add(text.replace(root + "/", "")));
        return relative;
    }

    @Test
    public void killsTheProcessInTheMiddleOfAWrite() throws Exception {
        assertTrue(run(2).wasKilled());
        assertArrayEquals(new byte[] {1, 2}, Files.readAllBytes(root.resolve("file")));
    }

    @Test
    public void killsTheProcessBeforeAnAct() throws Exception {
        assertTrue(run(3).wasKilled());
        assertArrayEquals(new byte[] {1, 2, 3, 4}, Files.readAllBytes(root.resolve("file")));
        assertEquals(new ChildJvm.Ended(0, ""), run(4));
        assertFalse(Files.exists(root.resolve("file")));
    }

    private ChildJvm.Ended run(int acts) throws Exception {
        Files.deleteIfExists(root.resolve("file"));
        return ChildJvm.of(Writer.class, root, acts).run();
    }

    /** Creates, writes, and moves a file. */
    public static final class Writer {
        public static void main(String... arguments) throws IOException {
            Path root = Path.of(arguments[0]);
            KillAt fault = new KillAt(Long.parseLong(arguments[1]), (act, place) -> act != Act.SET_ATTRIBUTE);
            Path file = new FaultyFileSystem(root, fault).path(root).resolve("file");
            Files.write(file, new byte[] {1, 2, 3, 4});
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            Files.move(file, file.resolveSibling("file.new"));
        }
    }
}
