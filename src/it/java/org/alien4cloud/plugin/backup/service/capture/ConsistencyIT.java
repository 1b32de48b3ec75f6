package org.alien4cloud.plugin.backup.service.capture;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.elasticsearch.BackedUpDocuments;
import org.alien4cloud.plugin.backup.elasticsearch.DocumentId;
import org.alien4cloud.plugin.backup.it.Await;
import org.alien4cloud.plugin.backup.it.EmbeddedElasticsearch;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.CancelledException;
import org.alien4cloud.plugin.backup.model.Consistency;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.LoggedProgress;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Phase;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.model.Trigger;
import org.alien4cloud.plugin.backup.repository.EntryReader;
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
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A backup of a server that is written to, on a real Elasticsearch; who writes what and until when is the test's. */
public class ConsistencyIT {

    private static final Duration SETTLE = Duration.ofMillis(100);
    /** A time in maintenance mode that shall be over; all others end when what they wait for comes. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    @ClassRule
    public static final TemporaryFolder REPOSITORIES = new TemporaryFolder();

    private static EmbeddedElasticsearch elasticsearch;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final SwitchedMaintenance maintenance = new SwitchedMaintenance();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private Path data;
    private Writer writer;
    private BackupContext context;
    private boolean escalate = true;
    private Duration window = Duration.ofMinutes(5);
    private volatile Phase phase;

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

    @Test
    public void needsNoMaintenanceWhenNothingThatBelongsTogetherMoves() throws Exception {
        writer.start(() -> {
            index("application", "app", "{\"n\":" + System.nanoTime() + "}");
            write(data.resolve("work/yorc/state"), String.valueOf(System.nanoTime()));
            // else it would never stand still for as long as reading it takes
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        });
        Manifest manifest = backUp(Consistency.LIVE);
        assertEquals(Collections.emptyList(), manifest.warnings());
        assertEquals(0, maintenance.timesOff());
    }

    @Test
    public void takesAgainWhatMovedWhileItWasTaken() throws Exception {
        // writes until the indices are captured for the first time, and not after
        Progress stopping = new LoggedProgress(log) {
            @Override
            public void log(String line) {
                super.log(line);
                if (line.startsWith("Changed during the capture, round 1")) {
                    writer.stop();
                }
            }
        };
        writer.start(writer::write);
        Manifest manifest = backUp(Consistency.LIVE, stopping);
        assertEquals("without maintenance", 0, maintenance.timesOff());
        assertTrue(log.toString(), log.get(1).contains("csar/moving/1"));
        assertCoherent(manifest);
    }

    @Test
    public void takesTheDocumentsWhileItLooksAtTheFiles() throws Exception {
        backUp(Consistency.LIVE, new LoggedProgress(log) {
            @Override
            public void advance(long bytes) {
                if (phase == Phase.FILES) {
                    Await.until(
                            "the documents are read before the first file is",
                            Await.LIMIT,
                            ConsistencyIT.this::documentsAreTaken);
                }
            }
        });
        assertEquals(Phase.COMMITTING, phase);
    }

    private boolean documentsAreTaken() {
        try (Stream<Path> all = Files.walk(folder.getRoot().toPath().resolve("backups"))) {
            return all.anyMatch(file -> file.endsWith("documents/csar.gz"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its document may come after the second look: that the look finds the file as before says nothing. */
    @Test
    public void looksAgainWhenAFileWasWrittenBetweenTheBeginningOfALookAndItsTurn() throws Exception {
        write(data.resolve("csar/later/1/a.yml"), "1");
        Thread looking = Thread.currentThread();
        backUp(Consistency.LIVE, new LoggedProgress(log) {
            private boolean written;

            @Override
            public void checkCancelled() {
                if (!written && phase == Phase.FILES && Thread.currentThread() == looking) {
                    written = true;
                    write(data.resolve("csar/later/1/a.yml"), "2");
                }
            }
        });
        assertTrue(log.toString(), lookedAgain().get(0).contains("round 1: csar/later"));
        assertTrue(log.toString(), log.stream().noneMatch(line -> line.contains("round 2")));
    }

    @Test
    public void looksOnceWhereAllStoodStillBefore() throws Exception {
        backUpAndSettle();
        index("application", "of no files", "{\"n\":1}");
        Manifest manifest =
                backUp("b", writing(Phase.INDICES, () -> write(data.resolve("csar/moving/1/a.yml"), "after its turn")));
        assertEquals(Collections.emptyList(), lookedAgain());
        assertCoherent(manifest);
    }

