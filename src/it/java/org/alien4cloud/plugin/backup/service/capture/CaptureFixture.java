package org.alien4cloud.plugin.backup.service.capture;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.elasticsearch.BackupDocumentReader;
import org.alien4cloud.plugin.backup.elasticsearch.DocumentId;
import org.alien4cloud.plugin.backup.it.EmbeddedElasticsearch;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.Consistency;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.LoggedProgress;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Phase;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.repository.FileEntryReader;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.alien4cloud.plugin.backup.service.BackupProperties;
import org.alien4cloud.plugin.backup.service.ConsistencyProperties;
import org.alien4cloud.plugin.backup.service.DirectoryPlatform;
import org.alien4cloud.plugin.backup.service.EngineProperties;
import org.alien4cloud.plugin.backup.service.SwitchedMaintenance;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.xcontent.XContentType;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.rules.TemporaryFolder;

/** Backs up a server that is written to, on a real Elasticsearch; each test says what is written and when. */
public abstract class CaptureFixture {

    static final Duration SETTLE = Duration.ofMillis(100);

    @ClassRule
    public static final TemporaryFolder REPOSITORIES = new TemporaryFolder();

    static EmbeddedElasticsearch elasticsearch;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    final SwitchedMaintenance maintenance = new SwitchedMaintenance();
    final List<String> log = Collections.synchronizedList(new ArrayList<>());
    Path data;
    Writer writer;
    private BackupContext context;
    boolean escalate = true;
    Duration window = Duration.ofMinutes(5);
    volatile Phase phase;

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
        data = folder.newFolder("alien").toPath();
        writer = new Writer(data);
        writer.write();
        index("application", "app", "{\"n\":0}");
    }

    @After
    public void tearDown() {
        writer.stop();
        elasticsearch
                .nodeClient()
                .admin()
                .indices()
                .prepareDelete("csar", "application")
                .get();
    }

    Manifest backUp(Consistency consistency) {
        return backUp(consistency, new LoggedProgress(log));
    }

    Manifest backUp(Consistency consistency, Progress progress) {
        return backUp("b", consistency, progress, begun -> phase = begun);
    }

    Manifest backUp(String name, Consumer<Phase> phases) {
        return backUp(name, Consistency.LIVE, new LoggedProgress(log), phases);
    }

    Manifest backUp(String name, Consistency consistency, Progress progress, Consumer<Phase> phases) {
        context = new BackupContext(
                new DirectoryPlatform(data) {
                    @Override
                    public Client elasticsearch() {
                        return elasticsearch.nodeClient();
                    }

                    @Override
                    public List<String> ownedIndices() {
                        return Arrays.asList("application", "csar");
                    }

                    @Override
                    public SwitchedMaintenance maintenance() {
                        return maintenance;
                    }
                },
                new BackupProperties(
                        folder.getRoot().toPath().resolve("backups"),
                        null,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        EngineProperties.DEFAULT,
                        new ConsistencyProperties(escalate, window, window, SETTLE)));
        return new BackupJob(context)
                .run(
                        new CreateBackupRequest(BackupName.of(name), null, null, consistency, false),
                        BackupOrigin.MANUAL,
                        "admin",
                        progress,
                        phases);
    }

    void assertCoherent(Manifest manifest) throws IOException {
        String version = source(manifest, "csar", "moving:1").replaceAll(".*\"description\":\"([0-9]+)\".*", "$1");
        assertEquals(version, content(manifest, "csar/moving/1/a.yml"));
        assertEquals(version, content(manifest, "csar/moving/1/expanded/b.yml"));
    }

    String content(Manifest manifest, String path) throws IOException {
        try (FileEntryReader entries = context.repository().catalog().files(manifest.name())) {
            while (entries.hasNext()) {
                FileEntry entry = entries.next();
                if (entry.path().equals(path)) {
                    return new String(
                            context.repository().contents().open(entry.sha256()).readAllBytes(),
                            StandardCharsets.UTF_8);
                }
            }
        }
        throw new AssertionError(path + " is not in the backup");
    }

    String source(Manifest manifest, String index, String id) {
        List<String> sources = new ArrayList<>();
        try (BackupDocumentReader documents = context.engineOf(manifest)
                .open(
                        manifest,
                        context.repository().catalog().directoryOf(manifest.name()),
                        Collections.singletonList(index),
                        "it",
                        Progress.NONE)) {
            documents.read(
                    index,
                    Collections.singletonList(new DocumentId(id, null)),
                    document -> sources.add(document.source().utf8ToString()));
        }
        return sources.get(0);
    }

    void assertNothingIsLeft() throws IOException {
        Path backups = folder.getRoot().toPath().resolve("backups");
        try (var left = Files.list(backups.resolve("backups"))) {
            assertEquals(0, left.count());
        }
        assertEquals(
                0,
                elasticsearch
                        .nodeClient()
                        .admin()
                        .cluster()
                        .prepareGetSnapshots(
                                "a4c-backup-" + context.repository().repositoryId())
                        .get()
                        .getSnapshots()
                        .size());
    }

    static void index(String index, String id, String json) {
        elasticsearch
                .nodeClient()
                .prepareIndex(index, "_doc", id)
                .setSource(json, XContentType.JSON)
                .get();
    }

    static void write(Path file, String content) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, content.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes an archive over and over, in Alien4Cloud's order: the document, then its files. */
    static final class Writer {

        private final Path data;
        private volatile boolean stopped;
        private Thread thread;
        private int version;

        Writer(Path data) {
            this.data = data;
        }

        void write() {
            version++;
            index("csar", "moving:1", "{\"name\":\"moving\",\"version\":\"1\",\"description\":\"" + version + "\"}");
            CaptureFixture.write(data.resolve("csar/moving/1/a.yml"), String.valueOf(version));
            CaptureFixture.write(data.resolve("csar/moving/1/expanded/b.yml"), String.valueOf(version));
        }

        void start(Runnable action) {
            thread = new Thread(
                    () -> {
                        while (!stopped) {
                            action.run();
                        }
                    },
                    "writer");
            thread.start();
        }

        /** Returns when the last write is done. */
        void stop() {
            stopped = true;
            try {
                if (thread != null) {
                    thread.join();
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
