package org.alien4cloud.plugin.backup.service.verify;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.alien4cloud.plugin.backup.elasticsearch.ElasticsearchMarks;
import org.alien4cloud.plugin.backup.it.Await;
import org.alien4cloud.plugin.backup.it.EmbeddedElasticsearch;
import org.alien4cloud.plugin.backup.it.Forgery;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Consistency;
import org.alien4cloud.plugin.backup.model.EngineKind;
import org.alien4cloud.plugin.backup.model.Finding;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.model.Verification;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.OperationStore;
import org.alien4cloud.plugin.backup.operation.RepositoryLocks;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.alien4cloud.plugin.backup.service.BackupProperties;
import org.alien4cloud.plugin.backup.service.ConsistencyProperties;
import org.alien4cloud.plugin.backup.service.DirectoryPlatform;
import org.alien4cloud.plugin.backup.service.EngineProperties;
import org.alien4cloud.plugin.backup.service.capture.BackupJob;
import org.alien4cloud.plugin.backup.service.capture.BackupService;
import org.alien4cloud.plugin.backup.service.capture.CreateBackupRequest;
import org.alien4cloud.plugin.backup.service.policy.SettingsService;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.XContentType;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Backups of both engines, proven by a test restore on a real Elasticsearch. */
public class VerificationByTestRestoreIT {

    @ClassRule
    public static final TemporaryFolder REPOSITORIES = new TemporaryFolder();

    private static final List<String> INDICES = Arrays.asList("application", "csar");
    private static final BackupName NAME = BackupName.of("proven");
    private static EmbeddedElasticsearch elasticsearch;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Client client;
    private Path backups;
    private OperationStore store;
    private OperationRunner runner;
    private BackupService service;
    private VerifyService verifications;

    @BeforeClass
    public static void startElasticsearch() {
        elasticsearch = EmbeddedElasticsearch.start(REPOSITORIES.getRoot().toPath());
    }

    @AfterClass
    public static void stopElasticsearch() {
        elasticsearch.close();
    }

    @Before
    public void setUp() throws IOException {
        client = elasticsearch.nodeClient();
        for (String index : INDICES) {
            client.admin()
                    .indices()
                    .prepareCreate(index)
                    .setSettings(Settings.builder()
                            .put("index.number_of_shards", index.equals("csar") ? 3 : 1)
                            .put("index.number_of_replicas", 0))
                    .get();
            for (int i = 0; i < 30; i++) {
                put(index, "d" + i, "{\"name\":\"n" + i + "\"}");
            }
        }
        backups = folder.getRoot().toPath().resolve("backups");
        Path data = folder.newFolder("alien").toPath();
        BackupContext context = new BackupContext(
                new DirectoryPlatform(data) {
                    @Override
                    public Client elasticsearch() {
                        return client;
                    }

                    @Override
                    public List<String> ownedIndices() {
                        return INDICES;
                    }
                },
                new BackupProperties(
                        backups,
                        null,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        EngineProperties.DEFAULT,
                        new ConsistencyProperties(true, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ZERO)));
        store = new OperationStore(backups.resolve("operations"));
        runner = new OperationRunner(
                new RepositoryLocks(backups), store, getClass().getClassLoader(), OperationRunner.Precondition.NONE);
        verifications = new VerifyService(context, runner, store);
        service = new BackupService(
                context,
                runner,
                new BackupJob(context),
                new SettingsService(context, Clock.systemUTC()),
                verifications);
    }

    @After
    public void removeIndices() {
        client.admin()
                .cluster()
                .prepareUpdateSettings()
                .setTransientSettings(Settings.builder().putNull("cluster.blocks.read_only"))
                .get();
        client.admin().indices().prepareDelete(INDICES.toArray(new String[0])).get();
        assertEquals(new TreeSet<>(), indices());
    }

    @Test
    public void provesSnapshots() {
        proves(EngineKind.SNAPSHOT);
    }

    @Test
    public void provesExports() {
        proves(EngineKind.EXPORT);
    }

    private void proves(EngineKind engine) {
        backUp(engine);
        // what is compared is the backup with itself, whatever happens to the live ones
        put("csar", "d1", "{\"name\":\"changed since\"}");
        client.prepareDelete("csar", "_doc", "d2").setRefreshPolicy("true").get();
        Operation operation = verify();
        assertEquals(operation.error(), OperationState.SUCCEEDED, operation.state());
        assertEquals(Verification.State.OK, last().state());
        assertTrue(last().deep());
        assertEquals(new TreeSet<>(INDICES), indices());
        SearchResponse live = client.prepareSearch("csar").setSize(0).get();
        assertEquals(29, live.getHits().getTotalHits());
    }

    @Test
    public void findsASnapshotThatCannotBeRestored() throws IOException {
        backUp(EngineKind.SNAPSHOT);
        Forgery.of(backups.resolve("backups/proven"), "snapshot-files.jsonl.gz", null);
        try (Stream<Path> files = Files.walk(REPOSITORIES.getRoot().toPath())) {
            for (Path blob : files.filter(path -> path.getFileName().toString().startsWith("__"))
                    .collect(Collectors.toList())) {
                Files.delete(blob);
            }
        }
        assertFound("index csar of proven", "index application of proven");
    }

