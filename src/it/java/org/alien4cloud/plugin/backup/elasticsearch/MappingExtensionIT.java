package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.alien4cloud.plugin.backup.it.EmbeddedElasticsearch;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.action.Action;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionRequestBuilder;
import org.elasticsearch.action.ActionResponse;
import org.elasticsearch.action.admin.indices.create.CreateIndexRequest;
import org.elasticsearch.action.admin.indices.delete.DeleteIndexRequest;
import org.elasticsearch.action.admin.indices.mapping.put.PutMappingRequest;
import org.elasticsearch.client.Client;
import org.elasticsearch.client.FilterClient;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.XContentType;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Restores into live indices whose mappings lack something that the backup has. */
public class MappingExtensionIT {

    private static EmbeddedElasticsearch elasticsearch;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Requests client;
    private BackupFixture fixture;

    @BeforeClass
    public static void startElasticsearch() {
        elasticsearch = EmbeddedElasticsearch.start(null);
    }

    @AfterClass
    public static void stopElasticsearch() {
        elasticsearch.close();
    }

    @Before
    public void prepare() {
        client = new Requests(elasticsearch.transportClient());
        fixture = new BackupFixture(
                client, folder.getRoot().toPath(), ExportEngine.NAME, SnapshotRepositorySettings.fileSystem("it"));
    }

    @After
    public void clear() {
        client.dyingAt = null;
        fixture.clear();
    }

    private void create(String index, String mapping) {
        create(index, mapping, Settings.EMPTY);
    }

    private void create(String index, String mapping, Settings settings) {
        client.admin()
                .indices()
                .prepareCreate(index)
                .setSettings(settings)
                .addMapping("_doc", "{\"_doc\":" + mapping.replace('\'', '"') + "}", XContentType.JSON)
                .get();
    }

    private BackupFixture.Backup backupOf(String index, String mapping) {
        create(index, mapping);
        fixture.put(index, "x", null, "{}");
        return fixture.backup(Collections.singletonList(index));
    }

    /** The backup has another mapping, and a document that the live index lacks. */
    private BackupFixture.Backup backupOf(String index, String mapping, String liveMapping) {
        BackupFixture.Backup backup = backupOf(index, mapping);
        client.admin().indices().prepareDelete(index).get();
        create(index, liveMapping);
        client.seen.clear();
        return backup;
    }

    private Map<String, Object> mapping(String index) {
        return IndexDefinition.ofLive(client, Collections.singleton(index))
                .get(index)
                .mapping();
    }

    private DocumentPlan applied(BackupFixture.Backup backup, Path work) {
        DocumentPlan plan = fixture.plan(client, work, backup, Collections.singletonList("a"), ProtectedDocuments.NONE);
        plan.writeUndoLog();
        plan.apply(Progress.NONE);
        plan.verify(backup.manifest);
        return plan;
    }

    @Test
    public void namesAllObstaclesBeforeAnyChange() {
        List<String> all = Arrays.asList("deep", "many", "stored");
        create("deep", "{'properties':{'a':{'properties':{'b':{'properties':{'c':{'type':'long'}}}}}}}");
        create("many", "{'properties':{'a':{'type':'long'},'b':{'type':'long'},'c':{'type':'long'}}}");
        create("stored", "{'properties':{'a':{'type':'keyword','store':true},'n':{'type':'long'}}}");
        BackupFixture.Backup backup = fixture.backup(all);
        client.admin().indices().prepareDelete("deep", "many", "stored").get();
        create(
                "deep",
                "{'properties':{'z':{'type':'long'}}}",
                Settings.builder().put("index.mapping.depth.limit", 2).build());
        create(
                "many",
                "{'properties':{'z':{'type':'long'}}}",
                Settings.builder().put("index.mapping.total_fields.limit", 3).build());
        create("stored", "{'properties':{'a':{'type':'keyword'},'n':{'type':'long','doc_values':false}}}");
        List<Map<String, Object>> mappings = Arrays.asList(mapping("deep"), mapping("many"), mapping("stored"));

        BackupException ofPlan =
                assertThrows(BackupException.class, () -> fixture.plan(backup, all, ProtectedDocuments.NONE));
        BackupException ofDryRun = assertThrows(
                BackupException.class, () -> new DocumentComparison(client, fixture.indices(client, backup))
                        .run(
                                all,
                                fixture.work(),
                                ProtectedDocuments.NONE,
                                DocumentVisitor.NONE,
                                (index, id, change) -> {},
                                Progress.NONE));

        assertEquals(ofPlan.getMessage(), ofDryRun.getMessage());
        assertEquals(Kind.PRECONDITION, ofPlan.kind());
        for (String reason : new String[] {
            "index deep: its mapping does not accept what the backup's has in addition (field a): Limit of mapping depth [2] in index"
                    + " [deep] has been exceeded",
            "index many: its mapping does not accept what the backup's has in addition (field a, field b, field c):"
                    + " Limit of total fields [3] in index [many] has been exceeded",
            "index stored: field a: store is the default, was true",
            "index stored: field n: doc_values is false, was the default"
        }) {
            assertTrue(ofPlan.getMessage(), ofPlan.getMessage().contains(reason));
        }
        assertEquals(new TreeSet<>(all), fixture.indices());
        assertEquals(mappings, Arrays.asList(mapping("deep"), mapping("many"), mapping("stored")));
    }

