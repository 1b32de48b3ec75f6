package org.alien4cloud.plugin.backup.service;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.alien4cloud.plugin.backup.faults.Act;
import org.alien4cloud.plugin.backup.faults.Fault;
import org.alien4cloud.plugin.backup.faults.FaultyFileSystem;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.repository.RepositoryAudit;
import org.alien4cloud.plugin.backup.service.FaultScenario.Work;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.function.ThrowingRunnable;
import org.junit.rules.TemporaryFolder;

/**
 * Backup directories that cannot be written or lie where they must not, data that cannot be read, and what a user is
 * told then.
 */
public class BackupDirectoryTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path root;
    private Path data;

    @Before
    public void makeData() throws IOException {
        root = folder.getRoot().toPath().toRealPath();
        data = Files.createDirectory(root.resolve("data"));
        Files.createDirectory(data.resolve("csar"));
    }

    @Test
    public void leavesNothingWhenFilesAreUnreadable() throws IOException {
        FaultScenario scenario = FaultScenario.prepare(Work.REPEATED_BACKUP, root.resolve("server"));
        Path alien = root.resolve("server/alien");
        DirectoryServer server = through(root.resolve("server"), (act, path, target) -> {
            if (act == Act.OPEN_TO_READ && (path.endsWith("35.yml") || path.endsWith("47.yml"))) {
                throw new AccessDeniedException(path.toString());
            }
        });
        Operation operation = server.backUp(FaultScenario.NEW);
        assertEquals(OperationState.FAILED, operation.state());
        assertEquals(
                "Cannot read 2 files or directories: " + alien.resolve("csar/c0/35.yml") + " (permission denied), "
                        + alien.resolve("csar/c5/47.yml")
                        + " (permission denied). The user that Alien4Cloud runs as must be able to read there.",
                operation.error());
        assertEquals(Collections.emptyList(), scenario.checkAll(root.resolve("server")));
        assertEquals(Collections.emptyList(), scenario.checkNextBackup(root.resolve("server")));
    }

    @Test
    public void retriesRemovalAtTheNextStart() throws IOException {
        Path place = root.resolve("server");
        FaultScenario scenario = FaultScenario.prepare(Work.REPEATED_BACKUP, place);
        DirectoryServer server = through(place, (act, path, target) -> {
            boolean manifest = act == Act.CREATE && path.endsWith("manifest.json");
            if (manifest || act == Act.DELETE && path.startsWith(place.resolve("snapshots"))) {
                throw new FileSystemException(path.toString(), null, "Input/output error");
            }
        });
        assertEquals(OperationState.FAILED, server.backUp(FaultScenario.NEW).state());
        assertEquals(Collections.emptyList(), scenario.checkBackups(place));
        new DirectoryServer(place).recover();
        assertEquals(Collections.emptyList(), scenario.checkAll(place));
    }

    @Test
    public void reportsAReadOnlyDirectory() throws IOException {
        FaultScenario scenario = FaultScenario.prepare(Work.REPEATED_BACKUP, root.resolve("server"));
        DirectoryServer server = through(root.resolve("server"), readOnlyBelow(root.resolve("server/backups")));
        BackupException backup = fails(Kind.IO, () -> server.backUp(FaultScenario.NEW));
        assertTrue(
                backup.getMessage(),
                backup.getMessage().contains("Read-only file system")
                        && backup.getMessage().contains("writable"));
        BackupException deletion = fails(Kind.IO, () -> server.delete(FaultScenario.DELETED));
        assertTrue(
                deletion.getMessage(),
                deletion.getMessage().contains("Read-only file system")
                        && deletion.getMessage().contains("writable"));
        assertEquals(Collections.emptyList(), scenario.checkAll(root.resolve("server")));
    }

    @Test
    public void reportsADirectoryThatCannotBeCreated() throws IOException {
        FaultScenario.prepare(Work.FIRST_BACKUP, root.resolve("server"));
        DirectoryServer server = through(root.resolve("server"), readOnlyBelow(root.resolve("server/backups")));
        BackupException failure = fails(Kind.IO, () -> server.backUp(FaultScenario.NEW));
        assertTrue(
                failure.getMessage(),
                failure.getMessage().contains("Read-only file system")
                        && failure.getMessage().contains("writable"));
    }

    private static Fault readOnlyBelow(Path directory) {
        return (act, path, target) -> {
            if (act.isChange() && act != Act.FORCE && path.startsWith(directory)) {
                throw new FileSystemException(path.toString(), null, "Read-only file system");
            }
        };
    }

    @Test
    public void backsUpToAnotherFileSystem() throws IOException {
        FaultScenario scenario = FaultScenario.prepare(Work.FIRST_BACKUP, root.resolve("server"));
        Path backups = root.resolve("server/backups");
        DirectoryServer server = through(root.resolve("server"), (act, path, target) -> {
            if (target != null && path.startsWith(backups) != target.startsWith(backups)) {
                throw new AtomicMoveNotSupportedException(
                        path.toString(), target.toString(), "Invalid cross-device link");
            }
        });
        DirectoryServer.requireSuccess(server.backUp(FaultScenario.NEW));
        assertEquals(Collections.emptyList(), scenario.checkAll(root.resolve("server")));
    }

    /** Linux has a second file system at hand; elsewhere the test above has to do. */
    @Test
    public void backsUpToMemoryFileSystem() throws IOException {
        FaultScenario.prepare(Work.FIRST_BACKUP, root.resolve("server"));
        Path memory = Path.of("/dev/shm");
        if (!Files.isWritable(memory) || Files.getFileStore(memory).equals(Files.getFileStore(root))) {
            return;
        }
        Path directory = Files.createTempDirectory(memory, "backups");
        try {
            DirectoryServer server =
                    new DirectoryServer(root.resolve("server/alien"), directory, root.resolve("server/snapshots"));
            DirectoryServer.requireSuccess(server.backUp(FaultScenario.NEW));
            Map<String, String> expected = RepositoryAudit.digests(root.resolve("server/alien"));
            assertEquals(expected, new RepositoryAudit(directory).read(FaultScenario.NEW));
        } finally {
            DurableFiles.deleteTree(directory);
        }
    }

    private static DirectoryServer through(Path directory, Fault fault) throws IOException {
        return new DirectoryServer(new FaultyFileSystem(directory, fault).path(directory));
    }

    @Test
    public void refusesADirectoryWithinTheData() throws IOException {
        refuses(data.resolve("csar/backups"), "is inside the data");
        refuses(data, "is inside the data");
        refuses(root, "is inside the data");
    }

    @Test
    public void refusesALinkIntoTheData() throws IOException {
        refuses(Files.createSymbolicLink(root.resolve("link"), data.resolve("csar")), "one of Alien4Cloud's own");
        refuses(root.resolve("link/not/there/yet"), "is inside the data");
        Files.createSymbolicLink(root.resolve("other"), Path.of("link"));
        refuses(root.resolve("other/../other/backups"), "is inside the data");
    }

    @Test
    public void refusesADirectoryOfAlien4Cloud() throws IOException {
        for (String name :
                new String[] {"csar", "artifacts", "images", "work", "git", "plugins", "upload", ".a4c-backup-restore"
                }) {
            refuses(data.resolve(name), "is one of Alien4Cloud's own");
        }
    }

    @Test
    public void excludesADirectoryInsideTheData() throws IOException {
        BackupContext context = workspace(data.resolve("backups"));
        assertEquals(
                "it gets as far as asking Elasticsearch",
                "There is no Elasticsearch.",
                assertThrows(BackupException.class, context::repository).getMessage());
        assertTrue(context.dataTree().excluded().contains("backups"));
    }

    private void refuses(Path directory, String words) {
        BackupException failure =
                fails(Kind.PRECONDITION, () -> workspace(directory).repository());
        assertTrue(failure.getMessage(), failure.getMessage().contains(words));
    }

    private BackupContext workspace(Path backups) {
        return new BackupContext(
                new DirectoryPlatform(data),
                new BackupProperties(
                        backups,
                        null,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        EngineProperties.DEFAULT,
                        ConsistencyProperties.DEFAULT));
    }

    private static BackupException fails(Kind kind, ThrowingRunnable action) {
        BackupException failure = assertThrows(BackupException.class, action);
        assertEquals(failure.getMessage(), kind, failure.kind());
        return failure;
    }
}
