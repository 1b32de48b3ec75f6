package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.LoggedProgress;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.action.admin.cluster.snapshots.restore.RestoreSnapshotRequest;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.settings.Settings;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Raises the recovery limit of a real Elasticsearch, and resets it after failures and crashes. */
public class RecoveryLimitOverrideIT {

    @ClassRule
    public static final ElasticsearchRule elasticsearch = new ElasticsearchRule();

    private static final String BLOCK = "cluster.blocks.read_only";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<String> log = new ArrayList<>();
    private Client client;
    private Path note;
    private RecoveryLimitOverride limits;

    @Before
    public void setUp() {
        client = elasticsearch.nodeClient();
        note = folder.getRoot().toPath().resolve("raised-limits");
        limits = new RecoveryLimitOverride(client, note);
    }

    @After
    public void clearSettings() {
        // while it is there, nothing else can be set
        block(false);
        client.admin()
                .cluster()
                .prepareUpdateSettings()
                .setTransientSettings(Settings.builder()
                        .putNull(RecoveryLimitOverride.SETTING)
                        .putNull(BLOCK))
                .setPersistentSettings(Settings.builder().putNull(RecoveryLimitOverride.SETTING))
                .get();
    }

    @Test
    public void raisesWhileItRunsAndNoLonger() {
        limits.during(new LoggedProgress(log), () -> {
            assertEquals(RecoveryLimitOverride.RAISED, transientValue());
            assertTrue("noted first", Files.exists(note));
        });
        assertPutBack();
        assertTrue(log.toString(), log.isEmpty());
    }

    @Test
    public void putsBackWhenTheRestoreFails() {
        Error failure = new AssertionError("of the restore");
        assertSame(
                failure,
                assertThrows(
                        AssertionError.class,
                        () -> limits.during(Progress.NONE, () -> {
                            assertEquals(RecoveryLimitOverride.RAISED, transientValue());
                            throw failure;
                        })));
        assertPutBack();
    }

    @Test
    public void leavesWhatAnAdministratorHasChosen() {
        setTransient("2");
        limits.during(Progress.NONE, () -> assertEquals("2", transientValue()));
        assertEquals("2", transientValue());
        setTransient(null);
        client.admin()
                .cluster()
                .prepareUpdateSettings()
                .setPersistentSettings(Settings.builder().put(RecoveryLimitOverride.SETTING, 3))
                .get();
        limits.during(Progress.NONE, () -> assertNull(transientValue()));
        assertPutBack();
    }

    @Test
    public void keepsWhatAnAdministratorChoosesMeanwhile() {
        limits.during(Progress.NONE, () -> setTransient("7"));
        assertEquals("7", transientValue());
        assertFalse(Files.exists(note));
    }

    @Test
    public void putsBackWhatADeadProcessHasLeft() {
        die();
        new SnapshotEngine(client, SnapshotRepositorySettings.fileSystem("died"), note).removeLeftovers();
        assertPutBack();
    }

    @Test
    public void resetsOnlyItsOwnLimit() throws Exception {
        Files.write(note, new byte[0]);
        limits.reset();
        assertPutBack();
        die();
        setTransient("5");
        limits.reset();
        assertEquals("5", transientValue());
        assertFalse(Files.exists(note));
    }

    @Test
    public void resetsALimitThatADeadProcessLeftRaised() {
        die();
        limits.during(Progress.NONE, () -> assertEquals(RecoveryLimitOverride.RAISED, transientValue()));
        assertPutBack();
    }

    @Test
    public void keepsTheNoteUntilElasticsearchLetsItPutBack() {
        limits.during(new LoggedProgress(log), () -> block(true));
        assertTrue(log.toString(), log.get(0).contains("the next restore or start of the plugin will do it"));
        assertEquals(RecoveryLimitOverride.RAISED, transientValue());
        assertTrue(Files.exists(note));
        BackupException failure = assertThrows(BackupException.class, limits::reset);
        assertEquals(BackupException.Kind.ELASTICSEARCH, failure.kind());
        block(false);
        limits.reset();
        assertPutBack();
    }

    @Test
    public void restoresWithElasticsearchsLimitIfItCannotRaise() {
        List<String> done = new ArrayList<>();
        new RecoveryLimitOverride(client, folder.getRoot().toPath().resolve("no/such/directory"))
                .during(new LoggedProgress(log), () -> done.add(String.valueOf(transientValue())));
        assertEquals(Arrays.asList("null"), done);
        assertTrue(log.toString(), log.get(0).contains("with Elasticsearch's own limit"));
        block(true);
        limits.during(new LoggedProgress(log), () -> done.add(String.valueOf(transientValue())));
        assertEquals("null", done.get(1));
        assertTrue(log.toString(), log.get(1).contains("read-only"));
        assertPutBack();
    }

    @Test
    public void raisesForAWholeRestore() {
        List<String> seen = new ArrayList<>();
        Client tripped =
                new TrippedClient(client, RestoreSnapshotRequest.class, 0, true, () -> seen.add(transientValue()));
        BackupFixture fixture = new BackupFixture(tripped, folder.getRoot().toPath(), "raised");
        fixture.engine.prepare(Progress.NONE);
        List<String> indices = Arrays.asList("one", "two");
        indices.forEach(index -> fixture.create(index, 1));
        BackupFixture.Backup backup = fixture.backup(indices);
        fixture.clear();
        fixture.engine.restore(backup.manifest, backup.directory, indices, RestoreTarget.live(), Progress.NONE);
        assertEquals(Arrays.asList(RecoveryLimitOverride.RAISED), seen);
        assertPutBack();
        fixture.clear();
    }

    /** What is there after a process died in the middle. */
    private void die() {
        limits.during(Progress.NONE, () -> {
            try {
                Files.copy(note, note.resolveSibling("copy"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertTrue(note.resolveSibling("copy").toFile().renameTo(note.toFile()));
        setTransient(RecoveryLimitOverride.RAISED);
    }

    private void assertPutBack() {
        assertNull(transientValue());
        assertFalse(Files.exists(note));
    }

    private void block(boolean on) {
        client.admin()
                .cluster()
                .prepareUpdateSettings()
                .setTransientSettings(Settings.builder().put(BLOCK, on))
                .get();
    }

    private void setTransient(String value) {
        client.admin()
                .cluster()
                .prepareUpdateSettings()
                .setTransientSettings(Settings.builder().put(RecoveryLimitOverride.SETTING, value))
                .get();
    }

    private String transientValue() {
        return client.admin()
                .cluster()
                .prepareState()
                .get()
                .getState()
                .metaData()
                .transientSettings()
                .get(RecoveryLimitOverride.SETTING);
    }
}
