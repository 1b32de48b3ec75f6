package org.alien4cloud.plugin.backup.service.restore;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.alien4cloud.plugin.backup.faults.Act;
import org.alien4cloud.plugin.backup.faults.FaultyFileSystem;
import org.alien4cloud.plugin.backup.service.DirectoryServer;
import org.alien4cloud.plugin.backup.service.FaultScenario;
import org.alien4cloud.plugin.backup.service.FaultScenario.Work;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Starts a recovery after a process died in maintenance mode, while the disk of the backup directory is full. */
public class LeftMaintenanceTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final CountDownLatch triedAgain = new CountDownLatch(2);
    private Path directory;

    @Before
    public void prepareServer() throws IOException {
        directory = folder.getRoot().toPath().toRealPath().resolve("server");
        FaultScenario.prepare(Work.REPEATED_BACKUP, directory);
    }

    @Test
    public void endsThoughTheBackupDiskIsFull() throws Exception {
        DirectoryServer server = onAFullDisk();
        server.maintenance().enable();
        Recovery recovery = server.startRecovery();
        try {
            server.maintenance().awaitOff();
        } finally {
            recovery.close();
        }
    }

    @Test
    public void staysOnAFullDiskDuringARestore() throws Exception {
        Files.createDirectory(directory.resolve("backups/journal/20260101-000000000-0000"));
        DirectoryServer server = onAFullDisk();
        server.maintenance().enable();
        Recovery recovery = server.startRecovery();
        try {
            assertTrue(triedAgain.await(30, TimeUnit.SECONDS));
        } finally {
            recovery.close();
        }
        assertEquals(0, server.maintenance().timesOff());
    }

    private DirectoryServer onAFullDisk() throws IOException {
        return new DirectoryServer(new FaultyFileSystem(directory, (act, path, target) -> {
                    if (act == Act.CREATE && path.endsWith("backups/lock")) {
                        triedAgain.countDown();
                        throw new FileSystemException(path.toString(), null, "No space left on device");
                    }
                })
                .path(directory));
    }
}
