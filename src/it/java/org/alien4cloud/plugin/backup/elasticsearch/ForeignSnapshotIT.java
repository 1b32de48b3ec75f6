package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.settings.Settings;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Imports documents from snapshots that others made. */
public class ForeignSnapshotIT {

    @ClassRule
    public static final ElasticsearchRule elasticsearch = new ElasticsearchRule();

    private static final List<String> EVERY = Collections.singletonList("every");
    private static final String PREFIX = "foreign-it-tmp-";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void keepsTheDefinitionOfTheOriginalIndex() throws Exception {
        Client client = elasticsearch.transportClient();
        BackupFixture fixture = new BackupFixture(client, folder.getRoot().toPath(), "it");
        EverySetting.createIndex(client, "every");
        client.admin()
                .indices()
                .prepareUpdateSettings("every")
                .setSettings(Settings.builder()
                        .put("index.auto_expand_replicas", false)
                        .put("index.number_of_replicas", 1)
                        .put("index.write.wait_for_active_shards", 1)
                        .put("index.blocks.read_only_allow_delete", true))
                .get();
        client.admin()
                .cluster()
                .preparePutRepository("theirs")
                .setType("fs")
                .setSettings(Settings.builder().put("location", "theirs"))
                .get();
        client.admin()
                .cluster()
                .prepareCreateSnapshot("theirs", "s")
                .setIndices("every")
                .setWaitForCompletion(true)
                .get();
        TreeMap<String, Object> settings = new TreeMap<>(EverySetting.of(client.admin()
                .cluster()
                .prepareState()
                .get()
                .getState()
                .metaData()
                .index("every")));
        settings.remove("index.blocks.read_only_allow_delete");
        settings.replaceAll((key, value) -> value instanceof Integer ? value.toString() : value);

        Path backup = Files.createDirectories(folder.getRoot().toPath().resolve("backup"));
        new ForeignSnapshot(client, "theirs", PREFIX)
                .capture("s", EVERY, backup, "work", DocumentVisitor.NONE, Progress.NONE);

        IndexDefinition kept = IndexDefinition.read(new CaptureLayout(backup).definition("every"));
        assertEquals("every", kept.name());
        assertEquals(settings, kept.settings());
        assertEquals(Collections.singleton("every"), fixture.indices());
    }
}
