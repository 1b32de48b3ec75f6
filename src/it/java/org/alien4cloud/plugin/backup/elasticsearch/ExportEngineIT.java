package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.alien4cloud.plugin.backup.it.EmbeddedElasticsearch;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.action.admin.indices.alias.Alias;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.bytes.BytesReference;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.XContentType;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Exports and restores what surrounds documents: definitions, default pipelines, templates, writers. Uses the node
 * client.
 */
public class ExportEngineIT {

    private static final List<String> INDICES = Arrays.asList("a", "b");
    private static final List<String> B = Collections.singletonList("b");

    private static EmbeddedElasticsearch elasticsearch;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final SnapshotRepositorySettings settings = SnapshotRepositorySettings.fileSystem("it");
    private BackupFixture fixture;
    private Client client;

    @BeforeClass
    public static void startElasticsearch() {
        elasticsearch = EmbeddedElasticsearch.start(null);
    }

    @AfterClass
    public static void stopElasticsearch() {
        elasticsearch.close();
    }

    @Before
    public void fill() {
        client = elasticsearch.nodeClient();
        fixture = new BackupFixture(client, folder.getRoot().toPath(), ExportEngine.NAME, settings);
        fixture.create("a", 3);
        fixture.create("b", 1);
        fixture.fill("a", 50, "v");
        fixture.fill("b", 20, "w");
    }

    @After
    public void clear() {
        client.admin().indices().prepareDeleteTemplate("*").get();
        fixture.clear();
    }

    @Test
    public void doesNotExportAnIndexThatIsClosed() {
        client.admin().indices().prepareClose("b").get();
        BackupException failure = assertThrows(BackupException.class, () -> fixture.backup(INDICES));
        assertEquals(Kind.PRECONDITION, failure.kind());
        assertTrue(failure.getMessage(), failure.getMessage().contains("closed: b"));
    }

    @Test
    public void removesWhatItMadeIfThereIsADocumentTooMany() throws IOException {
        BackupFixture.Backup backup = fixture.backup(INDICES);
        change(backup, "ndjson.gz", text -> text + "{\"id\":\"one more\",\"version\":1,\"source\":{}}\n");
        client.admin().indices().prepareDelete("a", "b").get();
        BackupException failure = fixture.restoreFails(backup, INDICES, Kind.CHECK_FAILED);
        assertTrue(
                failure.getMessage(),
                failure.getMessage().contains("The restored index b has 21 documents, the backup Backup_1 has 20"));
        assertEquals(Collections.emptySet(), fixture.indices());
    }

    @Test
    public void saysWhichDocumentAForgedMappingDoesNotTake() throws IOException {
        BackupFixture.Backup backup = fixture.backup(INDICES);
        change(backup, "json", text -> text.replace("\"mapping\" : {", "\"mapping\" : {\"dynamic\":\"strict\",")
                .replace("\"n\" :", "\"m\" :"));
        client.admin().indices().prepareDelete("a", "b").get();
        BackupException failure = fixture.restoreFails(backup, INDICES, Kind.PRECONDITION);
        assertTrue(
                failure.getMessage(),
                failure.getMessage()
                        .matches("Writing document d\\d+ of index b failed: the index does not accept it .*\\[n\\].*"));
        assertEquals(Collections.emptySet(), fixture.indices());
    }

    @Test
    public void saysWhyElasticsearchDoesNotTakeADefinition() throws IOException {
        BackupFixture.Backup backup = fixture.backup(INDICES);
        client.admin().indices().prepareDelete("a", "b").get();
        assertRefused(backup, text -> text.replace("\"type\" : \"long\"", "\"type\" : \"longer\""), "longer");
        assertRefused(
                backup,
                text -> text.replace("\"index.number_of_shards\" : \"1\"", "\"index.number_of_shards\" : \"0\""),
                "number_of_shards");
        assertRefused(
                backup,
                text -> text.replace("\"index.number_of_shards\"", "\"index.no_such_setting\""),
                "no_such_setting");
        assertRefused(
                backup,
                text -> text.replace(
                        "\"aliases\" : { }", "\"aliases\" : { \"b2\" : { \"filter\" : \"{\\\"no\\\":1}\" } }"),
                "b2");
    }

