package org.alien4cloud.plugin.backup.service.verify;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.elasticsearch.CapturedIndices;
import org.alien4cloud.plugin.backup.elasticsearch.DocumentCapture;
import org.alien4cloud.plugin.backup.elasticsearch.DocumentVisitor;
import org.alien4cloud.plugin.backup.elasticsearch.IndexEngine;
import org.alien4cloud.plugin.backup.elasticsearch.PreviousCapture;
import org.alien4cloud.plugin.backup.elasticsearch.SnapshotEngine;
import org.alien4cloud.plugin.backup.elasticsearch.SnapshotRepositorySettings;
import org.alien4cloud.plugin.backup.it.EmbeddedElasticsearch;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.Finding;
import org.alien4cloud.plugin.backup.model.Finding.Problem;
import org.alien4cloud.plugin.backup.model.LoggedProgress;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.repository.BackupDraft;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.alien4cloud.plugin.backup.repository.FileEntryReader;
import org.alien4cloud.plugin.backup.repository.FoundDamage;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.elasticsearch.action.bulk.BulkRequestBuilder;
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

/** Elasticsearch's own files of a backup, on a real node whose snapshot repository can be seen. */
public class SnapshotFileDigestsIT {

    private static final long SEED = Long.getLong("seed", 4L);
    private static final List<String> INDICES = Arrays.asList("csar", "user");

    @ClassRule
    public static final TemporaryFolder SNAPSHOTS = new TemporaryFolder();

    private static EmbeddedElasticsearch elasticsearch;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Random random = new Random(SEED);
    private final List<String> log = new ArrayList<>();
    private Client client;
    private BackupContext context;
    private BackupRepository repository;
    private SnapshotEngine engine;
    private SnapshotRepositorySettings settings;
    private SnapshotFileDigests files;
    private long read;

    @BeforeClass
    public static void startElasticsearch() {
        elasticsearch = EmbeddedElasticsearch.start(SNAPSHOTS.getRoot().toPath());
    }

    @AfterClass
    public static void stopElasticsearch() {
        elasticsearch.close();
    }

    @Before
    public void makeIndices() {
        client = elasticsearch.nodeClient();
        for (String index : INDICES) {
            client.admin()
                    .indices()
                    .prepareCreate(index)
                    .setSettings(Settings.builder()
                            .put("index.number_of_shards", index.equals("csar") ? 3 : 1)
                            .put("index.number_of_replicas", 0))
                    .get();
            write(index, 0, 40);
        }
        repository = BackupRepository.open(folder.getRoot().toPath().resolve("backups"), "cluster");
        useRepository(SnapshotRepositorySettings.fileSystem(repository.repositoryId()));
    }

    private void useRepository(SnapshotRepositorySettings used) {
        settings = used;
        engine = new SnapshotEngine(client, settings, folder.getRoot().toPath().resolve("raised-limits"), 5000);
        context = mock(BackupContext.class);
        when(context.engineOf(any())).thenReturn(engine);
        when(context.repository()).thenReturn(repository);
        files = new SnapshotFileDigests(context, new LoggedProgress(log));
    }

    @After
    public void removeIndices() {
        client.admin().indices().prepareDelete(INDICES.toArray(new String[0])).get();
        client.admin().cluster().prepareDeleteRepository("a4c-backup-*").get();
    }

    @Test
    public void listsOnlyFilesThatNeverChange() throws IOException {
        Manifest only = backup("only");
        assertEquals(filesOnDisk(), listed(only));
        assertTrue(listed(only).stream()
                        .filter(path -> path.matches("indices/[^/]+/[0-9]+/__.*"))
                        .count()
                > 4);
    }

    @Test
    public void listsAllPartsOfSplitFiles() throws IOException {
        useRepository(SnapshotRepositorySettings.of(
                repository.repositoryId(), "fs", Collections.singletonMap("chunk_size", "300b")));
        Manifest only = backup("only");
        assertEquals(filesOnDisk(), listed(only));
        assertTrue(listed(only).toString(), listed(only).stream().anyMatch(path -> path.endsWith(".part1")));
    }

