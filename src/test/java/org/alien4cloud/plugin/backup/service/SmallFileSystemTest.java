package org.alien4cloud.plugin.backup.service;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.alien4cloud.plugin.backup.faults.FaultyFileSystem;
import org.alien4cloud.plugin.backup.faults.Quota;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.repository.RepositoryAudit;
import org.alien4cloud.plugin.backup.service.FaultScenario.Work;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * A file system of a few MB that gets full, data and backups on it. Where none can be mounted, the same with a
 * {@link Quota}.
 */
public class SmallFileSystemTest {

    private static final int ENOUGH = 64 << 20;
    /** Some of the contents of the next backup fit, not all. */
    private static final int TOO_LITTLE = 1_500_000;
    /** Records of operations, in blocks of 4 KB. */
    private static final int RECORDS = 64 << 10;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path directory;
    private boolean mounted;
    private Quota quota;

    @Before
    public void mount() throws Exception {
        directory = folder.getRoot().toPath().toRealPath();
        mounted = run("mount", "-t", "tmpfs", "-o", "size=" + ENOUGH, "tmpfs", directory.toString());
        if (!mounted) {
            System.out.println(
                    "No file system can be mounted here: " + getClass().getSimpleName() + " uses a quota.");
        }
    }

    @After
    public void unmount() throws Exception {
        if (mounted) {
            assertTrue(run("umount", directory.toString()));
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

    @Test
    public void failsClearlyAndFreesTheSpace() throws Exception {
        Path place = directory.resolve("server");
        FaultScenario scenario = FaultScenario.prepare(Work.REPEATED_BACKUP, place);
        DirectoryServer server = small(place);
        long freeBefore = free();
        Operation operation = server.backUp(FaultScenario.NEW);
        assertEquals(OperationState.FAILED, operation.state());
        assertTrue(
                operation.error(),
                operation
                        .error()
                        .matches(
                                "Not enough space in \\S+: .* needed, .* free\\. Free space or set backup\\.directory\\."));
        assertTrue(freeBefore + " bytes were free, now only " + free(), free() > freeBefore - RECORDS);
        List<String> wrong = new ArrayList<>(scenario.checkBackups(place));
        assertEquals(scenario.data(), RepositoryAudit.digests(place.resolve("alien")));
        resize(ENOUGH);
        new DirectoryServer(place).recover();
        wrong.addAll(scenario.checkAll(place));
        wrong.addAll(scenario.checkNextBackup(place));
        assertEquals(Collections.emptyList(), wrong);
    }

    private DirectoryServer small(Path place) throws Exception {
        if (mounted) {
            FileStore store = Files.getFileStore(directory);
            resize(store.getTotalSpace() - store.getUsableSpace() + TOO_LITTLE);
            return new DirectoryServer(place);
        }
        quota = new Quota(TOO_LITTLE);
        return new DirectoryServer(new FaultyFileSystem(directory, quota).path(place));
    }

    private void resize(long bytes) throws Exception {
        if (mounted) {
            List<String> command = Arrays.asList("mount", "-o", "remount,size=" + bytes, directory.toString());
            assertTrue(command.toString(), run(command.toArray(new String[0])));
        } else {
            quota.add(bytes);
        }
    }

    private long free() throws IOException {
        return mounted ? Files.getFileStore(directory).getUsableSpace() : quota.usableSpace(Long.MAX_VALUE);
    }
}
