package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.alien4cloud.plugin.backup.it.EmbeddedElasticsearch;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.action.admin.indices.alias.IndicesAliasesRequest.AliasActions;
import org.elasticsearch.client.Client;
import org.elasticsearch.cluster.metadata.IndexMetaData;
import org.elasticsearch.common.settings.Settings;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Recreates indices and undoes that: their whole definition returns, and closed indices are closed again. */
public class RecreatedIndicesIT {

    private static final List<String> BOTH = Arrays.asList("every", "shut");
    private static EmbeddedElasticsearch elasticsearch;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Client client;
    private BackupFixture fixture;
    private BackupFixture.Backup backup;
    private Path work;

    @BeforeClass
    public static void startElasticsearch() {
        elasticsearch = EmbeddedElasticsearch.start(null);
    }

    @AfterClass
    public static void stopElasticsearch() {
        elasticsearch.close();
    }

    /** In the backup, {@code every} has another mapping. */
    @Before
    public void makeIndices() {
        client = elasticsearch.transportClient();
        fixture = new BackupFixture(
                client, folder.getRoot().toPath(), ExportEngine.NAME, SnapshotRepositorySettings.fileSystem("it"));
        fixture.create("every", 1);
        fixture.create("shut", 1);
        fixture.fill("every", 5, "then");
        fixture.fill("shut", 5, "then");
        backup = fixture.backup(BOTH);
        client.admin().indices().prepareDelete("every").get();
        EverySetting.createIndex(client, "every");
        client.admin()
                .indices()
                .prepareUpdateSettings("every")
                .setSettings(Settings.builder()
                        .put("index.default_pipeline", "theirs")
                        .put("index.routing.allocation.exclude._name", "nobody")
                        .put("index.routing.allocation.total_shards_per_node", 7))
                .get();
        client.admin()
                .indices()
                .prepareAliases()
                .addAliasAction(AliasActions.add()
                        .index("every")
                        .alias("written")
                        .writeIndex(true)
                        .filter("{\"term\":{\"n\":7}}")
                        .routing("r"))
                .get();
        client.prepareIndex("every", "_doc", "x")
                .setRouting("r")
                .setPipeline("_none")
                .setSource("n", 1)
                .get();
        fixture.fill("shut", 7, "now");
        work = fixture.work();
    }

    @After
    public void clear() {
        fixture.clear();
    }

    private RecreatedIndices compute() {
        return RecreatedIndices.compute(work, client, fixture.indices(client, backup), BOTH);
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

    private void assertClosed(boolean closed) {
        assertEquals(
                closed ? IndexMetaData.State.CLOSE : IndexMetaData.State.OPEN,
                metaData("shut").getState());
    }

    private void close() {
        client.admin().indices().prepareClose("shut").get();
    }

    @Test
    public void isAsTheyWereAfterUndo() {
        Map<String, Object> settings = EverySetting.of(metaData("every"));
        Map<String, String> documents = fixture.content(BOTH);
        close();
        RecreatedIndices renewed = compute();
        assertEquals(BOTH, renewed.replaced());
        renewed.keep(Progress.NONE);
        renewed.apply(fixture.engine, backup.manifest, backup.directory, Progress.NONE);
        renewed.verify(fixture.indices(client, backup), Progress.NONE);
        assertClosed(false);
        assertFalse(settings.equals(EverySetting.of(metaData("every"))));

        RecreatedIndices.open(work, client).undo();
        RecreatedIndices.open(work, client).undo();

        assertEquals(settings, EverySetting.of(metaData("every")));
        assertEquals(
                "{written={filter={\"term\":{\"n\":7}}, index_routing=r, is_write_index=true, search_routing=r}}",
                IndexDefinition.ofLive(client, BOTH).get("every").aliases().toString());
        assertClosed(true);
        client.admin().indices().prepareOpen("shut").get();
        assertEquals(documents, fixture.content(BOTH));
    }

    @Test
    public void closesAgainWhatWasNotReplaced() {
        close();
        RecreatedIndices renewed = compute();
        assertThrows(Crash.class, () -> renewed.keep(crashing(new Crash())));
        assertClosed(false);
        RecreatedIndices.open(work, client).closeAgain();
        assertClosed(true);
    }

    @Test
    public void leavesNewIndicesOfTheSameNamesAlone() {
        client.admin().indices().prepareDelete("every").get();
        close();
        RecreatedIndices renewed = compute();
        renewed.keep(Progress.NONE);
        client.admin().indices().prepareDelete("shut").get();
        for (String index : BOTH) {
            // as Alien4Cloud does at its start with those that are missing
            fixture.create(index, 1);
            fixture.fill(index, 3, "since");
        }
        Map<String, String> documents = fixture.content(BOTH);
        RecreatedIndices.open(work, client).closeAgain();
        assertClosed(false);
        assertEquals(documents, fixture.content(BOTH));
    }

    @Test
    public void closesWhatWasOpenedIfItCannotBeKept() {
        close();
        IllegalStateException failure = new IllegalStateException("no");
        assertEquals(failure, assertThrows(IllegalStateException.class, () -> compute()
                .keep(crashing(failure))));
        assertClosed(true);
    }

    @Test
    public void isOpenWhereTheBackupsWas() {
        Map<String, String> documents = fixture.content(Collections.singletonList("shut"));
        close();
        RecreatedIndices renewed = compute();
        renewed.keep(Progress.NONE);
        renewed.apply(fixture.engine, backup.manifest, backup.directory, Progress.NONE);
        assertClosed(false);
        assertFalse(documents.equals(fixture.content(Collections.singletonList("shut"))));
        assertTrue(fixture.content(Collections.singletonList("shut")).size() == 5);
    }

    private static final class Crash extends Error {

        private static final long serialVersionUID = 1L;
    }

    private static Progress crashing(Throwable failure) {
        return new Progress() {
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
                if (failure instanceof Error) {
                    throw (Error) failure;
                }
                throw (RuntimeException) failure;
            }
        };
    }
}
