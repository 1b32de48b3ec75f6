package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.CancelledException;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.admin.cluster.snapshots.restore.RestoreSnapshotRequest;
import org.elasticsearch.action.admin.indices.alias.IndicesAliasesRequest.AliasActions;
import org.elasticsearch.action.admin.indices.create.CreateIndexRequest;
import org.elasticsearch.client.Client;
import org.elasticsearch.cluster.metadata.AliasMetaData;
import org.elasticsearch.cluster.metadata.IndexMetaData;
import org.elasticsearch.common.settings.Settings;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Restores whole indices from backups of both engines. */
public class WholeRestoreIT extends BothEngines {

    private static final List<String> INDICES = Arrays.asList("a", "b");

    private BackupFixture fixture;
    private Client client;

    @Before
    public void setUp() {
        client = elasticsearch.transportClient();
        fixture = fixture(client);
        fixture.engine.prepare(Progress.NONE);
        fixture.create("a", 3);
        fixture.create("b", 1, 1);
        fixture.fill("a", 200, "v");
        fixture.fill("b", 20, "w");
    }

    @After
    public void removeIndices() {
        client.admin().indices().prepareDelete("_all").get();
    }

    @Test
    public void makesIndicesAsTheyWere() {
        client.admin()
                .indices()
                .prepareAliases()
                .addAlias("a", "plain")
                .addAlias("a", "filtered", "{\"term\":{\"n\":7}}")
                .addAliasAction(AliasActions.add()
                        .index("a")
                        .alias("routed")
                        .indexRouting("r1")
                        .searchRouting("r1,r2"))
                .addAliasAction(AliasActions.add().index("a").alias("written").writeIndex(true))
                .addAliasAction(AliasActions.add().index("a").alias("read").writeIndex(false))
                .get();
        client.admin()
                .indices()
                .prepareUpdateSettings("a")
                .setSettings(Settings.builder()
                        .put("index.mapping.total_fields.limit", 1234)
                        .put("index.max_result_window", 54321))
                .get();
        BackupFixture.Backup backup = fixture.backup(INDICES);
        Map<String, String> documents = fixture.content(INDICES);
        Map<String, String> definitions = definitions();
        client.admin().indices().prepareDelete("a", "b").get();

        fixture.engine.restore(backup.manifest, backup.directory, INDICES, RestoreTarget.live(), Progress.NONE);

        assertEquals(documents, fixture.content(INDICES));
        assertEquals(definitions, definitions());
        fixture.put("a", "later", null, "{\"name\":\"later\"}");
        assertEquals("searches see new documents again", "1s", refreshInterval("a"));
    }

    @Test
    public void keepsEverySettingOfADefinition() {
        EverySetting.createIndex(client, "every");
        fixture.put("every", "x", "r", "{\"n\":1,\"t\":\"a b\"}");
        List<String> every = Collections.singletonList("every");
        BackupFixture.Backup backup = fixture.backup(every);
        Map<String, String> documents = fixture.content(every);
        Map<String, Object> settings = EverySetting.of(metaData("every"));
        client.admin().indices().prepareDelete("every").get();

        fixture.engine.restore(backup.manifest, backup.directory, every, RestoreTarget.live(), Progress.NONE);

        assertEquals(settings, EverySetting.of(metaData("every")));
        assertEquals(documents, fixture.content(every));
    }

    @Test
    public void makesThemBesideTheLiveOnes() {
        client.admin().indices().prepareAliases().addAlias("a", "plain").get();
        BackupFixture.Backup backup = fixture.backup(INDICES);
        Map<String, String> documents = fixture.content(INDICES);
        fixture.put("a", "d1", null, "{\"name\":\"changed since\"}");
        Map<String, String> live = fixture.content(INDICES);

        RestoreTarget beside = RestoreTarget.beside(settings.temporaryPrefix(), "Work-1");
        fixture.engine.restore(backup.manifest, backup.directory, INDICES, beside, Progress.NONE);

        Map<String, String> restored = new TreeMap<>();
        fixture.content(Arrays.asList(beside.nameOf("a"), beside.nameOf("b")))
                .forEach((key, source) ->
                        restored.put(key.substring(beside.nameOf("").length()), source));
        assertEquals(documents, restored);
        assertEquals(live, fixture.content(INDICES));
        IndexMetaData metaData = metaData(beside.nameOf("b"));
        assertEquals("0", metaData.getSettings().get("index.number_of_replicas"));
        assertTrue(metaData(beside.nameOf("a")).getAliases().isEmpty());
        fixture.engine.removeLeftovers();
        assertEquals(new TreeSet<>(INDICES), fixture.indices());
    }

    @Test
    public void touchesNoIndexThatIsThere() {
        BackupFixture.Backup backup = fixture.backup(INDICES);
        client.admin().indices().prepareDelete("a").get();
        fixture.put("b", "d1", null, "{\"name\":\"changed since\"}");
        Map<String, String> live = fixture.content(Collections.singletonList("b"));
        BackupException failure = fixture.restoreFails(backup, INDICES, Kind.PRECONDITION);
        assertTrue(failure.getMessage(), failure.getMessage().contains("already: b"));
        assertEquals(live, fixture.content(Collections.singletonList("b")));
        assertEquals(Collections.singleton("b"), fixture.indices());
    }

    @Test
    public void namesAnAliasThatIsInTheWay() {
        BackupFixture.Backup backup = fixture.backup(INDICES);
        client.admin().indices().prepareDelete("a", "b").get();
        Map<String, String> theirs = addTheirsWithAlias("b");
        BackupException failure = fixture.restoreFails(backup, INDICES, Kind.PRECONDITION);
        assertTrue(failure.getMessage(), failure.getMessage().contains("already: b (an alias of theirs)"));
        assertEquals(theirs, fixture.content(Collections.singletonList("theirs")));
        assertEquals(Collections.singleton("theirs"), fixture.indices());
    }