    @Test
    public void findsAnyDamagedOrMissingFile() throws IOException {
        Manifest first = backup("first");
        assertEquals(Collections.emptyList(), files.verify(first, new FoundDamage()).findings);
        for (String path : listed(first)) {
            Path file = location().resolve(path);
            byte[] intact = Files.readAllBytes(file);
            byte[] flipped = intact.clone();
            int position = random.nextInt(intact.length);
            flipped[position] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, flipped);
            assertNamed("seed " + SEED + ", byte " + position, first, file, Problem.DAMAGED);
            Files.delete(file);
            assertNamed("missing", first, file, Problem.MISSING);
            Files.write(file, intact);
        }
        assertEquals(Collections.emptyList(), files.verify(first, new FoundDamage()).findings);
        assertEquals(Collections.emptyList(), log);
    }

    private void assertNamed(String hint, Manifest manifest, Path file, Problem problem) {
        List<Finding> findings = files.verify(manifest, new FoundDamage()).findings;
        assertTrue(
                hint + " of " + file + ": " + findings,
                findings.stream()
                        .anyMatch(finding -> finding.path().equals(file.toString())
                                && finding.problem() == problem
                                && finding.harmful()));
    }

    @Test
    public void namesTheLostIndex() throws IOException {
        Manifest first = backup("first");
        for (String path : listed(first)) {
            if (path.matches("indices/[^/]+/0/__.*")) {
                Files.delete(location().resolve(path));
            }
        }
        Set<String> reasons = files.verify(first, new FoundDamage()).findings.stream()
                .map(Finding::reason)
                .collect(Collectors.toSet());
        assertEquals(
                INDICES.stream()
                        .map(index -> "it is missing; the index " + index + " cannot be restored")
                        .collect(Collectors.toSet()),
                reasons);
    }

    @Test
    public void readsNoFileTwice() throws IOException {
        Manifest first = backup("first");
        assertEquals(listed(first).size(), read);
        Manifest second = backup("second");
        Set<String> added = listed(second);
        added.removeAll(listed(first));
        assertEquals(added.size(), read);
        assertTrue(
                "only what describes the snapshot: " + added,
                added.stream().allMatch(path -> path.matches("(.*/)?(snap|meta)-[^/]*\\.dat")));
        write("user", 40, 60);
        Manifest third = backup("third");
        assertTrue("new segments: " + read, read > added.size());
        assertEquals(Collections.emptyList(), files.verify(third, new FoundDamage()).findings);
        backup("full", true);
        assertTrue("all of them again: " + read, read > listed(first).size());
    }

    @Test
    public void staysUndamagedWhenAnotherBackupIsDeleted() throws IOException {
        Manifest first = backup("first");
        client.admin().indices().prepareForceMerge("csar").setMaxNumSegments(1).get();
        write("csar", 20, 80);
        Manifest second = backup("second");
        write("user", 0, 60);
        Manifest third = backup("third");
        engine.discard(repository.catalog().directoryOf(second.name()));
        assertEquals(Collections.emptyList(), files.verify(first, new FoundDamage()).findings);
        assertEquals(Collections.emptyList(), files.verify(third, new FoundDamage()).findings);
        engine.discard(repository.catalog().directoryOf(first.name()));
        assertEquals(Collections.emptyList(), files.verify(third, new FoundDamage()).findings);
        Finding gone = files.verify(first, new FoundDamage()).findings.get(0);
        assertTrue(gone.toString(), gone.harmful() && gone.reason().contains("is missing"));
    }

    @Test
    public void digestsAReplacementOfADamagedFile() throws IOException {
        Manifest first = backup("first");
        String path = listed(first).stream()
                .filter(listed -> listed.matches("indices/[^/]+/0/__.*"))
                .findFirst()
                .get();
        Path file = location().resolve(path);
        byte[] intact = Files.readAllBytes(file);
        byte[] flipped = intact.clone();
        flipped[flipped.length / 2] ^= 1;
        Files.write(file, flipped);
        FoundDamage found = new FoundDamage();
        assertEquals(1, files.verify(first, found).findings.size());
        repository
                .verifier()
                .record(first.name(), repository.verifier().verify(first.name(), found, Progress.NONE), found);
        Manifest second = backup("second");
        assertEquals("as Elasticsearch wrote it", digest(first, path), digest(second, path));
        assertTrue(repository.verifier().last(second.name()).isPresent());

        byte[] other = random.ints(intact.length)
                .collect(ByteArrayOutputStream::new, ByteArrayOutputStream::write, (one, two) -> {})
                .toByteArray();
        Files.delete(file);
        Files.write(file, other);
        Manifest third = backup("third");
        assertNotEquals(digest(first, path), digest(third, path));
        assertFalse(repository.verifier().last(third.name()).isPresent());
        assertEquals(Collections.emptyList(), files.verify(third, new FoundDamage()).findings);
        Files.write(file, intact);
    }

    private String digest(Manifest manifest, String path) {
        List<String> digests = new ArrayList<>();
        try (FileEntryReader entries = new FileEntryReader(
                repository.catalog().directoryOf(manifest.name()).resolve(SnapshotFileDigests.LIST))) {
            entries.forEachRemaining(entry -> {
                if (entry.path().equals(path)) {
                    digests.add(entry.sha256());
                }
            });
        }
        assertEquals(1, digests.size());
        return digests.get(0);
    }

    @Test
    public void logsUnseenFilesWithoutAFinding() throws IOException {
        IndexEngine elsewhere = mock(IndexEngine.class);
        when(elsewhere.visibleFiles(any())).thenReturn(Optional.empty());
        Manifest first = backup("first");
        when(context.engineOf(any())).thenReturn(elsewhere);
        assertEquals(Collections.emptyList(), files.verify(first, new FoundDamage()).findings);
        assertTrue(log.toString(), log.get(0).contains("cannot see all files of the snapshot: they are not checked"));
        assertEquals(
                0,
                files.digest(elsewhere, first.engineData(), folder.newFolder().toPath(), false));
        assertTrue(log.toString(), log.get(1).contains("not digested"));
    }

    @Test
    public void ignoresADirectoryWithoutTheSnapshot() throws IOException {
        Manifest first = backup("first");
        assertTrue(engine.visibleFiles(first.engineData()).isPresent());
        assertFalse(engine.visibleFiles(Collections.singletonMap("snapshot", "another"))
                .isPresent());
    }

    @Test
    public void findsAnUnreadableRepositoryIndex() throws IOException {
        Manifest first = backup("first");
        try (Stream<Path> children = Files.list(location())) {
            for (Path index : children.filter(
                            path -> path.getFileName().toString().startsWith("index-"))
                    .collect(Collectors.toList())) {
                Files.write(index, new byte[] {'{', 7});
            }
        }
        assertNotEquals(Collections.emptyList(), files.verify(first, new FoundDamage()).findings);
    }

    private Manifest backup(String name) throws IOException {
        return backup(name, false);
    }

    private Manifest backup(String name, boolean full) throws IOException {
        try (BackupDraft draft = repository.catalog().begin(BackupName.of(name))) {
            engine.prepare(Progress.NONE);
            DocumentCapture capture = engine.begin(
                    BackupName.of(name), INDICES, draft.directory(), PreviousCapture.NONE, DocumentVisitor.NONE);
            capture.take(Progress.NONE);
            CapturedIndices captured = capture.finish(Progress.NONE);
            read = files.digest(engine, captured.engineData(), draft.directory(), full);
            return draft.commit(Manifest.builder()
                    .name(BackupName.of(name))
                    .repositoryId(repository.repositoryId())
                    .startedAt(System.currentTimeMillis())
                    .trigger(BackupOrigin.MANUAL)
                    .engine(engine.name())
                    .engineData(captured.engineData())
                    .indices(captured.indices())
                    .documents(captured.documents())
                    .build());
        }
    }

    /** In several segments. */
    private void write(String index, int from, int to) {
        for (int i = from; i < to; i += 20) {
            BulkRequestBuilder bulk = client.prepareBulk();
            for (int j = i; j < i + 20; j++) {
                bulk.add(client.prepareIndex(index, "_doc", "d" + j)
                        .setSource("{\"name\":\"" + random.nextLong() + "\"}", XContentType.JSON));
            }
            assertFalse(bulk.get().hasFailures());
            client.admin().indices().prepareFlush(index).get();
        }
    }

    private Path location() {
        return SNAPSHOTS.getRoot().toPath().resolve(settings.name());
    }

    private Set<String> listed(Manifest manifest) {
        Set<String> paths = new TreeSet<>();
        try (FileEntryReader entries = new FileEntryReader(
                repository.catalog().directoryOf(manifest.name()).resolve(SnapshotFileDigests.LIST))) {
            entries.forEachRemaining(entry -> paths.add(entry.path()));
        }
        return paths;
    }

    private Set<String> filesOnDisk() throws IOException {
        try (Stream<Path> walk = Files.walk(location())) {
            return walk.filter(Files::isRegularFile)
                    .filter(path ->
                            !path.getFileName().toString().matches("index-[0-9]+|index\\.latest|incompatible.*"))
                    .map(path -> location().relativize(path).toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
