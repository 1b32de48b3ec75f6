package org.alien4cloud.plugin.backup.service.restore;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.alien4cloud.plugin.backup.service.BackupProperties;
import org.alien4cloud.plugin.backup.service.ConsistencyProperties;
import org.alien4cloud.plugin.backup.service.DirectoryPlatform;
import org.alien4cloud.plugin.backup.service.EngineProperties;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class RestoreInProgressTest {

    private static final String OPERATION = "20260101-000000000-0000";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path alien;
    private Path own;
    private Path mounted;
    private BackupContext context;

    @Before
    public void begin() throws IOException {
        Path root = folder.getRoot().toPath().toRealPath();
        alien = root.resolve("alien");
        own = alien.resolve(".a4c-backup-restore").resolve(OPERATION);
        mounted = alien.resolve("artifacts/.a4c-backup-restore").resolve(OPERATION);
        Files.createDirectories(own.resolve("undo/000/1"));
        Files.createDirectories(mounted.resolve("undo/000/2"));
        BackupProperties properties = new BackupProperties(
                root.resolve("backups"),
                null,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                EngineProperties.DEFAULT,
                ConsistencyProperties.DEFAULT);
        context = new BackupContext(new DirectoryPlatform(alien), properties) {
            @Override
            public synchronized BackupRepository repository() {
                return BackupRepository.open(properties.directory(), "cluster");
            }
        };
    }

    private RestoreInProgress stopped(String... mountPoints) throws IOException {
        RestoreInProgress restore = RestoreInProgress.begin(context, OPERATION);
        if (mountPoints.length > 0) {
            Files.writeString(
                    restore.directory().resolve("files.areas"), "[\"" + String.join("\",\"", mountPoints) + "\"]");
        }
        return restore;
    }

    @Test
    public void leavesNothingOnAnyFileSystem() throws IOException {
        stopped("artifacts").discard();
        assertFalse(Files.exists(own.getParent()));
        assertFalse(Files.exists(mounted.getParent()));
        assertTrue(Files.exists(alien.resolve("artifacts")));
        assertEquals(Collections.emptyList(), RestoreInProgress.inFlight(context));
    }

    @Test
    public void keepsTheAreaOfAnotherRestore() throws IOException {
        Files.createDirectories(mounted.resolveSibling("another"));
        Files.createDirectories(own.resolveSibling("another"));
        stopped("artifacts").discard();
        assertEquals(1, own.getParent().toFile().list().length);
        assertEquals(1, mounted.getParent().toFile().list().length);
    }

    @Test
    public void removesReadOnlyDirectories() throws IOException {
        Path kept = Files.createDirectories(own.resolve("undo/000/3/below"));
        assertTrue(kept.getParent().toFile().setWritable(false));
        stopped().removeArea();
        assertFalse(Files.exists(own));
    }

    @Test
    public void staysInFlightWhileADiskIsMissing() throws IOException {
        RestoreInProgress restore = stopped("artifacts", "csar");
        BackupException failure = assertThrows(BackupException.class, restore::discard);
        assertEquals(failure.getMessage(), Kind.PRECONDITION, failure.kind());
        assertTrue(failure.getMessage(), failure.getMessage().startsWith(alien.resolve("csar") + " is not mounted"));
        assertEquals(1, RestoreInProgress.inFlight(context).size());
        assertTrue(Files.exists(own) && Files.exists(mounted));
    }

    @Test
    public void excludesItsAreasFromTheData() {
        assertTrue(context.dataTree().isExcluded("artifacts/.a4c-backup-restore/" + OPERATION));
        assertTrue(context.dataTree().isExcluded(".a4c-backup-restore/" + OPERATION));
        assertFalse(context.dataTree().isExcluded("artifacts/a4c-backup-restore"));
    }
}