    @Test
    public void looksAgainWhereFilesWereWrittenAMomentBefore() throws Exception {
        backUpAndSettle();
        backUp(
                "b",
                writing(Phase.FILES, () -> write(data.resolve("work/yorc/state"), "before its turn"))
                        .andThen(writing(Phase.INDICES, () -> write(data.resolve("csar/moving/1/a.yml"), "2"))));
        assertEquals(1, lookedAgain().size());
        assertTrue(log.toString(), lookedAgain().get(0).contains("csar/moving/1"));
    }

    @Test
    public void looksAgainWhereDocumentsWereWrittenSinceTheEarlierBackup() throws Exception {
        backUpAndSettle();
        index("csar", "moving:1", "{\"name\":\"moving\",\"version\":\"1\",\"description\":\"2\"}");
        backUp("b", writing(Phase.INDICES, () -> write(data.resolve("csar/moving/1/a.yml"), "2")));
        assertTrue(log.toString(), lookedAgain().get(0).contains("csar/moving/1"));
    }

    @Test
    public void looksAgainWhereDocumentsAreWrittenMeanwhile() throws Exception {
        backUpAndSettle();
        Manifest manifest = backUp("b", writing(Phase.INDICES, writer::write));
        assertTrue(log.toString(), lookedAgain().get(0).contains("index csar"));
        assertCoherent(manifest);
    }

    private void backUpAndSettle() {
        backUp("a", phase -> {});
        log.clear();
        long settled = System.nanoTime() + 2 * SETTLE.toNanos();
        Await.until("all has stood still for long enough", Await.LIMIT, () -> System.nanoTime() > settled);
    }

    /** Writes once, when a phase begins. */
    private static Consumer<Phase> writing(Phase when, Runnable write) {
        return begun -> {
            if (begun == when) {
                write.run();
            }
        };
    }

    private List<String> lookedAgain() {
        return log.stream()
                .filter(line -> line.startsWith("Changed during the capture"))
                .collect(Collectors.toList());
    }

    @Test
    public void stopsLookingAtFilesWhenTheDocumentsCannotBeTaken() throws Exception {
        write(data.resolve("csar/later/1/a.yml"), "1");
        elasticsearch.nodeClient().admin().indices().prepareClose("application").get();
        try {
            BackupException failure = assertThrows(BackupException.class, () -> backUp(Consistency.LIVE));
            assertTrue(failure.getMessage(), failure.getMessage().contains("application"));
        } finally {
            elasticsearch
                    .nodeClient()
                    .admin()
                    .indices()
                    .prepareOpen("application")
                    .get();
        }
        assertNothingIsLeft();
    }

    @Test
    public void usesMaintenanceForWhatDoesNotComeToRest() throws Exception {
        maintenance.whenOn(writer::stop);
        writer.start(writer::write);
        Manifest manifest = backUp(Consistency.LIVE);
        assertEquals(1, maintenance.timesOff());
        assertFalse(maintenance.isOn());
        assertEquals(Collections.emptyList(), manifest.warnings());
        assertCoherent(manifest);
    }

    @Test
    public void namesWhatMayDisagreeWhenItMayNotUseMaintenance() throws Exception {
        escalate = false;
        writer.start(writer::write);
        Manifest manifest = backUp(Consistency.LIVE);
        assertEquals(0, maintenance.timesOff());
        assertTrue(
                manifest.warnings().toString(),
                manifest.warnings().get(0).contains("csar/moving/1")
                        && manifest.warnings().get(0).contains("index csar"));
    }

    @Test
    public void keepsTheBackupAndNamesWhatMovesEvenInMaintenance() throws Exception {
        window = SHORT;
        writer.start(writer::write);
        Manifest manifest = backUp(Consistency.LIVE);
        assertEquals("lifted after its limit", 1, maintenance.timesOff());
        assertTrue(manifest.warnings().toString(), manifest.warnings().get(0).contains("csar/moving/1"));
    }

    @Test
    public void leavesMaintenanceOnThatAUserHasSwitchedOn() throws Exception {
        maintenance.switchOnByUser();
        backUp(Consistency.FROZEN);
        assertTrue(maintenance.isOn());
        assertEquals(0, maintenance.timesOff());
    }