    private void assertRefused(BackupFixture.Backup backup, UnaryOperator<String> forge, String reason)
            throws IOException {
        Path file = backup.directory.resolve("indices/b.json");
        byte[] whole = Files.readAllBytes(file);
        change(backup, "json", forge);
        BackupException failure = fixture.restoreFails(backup, INDICES, Kind.ELASTICSEARCH);
        assertTrue(
                failure.getMessage(),
                failure.getMessage().contains(" index b ")
                        && failure.getMessage().contains(reason));
        assertEquals(Collections.emptySet(), fixture.indices());
        Files.write(file, whole);
    }

    @Test
    public void namesTheDocumentThatAStrictIndexRefuses() {
        fixture.put("b", "d1", null, "{\"name\":\"x\",\"added\":1}");
        client.admin()
                .indices()
                .preparePutMapping("b")
                .setType("_doc")
                .setSource("{\"dynamic\":false}", XContentType.JSON)
                .get();
        fixture.put("b", "d2", null, "{\"name\":\"x\",\"unmapped\":1}");
        BackupFixture.Backup backup = fixture.backup(B);
        fixture.put("b", "d1", null, "{\"name\":\"changed\"}");
        fixture.put("b", "d2", null, "{\"name\":\"changed\"}");
        client.admin()
                .indices()
                .preparePutMapping("b")
                .setType("_doc")
                .setSource("{\"dynamic\":\"strict\"}", XContentType.JSON)
                .get();
        Map<String, String> before = fixture.content(B);

        DocumentPlan plan = fixture.plan(backup, B, ProtectedDocuments.NONE);
        plan.writeUndoLog();
        BackupException failure = assertThrows(BackupException.class, () -> plan.apply(Progress.NONE));
        assertEquals(failure.getMessage(), Kind.PRECONDITION, failure.kind());
        assertTrue(
                failure.getMessage(),
                failure.getMessage().startsWith("Writing document d2 of index b failed: the index does not accept it"));
        assertTrue(failure.getMessage(), failure.getMessage().contains("[unmapped]"));
        plan.undo();
        plan.verifyUndone();
        assertEquals(before, fixture.content(B));
    }

    @Test
    public void readsNoLaterWriteThanItsOpening() throws IOException {
        Map<String, String> before = fixture.content(INDICES);
        AtomicInteger read = new AtomicInteger();
        Path directory = folder.newFolder("written").toPath();
        DocumentCapture capture = fixture.engine.begin(
                BackupName.of("Written"), INDICES, directory, PreviousCapture.NONE, new DocumentVisitor() {
                    @Override
                    public void begin(String index) {
                        fixture.put("a", "d1", null, "{\"name\":\"later\"}");
                        fixture.delete("b", "d1", null);
                    }

                    @Override
                    public void document(String id, BytesReference source) {
                        fixture.put("b", "late" + read.incrementAndGet(), null, "{}");
                    }
                });
        capture.take(Progress.NONE);
        CapturedIndices captured = capture.finish(Progress.NONE);
        assertEquals(before.size(), captured.documents());
        assertEquals(
                "known to be as it was looked at",
                3,
                captured.indices().get(0).maxSeqNos().size());

        // not taken for unchanged, and brought back exactly
        fixture.restore(
                new BackupFixture.Backup(
                        Manifest.builder()
                                .name(BackupName.of("Written"))
                                .repositoryId("it")
                                .trigger(BackupOrigin.MANUAL)
                                .engine(ExportEngine.NAME)
                                .engineData(captured.engineData())
                                .indices(captured.indices())
                                .documents(captured.documents())
                                .build(),
                        directory),
                INDICES);
        assertEquals(before, fixture.content(INDICES));
    }

    @Test
    public void bringsBackIdsAndRoutingsOfAnyCharacters() {
        fixture.put("a", "\uD83D\uDE00/\\,\"source\":{}", "a,b \uD83D\uDE00", "{\"name\":\"\uD83D\uDE00\"}");
        fixture.put("a", "\u0001\u2028\u007f\uFFFF", "\u0000\n\"", "{\"name\":\"controls\"}");
        Map<String, String> before = fixture.content(INDICES);
        BackupFixture.Backup backup = fixture.backup(INDICES);
        fixture.put("a", "\uD83D\uDE00/\\,\"source\":{}", "a,b \uD83D\uDE00", "{\"name\":\"changed\"}");
        fixture.delete("a", "\u0001\u2028\u007f\uFFFF", "\u0000\n\"");
        bringsBack(before, backup);
    }

