package org.alien4cloud.plugin.backup.operation;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ServerPresenceTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path backups;
    private ServerPresence here;

    @Before
    public void start() throws IOException {
        backups = folder.newFolder("backups").toPath();
        here = new ServerPresence(backups);
        here.start();
    }

    @After
    public void stop() {
        here.close();
    }

    private static ProcessIdentity onAnotherMachine() {
        return new ProcessIdentity("elsewhere", "another boot", "7", "2026-01-01T00:00:00Z");
    }

    private Path fileOf(ServerPresence server) {
        Path[] before = files();
        server.start();
        for (Path file : files()) {
            if (!Arrays.asList(before).contains(file)) {
                return file;
            }
        }
        throw new AssertionError("No file was made");
    }

    private Path[] files() {
        return Arrays.stream(backups.resolve("servers").toFile().listFiles())
                .map(File::toPath)
                .toArray(Path[]::new);
    }

    @Test
    public void isAlone() throws IOException {
        assertEquals(Collections.emptyList(), here.others());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(files()[0])));
        here.close();
        assertEquals(0, files().length);
    }

    @Test
    public void ignoresOtherInstancesInThisProcess() throws IOException {
        try (ServerPresence next = new ServerPresence(backups)) {
            next.start();
            assertEquals(2, files().length);
            assertEquals(Collections.emptyList(), next.others());
            assertEquals(Collections.emptyList(), here.others());
        }
    }

    @Test
    public void seesAnotherMachineWhileItGivesSignsOfLife() throws IOException {
        try (ServerPresence other = new ServerPresence(backups, onAnotherMachine())) {
            Path file = fileOf(other);
            assertEquals(
                    Collections.singletonList("process 7 on host elsewhere, since 2026-01-01T00:00:00Z"),
                    here.others());
            Files.setLastModifiedTime(
                    file, FileTime.fromMillis(System.currentTimeMillis() - TimeUnit.SECONDS.toMillis(29)));
            assertEquals(1, here.others().size());
            Files.setLastModifiedTime(
                    file, FileTime.fromMillis(System.currentTimeMillis() - TimeUnit.SECONDS.toMillis(31)));
            assertEquals(Collections.emptyList(), here.others());
            assertTrue("it may only have been suspended", Files.exists(file));
        }
        assertEquals(Collections.emptyList(), here.others());
    }

    @Test
    public void asksTheSystemWhetherALocalServerLives() throws Exception {
        Process other = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Sleeper.class.getName(),
                        backups.toString())
                .redirectErrorStream(true)
                .start();
        try {
            assertEquals("ready", new BufferedReader(new InputStreamReader(other.getInputStream())).readLine());
            assertEquals(1, here.others().size());
            assertTrue(here.others().get(0).contains("process " + other.pid() + " on host"));
        } finally {
            other.destroyForcibly().waitFor();
        }
        assertEquals("killed: at once", Collections.emptyList(), here.others());
        assertEquals(1, files().length);
    }

    /** A server that runs until it is killed. */
    public static final class Sleeper {
        public static void main(String[] arguments) throws InterruptedException {
            new ServerPresence(Path.of(arguments[0])).start();
            System.out.println("ready");
            Thread.sleep(600_000);
        }
    }

    @Test
    public void comesBackWhereItsFileWasRemoved() throws IOException {
        Files.delete(files()[0]);
        try (ServerPresence other = new ServerPresence(backups, onAnotherMachine())) {
            other.start();
            assertEquals(1, here.others().size());
            assertEquals(2, files().length);
        }
    }

    @Test
    public void ignoresAFileThatCannotBeParsed() throws IOException {
        Files.write(backups.resolve("servers/x"), new byte[] {'{'});
        assertEquals(Collections.emptyList(), here.others());
    }

    @Test
    public void doesNotMakeABackupDirectoryThatIsNotThere() throws IOException {
        Path missing = folder.getRoot().toPath().resolve("not mounted");
        try (ServerPresence early = new ServerPresence(missing)) {
            early.start();
            assertEquals(Collections.emptyList(), early.others());
            assertFalse(Files.exists(missing));
        }
    }

    @Test
    public void startsEvenIfTheDirectoryCannotBeCreated() throws IOException {
        Path file = Files.write(folder.getRoot().toPath().resolve("file"), new byte[1]);
        try (ServerPresence nowhere = new ServerPresence(file)) {
            nowhere.start();
            assertEquals(Collections.emptyList(), nowhere.others());
            assertFalse(Files.isDirectory(file));
        }
    }
}
