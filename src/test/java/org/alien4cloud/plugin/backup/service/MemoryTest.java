package org.alien4cloud.plugin.backup.service;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.alien4cloud.plugin.backup.faults.ChildJvm;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.repository.BackupCatalog;
import org.alien4cloud.plugin.backup.repository.BackupDraft;
import org.alien4cloud.plugin.backup.repository.FileEntryReader;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/**
 * A process with a heap that cannot hold the list of all files backs them up, repeats that, lists them and sweeps:
 * 50,000 files in 24 MB, with {@code -Dlong=true} a million in 256 MB.
 */
public class MemoryTest {

    private static final boolean LONG = Boolean.getBoolean("long");
    private static final int FILES = LONG ? 1_000_000 : 50_000;
    private static final String HEAP = LONG ? "-Xmx256m" : "-Xmx24m";
    private static final int FILES_IN_A_DIRECTORY = 1000;
    /** Names as long as those of archives and their artifacts. */
    private static final String LONG_NAME = String.join("-", Collections.nCopies(8, "org.alien4cloud"));

    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long BYTES_A_FILE = 8192;

    private Path directory;

    /** What the child runs: everything, or only a list in memory. */
    public static final class Child {
        public static void main(String... arguments) throws IOException {
            Path directory = Path.of(arguments[1]);
            if (arguments[0].equals("list")) {
                List<FileEntry> all = new ArrayList<>();
                try (FileEntryReader entries = new FileEntryReader(
                        directory.resolve("backups/backups/second").resolve(BackupDraft.FILES))) {
                    entries.forEachRemaining(all::add);
                }
                System.out.println(all.size() + " entries fit");
                return;
            }
            DirectoryServer server = new DirectoryServer(directory);
            BackupCatalog catalog = server.repository().catalog();
            step("first backup", () -> server.backUpHere("first", false, Progress.NONE)
                    .files());
            changeMost(directory.resolve("alien"));
            step("repeated backup", () -> server.backUpHere("second", false, Progress.NONE)
                    .files());
            if (LONG) {
                step("full backup", () -> server.backUpHere("third", true, Progress.NONE)
                        .files());
            }
            step("list of files", () -> count(catalog.files(BackupName.of("second"))));
            step("deletion and sweep", () -> catalog.purge(catalog.withdraw(BackupName.of("first")))
                    .freedBytes());
            step("opening", () -> new DirectoryServer(directory)
                    .repository()
                    .catalog()
                    .list()
                    .size());
        }

        private static long count(FileEntryReader entries) {
            long count = 0;
            try (FileEntryReader closed = entries) {
                for (; closed.hasNext(); closed.next()) {
                    count++;
                }
            }
            return count;
        }

        /** So many that the packs of the first backup are to be rewritten when it is deleted. */
        private static void changeMost(Path data) throws IOException {
            for (int i = 0; i < FILES; i++) {
                if (i % 10 < 6) {
                    Files.writeString(file(data, i), "changed " + i);
                }
            }
        }

        private interface Step {
            long run() throws IOException;
        }

        private static void step(String name, Step step) throws IOException {
            MemoryPoolMXBean old = ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool ->
                            pool.getType() == MemoryType.HEAP && pool.getName().contains("Tenured"))
                    .findFirst()
                    .get();
            old.resetPeakUsage();
            long start = System.nanoTime();
            long result = step.run();
            System.out.printf(
                    "%-20s %,12d  %6.1f s  %4d MB at most in the old generation%n",
                    name,
                    result,
                    (System.nanoTime() - start) / 1e9,
                    old.getPeakUsage().getUsed() >> 20);
        }
    }

    @Before
    public void makeFiles() throws IOException {
        boolean roomy =
                Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > 2 * FILES * BYTES_A_FILE;
        directory = roomy ? Files.createTempDirectory(MEMORY, "memory") : Files.createTempDirectory("memory");
        DirectoryServer.make(directory);
        for (int i = 0; i < FILES; i++) {
            Path file = file(directory.resolve("alien"), i);
            if (i % FILES_IN_A_DIRECTORY == 0) {
                Files.createDirectories(file.getParent());
            }
            Files.writeString(file, "content " + i);
        }
    }

    private static Path file(Path data, int number) {
        return data.resolve("csar/" + LONG_NAME + number / FILES_IN_A_DIRECTORY + "/" + LONG_NAME + number);
    }

    @After
    public void deleteFiles() throws IOException {
        DurableFiles.deleteTree(directory);
    }

    @Test
    public void needsConstantMemoryForManyFiles() throws Exception {
        ChildJvm.Ended work = child("work");
        assertEquals(work.output(), 0, work.status());
        System.out.println(FILES + " files, " + HEAP + "\n" + work.output());
        ChildJvm.Ended list = child("list");
        assertNotEquals(list.output(), 0, list.status());
        assertTrue(list.output(), list.output().contains("OutOfMemoryError"));
    }

    private ChildJvm.Ended child(String work) throws IOException, InterruptedException {
        return ChildJvm.of(Child.class, work, directory)
                .with(HEAP, "-XX:TieredStopAtLevel=4", "-Dlong=" + LONG)
                .run();
    }
}