    @Test
    public void sendsNoDocumentThroughAPipeline() {
        Map<String, String> before = fixture.content(INDICES);
        BackupFixture.Backup backup = fixture.backup(INDICES);
        fixture.put("b", "d1", null, "{\"name\":\"changed\"}");
        // any use of it would fail
        Settings.Builder pipeline = Settings.builder().put("index.default_pipeline", "no-such-pipeline");
        client.admin()
                .indices()
                .prepareUpdateSettings("b")
                .setSettings(pipeline)
                .get();
        template(pipeline, "unused");
        bringsBack(before, backup);
    }

    @Test
    public void hidesTemporaryIndicesDespiteTemplates() {
        BackupFixture.Backup backup = fixture.backup(INDICES);
        client.admin().indices().prepareAliases().addAlias("a", "everything").get();
        long before =
                client.prepareSearch("everything").setSize(0).get().getHits().getTotalHits();
        template(
                Settings.builder().put("index.number_of_replicas", 3).put("index.auto_expand_replicas", "0-5"),
                "everything");

        RestoreTarget beside = RestoreTarget.beside(settings.temporaryPrefix(), "work");
        fixture.engine.restore(backup.manifest, backup.directory, INDICES, beside, Progress.NONE);

        client.admin().indices().prepareRefresh("_all").get();
        assertEquals(
                before,
                client.prepareSearch("everything").setSize(0).get().getHits().getTotalHits());
        assertEquals(
                "0",
                client.admin()
                        .indices()
                        .prepareGetSettings(beside.nameOf("b"))
                        .get()
                        .getSetting(beside.nameOf("b"), "index.number_of_replicas"));
        fixture.engine.removeLeftovers();
        client.admin().indices().prepareDelete("b").get();
        fixture.engine.restore(backup.manifest, backup.directory, B, RestoreTarget.live(), Progress.NONE);
        assertTrue(
                "an index has the aliases that it had",
                client.admin()
                        .indices()
                        .prepareGetAliases()
                        .addIndices("b")
                        .get()
                        .getAliases()
                        .valuesIt()
                        .next()
                        .isEmpty());
    }

    private void template(Settings.Builder values, String alias) {
        client.admin()
                .indices()
                .preparePutTemplate("all")
                .setPatterns(Collections.singletonList("*"))
                .setSettings(values)
                .addAlias(new Alias(alias))
                .get();
    }

    /** Hot into the changed live ones, beside them, and whole in their place. */
    private void bringsBack(Map<String, String> before, BackupFixture.Backup backup) {
        assertNotEquals(before, fixture.content(INDICES));
        fixture.restore(backup, INDICES);
        assertEquals(before, fixture.content(INDICES));

        RestoreTarget beside = RestoreTarget.beside(settings.temporaryPrefix(), "work");
        fixture.engine.restore(backup.manifest, backup.directory, INDICES, beside, Progress.NONE);
        assertEquals(
                before,
                fixture.content(Arrays.asList(beside.nameOf("a"), beside.nameOf("b"))).entrySet().stream()
                        .collect(Collectors.toMap(
                                entry -> entry.getKey()
                                        .substring(beside.nameOf("").length()),
                                Map.Entry::getValue)));

        fixture.clear();
        fixture.engine.restore(backup.manifest, backup.directory, INDICES, RestoreTarget.live(), Progress.NONE);
        assertEquals(before, fixture.content(INDICES));
    }

    /** Changes a file of the index b. */
    private static void change(BackupFixture.Backup backup, String extension, UnaryOperator<String> change)
            throws IOException {
        Path file = backup.directory.resolve("indices").resolve("b." + extension);
        byte[] bytes = Files.readAllBytes(file);
        if (!extension.endsWith("gz")) {
            Files.write(file, changed(bytes, change));
            return;
        }
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file));
                GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(changed(in.readAllBytes(), change));
        }
        Files.write(file, zipped.toByteArray());
    }

    private static byte[] changed(byte[] bytes, UnaryOperator<String> change) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        String changed = change.apply(text);
        assertNotEquals(text, changed);
        return changed.getBytes(StandardCharsets.UTF_8);
    }
}
