package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.settings.Settings;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Backs up and restores with a read-only Elasticsearch, made so by somebody or by a nearly full disk. */
public class ReadOnlyElasticsearchIT extends BothEngines {

    private static final List<String> INDICES = Arrays.asList("a", "b");

    private BackupFixture fixture;
    private Client client;

    @Before
    public void fill() {
        client = elasticsearch.nodeClient();
        fixture = fixture(client);
        fixture.engine.prepare(Progress.NONE);
        INDICES.forEach(index -> {
            fixture.create(index, 2);
            fixture.fill(index, 30, "v");
        });
    }

    @After
    public void clear() {
        clusterReadOnly(false);
        fixture.clear();
    }

    @Test
    public void backsUpAllTheSame() {
        Map<String, String> before = fixture.content(INDICES);
        clusterReadOnly(true);
        BackupFixture.Backup backup = fixture.backup(INDICES);
        clusterReadOnly(false);
        INDICES.forEach(index -> fixture.mutate(index, 30, new Random(9)));
        fixture.restore(backup, INDICES);
        assertEquals(before, fixture.content(INDICES));
    }

    @Test
    public void makesNoIndexAnewAndLeavesNothing() {
        BackupFixture.Backup backup = fixture.backup(INDICES);
        Map<String, String> before = fixture.content(INDICES);
        client.admin().indices().prepareDelete("a", "b").get();
        clusterReadOnly(true);
        assertBlocked(
                assertThrows(
                        BackupException.class,
                        () -> fixture.engine.restore(
                                backup.manifest, backup.directory, INDICES, RestoreTarget.live(), Progress.NONE)),
                "");
        assertEquals(Collections.emptyList(), fixture.allIndices());
        clusterReadOnly(false);
        fixture.engine.restore(backup.manifest, backup.directory, INDICES, RestoreTarget.live(), Progress.NONE);
        assertEquals(before, fixture.content(INDICES));
        assertFalse(Files.exists(folder.getRoot().toPath().resolve("raised-limits")));
        assertFalse(client.admin()
                .cluster()
                .prepareState()
                .get()
                .getState()
                .metaData()
                .transientSettings()
                .hasValue(RecoveryLimitOverride.SETTING));
    }

    @Test
    public void undoesAHotRestoreWhenTheDiskIsNearlyFull() {
        BackupFixture.Backup backup = fixture.backup(INDICES);
        INDICES.forEach(index -> fixture.mutate(index, 30, new Random(10)));
        Map<String, String> before = fixture.content(INDICES);
        DocumentPlan plan = fixture.plan(backup, INDICES, ProtectedDocuments.NONE);
        plan.writeUndoLog();
        // what Elasticsearch does itself at the flood stage, here to one of the two
        block("b", true);
        assertBlocked(assertThrows(BackupException.class, () -> plan.apply(Progress.NONE)), "Writing document ");
        block("b", false);
        plan.undo();
        plan.verifyUndone();
        assertEquals(before, fixture.content(INDICES));
    }

    private static void assertBlocked(BackupException failure, String doing) {
        assertEquals(failure.getMessage(), Kind.ELASTICSEARCH, failure.kind());
        assertTrue(failure.getMessage(), failure.getMessage().startsWith(doing));
        assertTrue(
                failure.getMessage(),
                failure.getMessage()
                        .contains("Remove the block (Elasticsearch sets one when its disk is nearly full)"));
    }

    private void clusterReadOnly(boolean readOnly) {
        client.admin()
                .cluster()
                .prepareUpdateSettings()
                .setTransientSettings(Settings.builder().put("cluster.blocks.read_only", readOnly ? "true" : null))
                .get();
    }

    private void block(String index, boolean blocked) {
        client.admin()
                .indices()
                .prepareUpdateSettings(index)
                .setSettings(Settings.builder().put("index.blocks.read_only_allow_delete", blocked ? "true" : null))
                .get();
    }
}
