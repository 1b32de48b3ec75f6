package org.alien4cloud.plugin.backup.files.plan;

import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;

/**
 * Provides directories that can be attached and detached like disks. They are mounted if the process may do so;
 * otherwise they are renamed into place and declared to be {@link MountedOperations mounted}. Files on a disk stay on
 * it.
 */
final class MountedDisks {

    private final MountedOperations declared;
    private final Deque<Path> mounted = new ArrayDeque<>();
    private final Deque<Path> memory = new ArrayDeque<>();

    /**
     * Prepares disks.
     *
     * @param really whether to mount if possible
     */
    MountedDisks(boolean really, Path scratch) throws Exception {
        Path probe = Files.createDirectory(scratch.resolve("probe"));
        boolean can = really && run("mount", "--bind", probe.toString(), probe.toString());
        if (can) {
            assertTrue(run("umount", probe.toString()));
        } else if (really) {
            System.out.println("No file system can be mounted here: directories are declared to be mount points.");
        }
        declared = can ? null : new MountedOperations(Collections.emptyList());
    }

    boolean areReal() {
        return declared == null;
    }

    FileOperations operations() {
        return areReal() ? new DiskOperations() : declared;
    }

    /** Creates a disk with its own file system, which is small if it is real. */
    Path create(Path directory, long bytes) throws Exception {
        Files.createDirectory(directory);
        if (areReal()) {
            assertTrue(run("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", directory.toString()));
            memory.push(directory);
        }
        return directory;
    }

    void mount(Path disk, Path path) throws Exception {
        if (areReal()) {
            assertTrue(run("mount", "--bind", disk.toString(), path.toString()));
        } else {
            Files.delete(path);
            Files.move(disk, path);
            declared.mount(path);
        }
        mounted.push(path);
    }

    void unmount(Path disk, Path path) throws Exception {
        if (areReal()) {
            assertTrue(run("umount", path.toString()));
        } else {
            Files.move(path, disk);
            Files.createDirectory(path);
            declared.unmount(path);
        }
        mounted.remove(path);
    }

    void unmountAll() throws Exception {
        while (areReal() && !mounted.isEmpty()) {
            assertTrue(run("umount", mounted.pop().toString()));
        }
        while (!memory.isEmpty()) {
            assertTrue(run("umount", memory.pop().toString()));
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