    @Test
    public void isOfOnePointInTimeWhenFrozen() throws Exception {
        maintenance.whenOn(writer::stop);
        writer.start(() -> {
            String n = String.valueOf(System.nanoTime());
            index("application", "app", "{\"n\":" + n + "}");
            write(data.resolve("git/setup.yml"), n);
            index("csar", "counter", "{\"n\":" + n + "}");
        });
        Manifest manifest = backUp(Consistency.FROZEN);
        assertFalse(maintenance.isOn());
        assertEquals(Consistency.FROZEN, manifest.consistency());
        String n = content(manifest, "git/setup.yml");
        assertEquals("{\"n\":" + n + "}", source(manifest, "application", "app"));
        assertEquals("{\"n\":" + n + "}", source(manifest, "csar", "counter"));
    }

    @Test
    public void failsAndLeavesNothingWhenAFrozenServerIsWrittenToAllTheTime() throws Exception {
        window = SHORT;
        writer.start(() -> write(data.resolve("git/setup.yml"), String.valueOf(System.nanoTime())));
        BackupException failure = assertThrows(BackupException.class, () -> backUp(Consistency.FROZEN));
        assertEquals(Kind.PRECONDITION, failure.kind());
        assertTrue(failure.getMessage(), failure.getMessage().contains("git/setup.yml"));
        assertFalse(maintenance.isOn());
        assertNothingIsLeft();
    }

    @Test
    public void liftsMaintenanceWhenCancelledInIt() throws Exception {
        Progress cancelled = new LoggedProgress(log) {
            @Override
            public void checkCancelled() {
                if (maintenance.isOn()) {
                    throw new CancelledException();
                }
            }
        };
        assertThrows(CancelledException.class, () -> backUp(Consistency.FROZEN, cancelled));
        assertFalse(maintenance.isOn());
        assertNothingIsLeft();
    }

    @Test
    public void namesDocumentsWhoseFilesAreMissingOnTheServer() throws Exception {
        index("csar", "lost:1", "{\"name\":\"lost\",\"version\":\"1\"}");
        Manifest manifest = backUp(Consistency.LIVE);
        assertEquals(
                Collections.singletonList("Documents without their files: csar/lost:1 needs csar/lost/1."),
                manifest.warnings());
    }

    @Test
    public void saysThatADirectoryBehindALinkIsNotBackedUp() throws Exception {
        Files.createSymbolicLink(
                data.resolve("artifacts"), folder.newFolder("elsewhere").toPath());
        Manifest manifest = backUp(Consistency.LIVE);
        assertTrue(
                manifest.warnings().toString(),
                manifest.warnings().get(0).contains("not what they point to: artifacts"));
    }

    private Manifest backUp(Consistency consistency) {
        return backUp(consistency, new LoggedProgress(log));
    }

    private Manifest backUp(Consistency consistency, Progress progress) {
        return backUp("b", consistency, progress, begun -> phase = begun);
    }

    private Manifest backUp(String name, Consumer<Phase> phases) {
        return backUp(name, Consistency.LIVE, new LoggedProgress(log), phases);
    }

    private Manifest backUp(String name, Consistency consistency, Progress progress, Consumer<Phase> phases) {
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
                        Trigger.MANUAL,
                        "admin",
                        progress,
                        phases);
    }

    private void assertCoherent(Manifest manifest) throws IOException {
        String version = source(manifest, "csar", "moving:1").replaceAll(".*\"description\":\"([0-9]+)\".*", "$1");
        assertEquals(version, content(manifest, "csar/moving/1/a.yml"));
        assertEquals(version, content(manifest, "csar/moving/1/expanded/b.yml"));
    }

    private String content(Manifest manifest, String path) throws IOException {
        try (EntryReader entries = context.repository().catalog().files(manifest.name())) {
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

    private String source(Manifest manifest, String index, String id) {
        List<String> sources = new ArrayList<>();
        try (BackedUpDocuments documents = context.engineOf(manifest)
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

    private void assertNothingIsLeft() throws IOException {
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

    private static void index(String index, String id, String json) {
        elasticsearch
                .nodeClient()
                .prepareIndex(index, "_doc", id)
                .setSource(json, XContentType.JSON)
                .get();
    }

    private static void write(Path file, String content) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, content.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes an archive over and over, in Alien4Cloud's order: the document, then its files. */
    private static final class Writer {

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
            ConsistencyIT.write(data.resolve("csar/moving/1/a.yml"), String.valueOf(version));
            ConsistencyIT.write(data.resolve("csar/moving/1/expanded/b.yml"), String.valueOf(version));
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