    @Test
    public void keepsTheIndexOfAnAliasMadeMeanwhile() {
        BackupFixture.Backup backup = fixture.backup(INDICES);
        client.admin().indices().prepareDelete("a", "b").get();
        restoreFailsWhile(backup, () -> addTheirsWithAlias("b"));
        assertEquals(Collections.singleton("theirs"), fixture.indices());
        assertEquals(1, fixture.content(Collections.singletonList("theirs")).size());
    }

    @Test
    public void keepsAnIndexThatSomebodyMakesMeanwhile() {
        BackupFixture.Backup backup = fixture.backup(INDICES);
        client.admin().indices().prepareDelete("a", "b").get();
        BackupException failure = restoreFailsWhile(backup, () -> fixture.put("b", "theirs", null, "{}"));
        assertTrue(failure.getMessage(), failure.getMessage().contains("already exists"));
        assertEquals(Collections.singleton("b"), fixture.indices());
        assertEquals(
                Collections.singleton("b/theirs/-"),
                fixture.content(Collections.singletonList("b")).keySet());
    }

    private Map<String, String> addTheirsWithAlias(String alias) {
        fixture.put("theirs", "x", null, "{\"name\":\"theirs\"}");
        client.admin().indices().prepareAliases().addAlias("theirs", alias).get();
        return fixture.content(Collections.singletonList("theirs"));
    }

    /** Others act right before b is made, after it was looked whether it is there. */
    private BackupException restoreFailsWhile(BackupFixture.Backup backup, Runnable others) {
        Class<? extends ActionRequest> making =
                engine.equals(SnapshotEngine.NAME) ? RestoreSnapshotRequest.class : CreateIndexRequest.class;
        TrippedClient tripped =
                new TrippedClient(client, making, engine.equals(SnapshotEngine.NAME) ? 0 : 1, true, others);
        BackupFixture with = fixture(tripped);
        BackupException failure = assertThrows(
                BackupException.class,
                () -> with.engine.restore(
                        backup.manifest, backup.directory, INDICES, RestoreTarget.live(), Progress.NONE));
        assertTrue("others were quicker", tripped.tripped());
        assertEquals(failure.getMessage(), Kind.ELASTICSEARCH, failure.kind());
        return failure;
    }

    @Test
    public void leavesNothingWhenItIsCancelled() {
        BackupFixture.Backup backup = fixture.backup(INDICES);
        client.admin().indices().prepareDelete("a", "b").get();
        assertThrows(
                CancelledException.class,
                () -> fixture.engine.restore(
                        backup.manifest, backup.directory, INDICES, RestoreTarget.live(), new LateCancel()));
        assertEquals(Collections.emptySet(), fixture.indices());
    }

    @Test
    public void saysWhatElasticsearchRefuses() {
        BackupFixture.Backup backup = fixture.backup(INDICES);
        client.admin().indices().prepareDelete("a", "b").get();
        block(true);
        try {
            BackupException failure = fixture.restoreFails(backup, INDICES, Kind.ELASTICSEARCH);
            assertTrue(failure.getMessage(), failure.getMessage().contains("read-only"));
        } finally {
            block(false);
        }
        assertEquals(Collections.emptySet(), fixture.indices());
    }

    /** Lets the work begin, and stops it as soon as anything was done. */
    private final class LateCancel implements Progress {
        @Override
        public void expect(long bytes) {
            // ignored
        }

        @Override
        public void advance(long bytes) {
            // ignored
        }

        @Override
        public void log(String message) {
            // ignored
        }

        @Override
        public void checkCancelled() {
            if (!fixture.indices().isEmpty()) {
                throw new CancelledException();
            }
        }
    }

    private void block(boolean on) {
        Settings.Builder block = on
                ? Settings.builder().put("cluster.blocks.read_only", true)
                : Settings.builder().putNull("cluster.blocks.read_only");
        client.admin()
                .cluster()
                .prepareUpdateSettings()
                .setTransientSettings(block)
                .get();
    }

    private IndexMetaData metaData(String index) {
        return client.admin()
                .cluster()
                .prepareState()
                .clear()
                .setMetaData(true)
                .get()
                .getState()
                .metaData()
                .index(index);
    }

    private String refreshInterval(String index) {
        return metaData(index).getSettings().get("index.refresh_interval", "1s");
    }

    /** Mapping, aliases and the settings that count. */
    private Map<String, String> definitions() {
        Map<String, String> definitions = new TreeMap<>();
        for (String index : INDICES) {
            IndexMetaData metaData = metaData(index);
            Set<String> aliases = new TreeSet<>();
            metaData.getAliases()
                    .valuesIt()
                    .forEachRemaining((AliasMetaData alias) -> aliases.add(alias.alias() + ": " + alias.filter() + " "
                            + alias.indexRouting() + " " + alias.searchRouting() + " " + alias.writeIndex()));
            assertFalse(metaData.getSettings().hasValue("index.blocks.write"));
            definitions.put(
                    index,
                    metaData.mapping("_doc").sourceAsMap() + " " + aliases + " " + metaData.getNumberOfShards() + "/"
                            + metaData.getNumberOfReplicas() + " "
                            + metaData.getSettings().getAsSettings("index.analysis") + " "
                            + metaData.getSettings().getAsSettings("index.mapping") + " "
                            + metaData.getSettings().get("index.max_result_window"));
        }
        return definitions;
    }
}