    @Test
    public void findsAChangedDocument() throws IOException {
        backUp(EngineKind.EXPORT);
        Path file = backups.resolve("backups/proven/indices/csar.ndjson.gz");
        String documents;
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            documents = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertTrue(documents, documents.contains("\"n17\""));
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(changed)) {
            out.write(documents.replace("\"n17\"", "\"n71\"").getBytes(StandardCharsets.UTF_8));
        }
        Forgery.of(backups.resolve("backups/proven"), "indices/csar.ndjson.gz", changed.toByteArray());
        assertFound("document d17 has another content");
    }

    @Test
    public void tellsRefusalsOfElasticsearchFromDamage() {
        backUp(EngineKind.EXPORT);
        client.admin()
                .cluster()
                .prepareUpdateSettings()
                .setTransientSettings(Settings.builder().put("cluster.blocks.read_only", true))
                .get();
        Operation operation = verify();
        assertEquals(operation.error(), OperationState.FAILED, operation.state());
        assertTrue(operation.error(), operation.error().contains("read-only"));
        assertFalse(verifications.last(NAME).isPresent());
    }

    @Test
    public void sharesSnapshotDamageAmongBackups() throws IOException {
        backUp(EngineKind.SNAPSHOT);
        assertEquals(OperationState.SUCCEEDED, create("second").state());
        Path blob;
        try (Stream<Path> files = Files.walk(REPOSITORIES.getRoot().toPath())) {
            blob = files.filter(path -> path.getFileName().toString().startsWith("__"))
                    .sorted()
                    .reduce((one, other) -> other)
                    .get();
        }
        byte[] intact = Files.readAllBytes(blob);
        byte[] flipped = intact.clone();
        flipped[intact.length / 2] ^= 1;
        Files.write(blob, flipped);
        assertTrue(verify().error(), verify().error().contains("Also damaged: second."));
        Finding finding =
                verifications.last(BackupName.of("second")).get().findings().get(0);
        assertEquals(blob.toString(), finding.path());
        assertTrue(finding.toString(), INDICES.contains(finding.index()));
        // what it has now is not taken for what it should have
        assertEquals(OperationState.FAILED, create("third").state());
        assertTrue(verify("third").error(), verify("third").error().contains(blob.toString()));
        Files.write(blob, intact);
        for (String name : new String[] {"proven", "second", "third"}) {
            assertEquals(OperationState.SUCCEEDED, verify(name).state());
        }
    }

    private Operation create(String name) {
        return ended(service.create(
                new CreateBackupRequest(BackupName.of(name), null, EngineKind.SNAPSHOT, Consistency.LIVE, false),
                "admin"));
    }

    private Operation verify(String name) {
        return ended(verifications.verify(BackupName.of(name), new VerifyRequest(false), "admin"));
    }

    /** A shallow verification finds nothing, a deep one finds this. */
    private void assertFound(String... words) {
        Operation shallow = ended(verifications.verify(NAME, new VerifyRequest(false), "admin"));
        assertEquals(shallow.error(), OperationState.SUCCEEDED, shallow.state());
        Operation operation = verify();
        assertEquals(OperationState.FAILED, operation.state());
        for (String each : words) {
            assertTrue(operation.error(), operation.error().contains(each));
        }
        assertEquals(Verification.State.DAMAGED, last().state());
        assertEquals(new TreeSet<>(INDICES), indices());
    }

    private void put(String index, String id, String source) {
        client.prepareIndex(index, "_doc", id)
                .setSource(source, XContentType.JSON)
                .setRefreshPolicy("true")
                .get();
    }

    private Set<String> indices() {
        Set<String> indices = new TreeSet<>(Arrays.asList(client.admin()
                .cluster()
                .prepareState()
                .clear()
                .setMetaData(true)
                .get()
                .getState()
                .metaData()
                .getConcreteAllIndices()));
        indices.remove(ElasticsearchMarks.INDEX);
        return indices;
    }

    private void backUp(EngineKind engine) {
        Operation operation =
                ended(service.create(new CreateBackupRequest(NAME, null, engine, Consistency.LIVE, false), "admin"));
        assertEquals(operation.error(), OperationState.SUCCEEDED, operation.state());
    }

    private Operation verify() {
        return ended(verifications.verify(NAME, new VerifyRequest(true), "admin"));
    }

    private Verification last() {
        Optional<Verification> last = verifications.last(NAME);
        return last.orElseThrow(() -> new AssertionError("It was not verified"));
    }

    private Operation ended(Operation begun) {
        Await.until("its end", Await.LIMIT, () -> !runner.current().isPresent());
        return store.find(begun.id()).orElseThrow(() -> new AssertionError("No record of " + begun.id()));
    }
}
