package org.alien4cloud.plugin.backup.files.plan;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Collections;
import org.alien4cloud.plugin.backup.files.RandomTree;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

public class SyncProgramTest {

    private static final String GNU = "sync (GNU coreutils) 9.1";

    private Path directory;
    private Path calls;

    @Before
    public void createDirectory() throws IOException {
        directory = Files.createTempDirectory("sync").toRealPath();
        calls = directory.resolve("calls");
    }

    @After
    public void deleteDirectory() throws IOException {
        RandomTree.deleteAll(directory);
    }

    @Test
    public void syncsWhereThisSystemCan() throws IOException {
        assumeTrue(Files.isExecutable(Paths.get("/bin/sync")));
        assertTrue(new SyncProgram(Arrays.asList(Paths.get("/bin/sync")), Collections.singleton(type()), "Linux", "5.8")
                .sync(directory));
    }

    @Test
    public void runsFirstProgramFound() throws IOException {
        Path program = program(GNU, 0);
        assertTrue(new SyncProgram(
                        Arrays.asList(directory.resolve("missing"), program),
                        Collections.singleton(type()),
                        "Linux",
                        "5.10.0-8-amd64")
                .sync(directory));
        assertEquals("-f " + directory, Files.readString(calls).trim());
    }

    @Test
    public void reportsFailure() throws IOException {
        assertFalse(sync(program(GNU, 1), type(), "Linux", "6.1.0"));
        assertTrue(Files.exists(calls));
    }

    @Test
    public void doesNotRunUnknownProgram() throws IOException {
        assertFalse(sync(program("BusyBox v1.36.1 multi-call binary.", 0), type(), "Linux", "6.1.0"));
        assertFalse(sync(program("sync (uutils coreutils) 0.0.27", 0), type(), "Linux", "6.1.0"));
        assertFalse(Files.exists(calls));
    }

    @Test
    public void doesNotRunWhereFailuresMayBeHidden() throws IOException {
        Path program = program(GNU, 0);
        for (String version : new String[] {"5.7.19", "4.19.0-27-amd64", "3.10", "", "unknown", "5", null}) {
            assertFalse(version, sync(program, type(), "Linux", version));
        }
        assertFalse(sync(program, type(), "Mac OS X", "14.5"));
        assertFalse(sync(program, "another " + type(), "Linux", "6.1.0"));
        assertFalse(Files.exists(calls));
    }

    @Test
    public void ignoresProgramThatCannotBeStarted() throws IOException {
        Path program = program(GNU, 0);
        Files.write(program, new byte[] {0, 1, 2});
        assertFalse(sync(program, type(), "Linux", "6.1.0"));
        assertFalse(sync(directory.resolve("missing"), type(), "Linux", "6.1.0"));
    }

    @Test
    public void keepsInterruptAndEnds() throws IOException {
        Path program = program(GNU, 0);
        Thread.currentThread().interrupt();
        boolean synced = sync(program, type(), "Linux", "6.1.0");
        assertTrue(Thread.interrupted());
        assertTrue(synced);
        assertTrue(Files.exists(calls));
    }

    private boolean sync(Path program, String fileSystem, String system, String version) {
        return new SyncProgram(Arrays.asList(program), Collections.singleton(fileSystem), system, version)
                .sync(directory);
    }

    private String type() throws IOException {
        return Files.getFileStore(directory).type();
    }

    /** Creates a program that prints a name for its version, and otherwise records its calls. */
    private Path program(String name, int exitCode) throws IOException {
        Path program = directory.resolve("sync");
        Files.writeString(
                program,
                "#!/bin/sh\nif [ \"$1\" = --version ]; then echo '" + name + "'; exit 0; fi\necho \"$@\" >> '" + calls
                        + "'\nexit " + exitCode + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return program;
    }
}
