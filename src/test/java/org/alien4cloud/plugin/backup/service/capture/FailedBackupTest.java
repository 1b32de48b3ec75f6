package org.alien4cloud.plugin.backup.service.capture;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.faults.Act;
import org.alien4cloud.plugin.backup.faults.FaultyFileSystem;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.LoggedProgress;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.alien4cloud.plugin.backup.repository.ContentWriter;
import org.alien4cloud.plugin.backup.service.DirectoryServer;
import org.alien4cloud.plugin.backup.service.FaultScenario;
import org.alien4cloud.plugin.backup.service.FaultScenario.Work;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What a backup leaves that fails at its very end. */
public class FailedBackupTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<String> log = new ArrayList<>();
    private FaultScenario scenario;
    private Path directory;

    @Before
    public void prepareServer() throws IOException {
        directory = folder.getRoot().toPath().toRealPath().resolve("server");
        scenario = FaultScenario.prepare(Work.REPEATED_BACKUP, directory);
    }

    @Test
    public void keepsContentsOfTheNewLockOwner() throws IOException {
        List<String> others = new ArrayList<>();
        BackupException failure = assertThrows(BackupException.class, () -> new DirectoryServer(directory)
                .backUpHere(FaultScenario.NEW, false, new LoggedProgress(log) {
                    @Override
                    public void requireLock() {
                        if (others.isEmpty()) {
                            others.add(storeAsAnotherProcess("a content that its backup will name in a moment"));
                        }
                        throw new BackupException(Kind.BUSY, "The lock was taken over.");
                    }
                }));
        assertEquals(Kind.BUSY, failure.kind());
        assertTrue(
                "the other one's content",
                BackupRepository.open(directory.resolve("backups"), "cluster")
                        .contents()
                        .contains(others.get(0)));
        new DirectoryServer(directory).recover();
        assertEquals(Collections.emptyList(), scenario.checkAll(directory));
    }

    private String storeAsAnotherProcess(String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        try (ContentWriter writer = BackupRepository.open(directory.resolve("backups"), "cluster")
                .contents()
                .begin()) {
            String sha256 = writer.store(new ByteArrayInputStream(content), content.length);
            writer.finish();
            return sha256;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    public void removesItsSnapshotsAtTheNextStart() throws IOException {
        DirectoryServer server = new DirectoryServer(new FaultyFileSystem(directory, (act, path, target) -> {
                    boolean ofASnapshot = act == Act.DELETE && path.startsWith(directory.resolve("snapshots"));
                    if (ofASnapshot || act == Act.MOVE && target.endsWith("backups/" + FaultScenario.NEW)) {
                        throw new FileSystemException(path.toString(), null, "It is away");
                    }
                })
                .path(directory));
        assertThrows(BackupException.class, () -> server.backUpHere(FaultScenario.NEW, false, new LoggedProgress(log)));
        assertTrue(log.toString(), log.get(log.size() - 1).startsWith("The unfinished backup could not be removed"));
        try (Stream<Path> snapshots = Files.list(directory.resolve("snapshots"))) {
            assertTrue("more than those of two backups", snapshots.count() > 2);
        }
        new DirectoryServer(directory).recover();
        assertEquals(Collections.emptyList(), scenario.checkAll(directory));
        assertFalse(Files.exists(directory.resolve("backups/backups").resolve(FaultScenario.NEW)));
    }
}