    @Test
    public void sendsNothingWhereTheBackupHasNoMore() {
        BackupFixture.Backup backup = backupOf(
                "a",
                "{'properties':{'a':{'type':'keyword'},'o':{'properties':{'b':{'type':'long'}}}}}",
                "{'properties':{'a':{'type':'keyword','ignore_above':9},'o':{'properties':{'b':{'type':'long'},'c':{'type':'long'}}}}}");
        Map<String, Object> before = mapping("a");
        assertEquals(Collections.emptyList(), applied(backup, fixture.work()).undo());
        assertFalse(client.seen.toString(), client.seen.contains(CreateIndexRequest.class));
        assertFalse(client.seen.toString(), client.seen.contains(PutMappingRequest.class));
        assertEquals(before, mapping("a"));
    }

    @Test
    public void addsMissingMappingsAndNamesFieldsThatStay() {
        BackupFixture.Backup backup = backupOf(
                "a",
                "{'dynamic':'strict','date_detection':false,'_meta':{'v':1},'dynamic_templates':[{'t':{'match':'x',"
                        + "'mapping':{'type':'long'}}}],'properties':{'k':{'type':'keyword','ignore_above':7,'fields':{'raw':{'type':'text'}}},"
                        + "'o':{'dynamic':'strict','properties':{'p':{'type':'long'},'q':{'type':'nested','properties':{'r':{'type':'date'}}}}},"
                        + "'t':{'type':'text','boost':5,'fields':{'raw':{'type':'keyword'}}}}}",
                "{'properties':{'k':{'type':'keyword','boost':3.0},'o':{'properties':{'p':{'type':'long'},'mine':{'type':'long'}}},"
                        + "'t':{'type':'text','boost':2.0,'search_analyzer':'simple','analyzer':'standard'}}}");
        // the analyzers differ, which would be in the way
        client.admin().indices().prepareDelete("a").get();
        create(
                "a",
                "{'properties':{'k':{'type':'keyword','boost':3.0},'o':{'properties':{'p':{'type':'long'},'mine':{'type':'long'}}},"
                        + "'t':{'type':'text','boost':2.0}}}");
        Map<String, Object> before = mapping("a");
        Path work = fixture.work();

        applied(backup, work);

        Map<String, Object> stored = IndexDefinition.read(new CaptureLayout(backup.directory).definition("a"))
                .mapping();
        assertTrue(MappingAdditions.of(stored, mapping("a")).isEmpty());
        assertTrue(
                "what the live index has stays",
                MappingAdditions.of(before, mapping("a")).isEmpty());
        assertTrue(
                mapping("a").toString(),
                mapping("a").toString().contains("boost=2.0")
                        && mapping("a").toString().contains("boost=3.0"));

        List<String> kept = DocumentPlan.open(work, client).undo();
        assertEquals(
                Collections.singletonList(
                        "The mapping of index a keeps what the restore added: field k.raw, field o.q, field t.raw."),
                kept);
        assertEquals("the second time", kept, DocumentPlan.open(work, client).undo());
        DocumentPlan.open(work, client).verifyUndone();
        String now = mapping("a").toString();
        assertFalse(
                now,
                now.contains("strict,")
                        || now.contains("strict}")
                        || now.contains("ignore_above")
                        || now.contains("v=1")
                        || now.contains("{t={"));
        assertTrue(now, MappingAdditions.of(before, mapping("a")).isEmpty());
    }

