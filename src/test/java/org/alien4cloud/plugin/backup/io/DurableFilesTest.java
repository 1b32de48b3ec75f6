package org.alien4cloud.plugin.backup.io;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class DurableFilesTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path root;

    @Before
    public void prepare() {
        root = folder.getRoot().toPath();
    }

    @Test
    public void makesFilesAndDirectoriesForTheOwnerOnly() throws IOException {
        DurableFiles.createDirectories(root.resolve("a/b"));
        DurableFiles.createDirectoriesUnsynced(root.resolve("c/d"));
        DurableFiles.write(root.resolve("a/b/file"), new byte[] {1});
        DurableFiles.replace(root.resolve("c/d/file"), new byte[] {2});
        for (String directory : new String[] {"a", "a/b", "c", "c/d"}) {
            assertEquals("rwx------", permissions(directory));
        }
        assertEquals("rw-------", permissions("a/b/file"));
        assertEquals("rw-------", permissions("c/d/file"));
    }

    @Test
    public void removesPermissionsOfOthers() throws IOException {
        Path directory = Files.createDirectory(root.resolve("a"));
        Path file = Files.write(directory.resolve("file"), new byte[0]);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        DurableFiles.restrictDirectory(directory);
        DurableFiles.restrictFile(file);
        assertEquals("rwx------", permissions("a"));
        assertEquals("rw-------", permissions("a/file"));
    }

    @Test
    public void replacesButDoesNotOverwrite() throws IOException {
        Path file = root.resolve("file");
        DurableFiles.replace(file, new byte[] {1, 2, 3});
        Files.write(root.resolve("file.new"), new byte[] {9, 9, 9, 9, 9});
        DurableFiles.replace(file, new byte[] {4});
        assertArrayEquals(new byte[] {4}, Files.readAllBytes(file));
        assertFalse(Files.exists(root.resolve("file.new")));
        assertThrows(FileAlreadyExistsException.class, () -> DurableFiles.write(file, new byte[] {5}));
        assertArrayEquals(new byte[] {4}, Files.readAllBytes(file));
    }

    @Test
    public void deletesATreeWithoutFollowingLinks() throws IOException {
        Path kept = Files.write(Files.createDirectory(root.resolve("kept")).resolve("file"), new byte[0]);
        Path tree = Files.createDirectories(root.resolve("tree/below")).getParent();
        Files.write(tree.resolve("below/file"), new byte[0]);
        Files.createSymbolicLink(tree.resolve("link"), kept.getParent());
        Files.createSymbolicLink(root.resolve("rootLink"), kept.getParent());
        DurableFiles.deleteTree(tree);
        DurableFiles.deleteTree(tree);
        DurableFiles.deleteTree(root.resolve("rootLink"));
        assertFalse(Files.exists(tree));
        assertTrue(Files.exists(kept));
    }

    private String permissions(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(path)));
    }
}