    @Test
    public void namesAParameterThatCannotBeUndone() {
        BackupFixture.Backup backup = backupOf(
                "a",
                "{'dynamic':'strict','properties':{'k':{'type':'keyword','ignore_above':7},"
                        + "'t':{'type':'text','norms':false}}}",
                "{'properties':{'k':{'type':'keyword'},'t':{'type':'text'}}}");
        List<String> kept = applied(backup, fixture.work()).undo();
        assertEquals(kept.toString(), 1, kept.size());
        assertTrue(
                kept.get(0),
                kept.get(0)
                                .startsWith("The mapping of index a keeps what the restore added: norms of field t."
                                        + " Elasticsearch does not undo all of it: ")
                        && kept.get(0).contains("[norms]"));
        assertFalse(mapping("a").toString(), mapping("a").toString().contains("ignore_above"));
        assertEquals("true", mapping("a").get("dynamic"));
    }

    @Test
    public void triesTheSameOnlyOnce() {
        BackupFixture.Backup backup =
                backupOf("a", "{'properties':{'t':{'type':'text'}}}", "{'properties':{'u':{'type':'text'}}}");
        List<String> indices = Collections.singletonList("a");
        BackedUpIndices backedUp = fixture.indices(client, backup);
        try (BackupDocumentReader source =
                fixture.engine.open(backup.manifest, backup.directory, indices, "w", Progress.NONE)) {
            BackupSource stored = new BackupSource(backedUp, source, ProtectedDocuments.NONE);
            DocumentPlan plan = DocumentPlan.compute(fixture.work(), client, stored, indices, Progress.NONE);
            fixture.put("a", "y", null, "{}");
            assertTrue(plan.refresh(stored, Progress.NONE));
            assertEquals(1, Collections.frequency(client.seen, CreateIndexRequest.class));
            fixture.put("a", "z", null, "{\"other\":1}");
            assertTrue(plan.refresh(stored, Progress.NONE));
            assertEquals(
                    "the live mapping is another one", 2, Collections.frequency(client.seen, CreateIndexRequest.class));
        }
    }

    @Test
    public void leavesOnlyWhatTheNextStartRemovesWhenItDies() {
        BackupFixture.Backup backup = backupOf("a", "{'properties':{'t':{'type':'text'}}}", "{}");
        client.dyingAt = DeleteIndexRequest.class;
        assertThrows(
                InterruptedClient.Killed.class,
                () -> fixture.plan(backup, Collections.singletonList("a"), ProtectedDocuments.NONE));
        client.dyingAt = null;
        assertEquals(2, fixture.indices().size());
        fixture.engine.removeLeftovers();
        assertEquals(Collections.singleton("a"), fixture.indices());
    }

    @Test
    public void triesOnAnIndexOfEverySetting() {
        create("a", "{'properties':{'n':{'type':'long'},'more':{'type':'keyword'}}}");
        fixture.put("a", "x", "r", "{\"n\":1}");
        BackupFixture.Backup backup = fixture.backup(Collections.singletonList("a"));
        client.admin().indices().prepareDelete("a").get();
        EverySetting.createIndex(client, "a");
        BackupException failure = assertThrows(
                BackupException.class,
                () -> fixture.plan(backup, Collections.singletonList("a"), ProtectedDocuments.NONE));
        assertTrue(
                failure.getMessage(),
                failure.getMessage().contains("index a: the mapping requires a routing. Restore"));
        assertEquals(Collections.singleton("a"), fixture.indices());
    }

    /** Notes the kinds of requests, and can die at one. */
    private static final class Requests extends FilterClient {

        private final List<Class<?>> seen = Collections.synchronizedList(new ArrayList<>());
        private Class<?> dyingAt;

        Requests(Client client) {
            super(client);
        }

        @Override
        protected <Q extends ActionRequest, R extends ActionResponse, B extends ActionRequestBuilder<Q, R, B>>
                void doExecute(Action<Q, R, B> action, Q request, ActionListener<R> listener) {
            seen.add(request.getClass());
            if (request.getClass() == dyingAt) {
                throw new InterruptedClient.Killed();
            }
            super.doExecute(action, request, listener);
        }
    }
}
