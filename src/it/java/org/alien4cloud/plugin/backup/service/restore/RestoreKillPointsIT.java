package org.alien4cloud.plugin.backup.service.restore;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.elasticsearch.DocumentLineage;
import org.alien4cloud.plugin.backup.faults.FaultyFileSystem;
import org.alien4cloud.plugin.backup.files.FileLineage;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.it.EmbeddedElasticsearch;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Consistency;
import org.alien4cloud.plugin.backup.model.EngineKind;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.OperationStore;
import org.alien4cloud.plugin.backup.operation.RepositoryLock;
import org.alien4cloud.plugin.backup.operation.RepositoryLocks;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.alien4cloud.plugin.backup.service.BackupProperties;
import org.alien4cloud.plugin.backup.service.ConsistencyProperties;
import org.alien4cloud.plugin.backup.service.DirectoryPlatform;
import org.alien4cloud.plugin.backup.service.EngineProperties;
import org.alien4cloud.plugin.backup.service.KillSwitch;
import org.alien4cloud.plugin.backup.service.capture.BackupJob;
import org.alien4cloud.plugin.backup.service.capture.BackupService;
import org.alien4cloud.plugin.backup.service.capture.CreateBackupRequest;
import org.alien4cloud.plugin.backup.service.policy.SettingsService;
import org.alien4cloud.plugin.backup.service.verify.VerifyService;
import org.elasticsearch.action.bulk.BulkRequestBuilder;
import org.elasticsearch.action.support.WriteRequest.RefreshPolicy;
import org.elasticsearch.client.Client;
import org.elasticsearch.cluster.metadata.IndexMetaData;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.XContentType;
import org.elasticsearch.search.SearchHit;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * A restore is stopped at each of its acts, on the disk (journal, plans, staging, data) and towards a real
 * Elasticsearch: it dies there, or that act fails once. After the next start the server has entirely the old or
 * entirely the new state. All acts with {@code -Plong}, else some.
 */
public class RestoreKillPointsIT {

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final boolean ALL = Boolean.getBoolean("long");
    private static final int SOME = 30;
    private static final long SEED = Long.getLong("seed", 1);
    private static final List<String> INDICES = Arrays.asList("application", "csar", "plugin", "topology");
    private static final BackupName BACKUP = BackupName.of("good");
    private static final String MORE = ",\"properties\":{\"more\":{\"type\":\"keyword\"}}";

    private static EmbeddedElasticsearch node;
    private static Client client;
    private static Path directory;
    private static Path oldFiles;
    private static Map<String, String> good;
    private static Map<String, String> old;

    @BeforeClass
    public static void prepare() throws Exception {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            if (!(failure instanceof KillSwitch.Death)) {
                failure.printStackTrace();
            }
        });
        node = EmbeddedElasticsearch.start(null);
        client = node.nodeClient();
        directory = FOLDER.getRoot().toPath().toRealPath();
        for (String index : INDICES) {
            client.admin()
                    .indices()
                    .prepareCreate(index)
                    .setSettings(
                            Settings.builder().put("index.number_of_shards", 1).put("index.number_of_replicas", 0))
                    .addMapping(
                            "_doc",
                            "{\"_doc\":{\"enabled\":false" + (index.equals("topology") ? MORE : "") + "}}",
                            XContentType.JSON)
                    .get();
        }
        Random random = new Random(SEED);
        Path alien = Files.createDirectories(directory.resolve("alien"));
        for (int i = 0; i < 12; i++) {
            write(alien.resolve("csar/c" + i % 4 + "/" + i), random.nextInt(3000));
        }
        putDocuments(0, 20, "good");
        server(KillSwitch.none()).backUp();
        good = state();
        putDocuments(5, 10, "changed");
        putDocuments(30, 35, "new");
        BulkRequestBuilder deletions = client.prepareBulk();
        INDICES.forEach(index -> deletions
                .add(client.prepareDelete(index, "_doc", "d0"))
                .add(client.prepareDelete(index, "_doc", "d11")));
        deletions.setRefreshPolicy(RefreshPolicy.IMMEDIATE).get();
        write(alien.resolve("csar/c0/0"), 77);
        DurableFiles.deleteTree(alien.resolve("csar/c1"));
        write(alien.resolve("csar/new/file"), 10);
        Files.delete(alien.resolve("csar/c2/2"));
        write(alien.resolve("csar/c2/2/was/a/file"), 10);
        Files.setPosixFilePermissions(alien.resolve("csar/c3/3"), PosixFilePermissions.fromString("r--------"));
        old = state();
        assertNotEquals(good, old);
        oldFiles = directory.resolve("old");
        copy(alien, oldFiles);
    }

    @AfterClass
    public static void stop() {
        node.close();
    }

    private static Server server(KillSwitch fault) throws IOException {
        return new Server(directory, fault, () -> {});
    }

    private static void write(Path file, int length) throws IOException {
        Files.createDirectories(file.getParent());
        byte[] content = new byte[length];
        Arrays.fill(content, (byte) length);
        Files.write(file, content);
    }

    private static void putDocuments(int from, int to, String text) {
        BulkRequestBuilder bulk = client.prepareBulk();
        for (String index : INDICES) {
            for (int i = from; i < to; i++) {
                bulk.add(client.prepareIndex(index, "_doc", "d" + i)
                        .setSource("{\"name\":\"" + text + i + "\"}", XContentType.JSON));
            }
        }
        bulk.setRefreshPolicy(RefreshPolicy.IMMEDIATE).get();
    }

    /** All documents by index and id, all files by path with their mode; without any of the product's code. */
    private static Map<String, String> state() throws IOException {
        Map<String, String> state = new TreeMap<>();
        client.admin().indices().prepareRefresh().get();
        for (SearchHit hit : client.prepareSearch(INDICES.toArray(new String[0]))
                .setSize(1000)
                .get()
                .getHits()) {
            state.put(hit.getIndex() + " " + hit.getId(), hit.getSourceAsString());
        }
        Path alien = directory.resolve("alien");
        try (Stream<Path> paths = Files.walk(alien)) {
            for (Path path : paths.filter(path -> !path.getFileName().toString().startsWith(FileLineage.PREFIX))
                    .collect(Collectors.toList())) {
                state.put(
                        "/" + alien.relativize(path),
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS))
                                + (Files.isDirectory(path) ? "" : Digests.ofFile(path, Progress.NONE)));
            }
        }
        return state;
    }

    private static String difference(Map<String, String> expected, Map<String, String> actual) {
        Set<String> names = new TreeSet<>(expected.keySet());
        names.addAll(actual.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(expected.get(name), actual.get(name)))
                .map(name -> name + ": " + expected.get(name) + " is " + actual.get(name))
                .collect(Collectors.joining("\n"));
    }

    /** From wherever the last restore has ended to where the next begins. */
    private static void makeOld() throws IOException {
        BulkRequestBuilder bulk = client.prepareBulk();
        for (String name : new TreeSet<>(good.keySet())) {
            if (!name.startsWith("/") && !old.containsKey(name)) {
                bulk.add(client.prepareDelete(name.split(" ")[0], "_doc", name.split(" ")[1]));
            }
        }
        old.forEach((name, source) -> {
            if (!name.startsWith("/") && !source.equals(good.get(name))) {
                bulk.add(client.prepareIndex(name.split(" ")[0], "_doc", name.split(" ")[1])
                        .setSource(source, XContentType.JSON));
            }
        });
        bulk.setRefreshPolicy(RefreshPolicy.IMMEDIATE).get();
        DurableFiles.deleteTree(directory.resolve("alien"));
        copy(oldFiles, directory.resolve("alien"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.collect(Collectors.toList())) {
                Path target = to.resolve(from.relativize(path).toString());
                Files.copy(path, target);
                Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(path));
            }
        }
    }

    /** How many acts a restore has that nothing stops. */
    private static long acts() throws IOException {
        KillSwitch counting = KillSwitch.none();
        assertEquals(OperationState.SUCCEEDED, server(counting).restore().state());
        assertEquals("", difference(good, state()));
        makeOld();
        return counting.acts();
    }

    /** All acts, each several times, or some. */
    private static List<Long> points(long acts, int times, Random random) {
        List<Long> points = new ArrayList<>();
        for (long point = 0; point < acts * (ALL ? times : 1); point++) {
            points.add(point % acts);
        }
        Collections.shuffle(points, random);
        return ALL ? points : points.subList(0, SOME);
    }

    @Test
    public void isEntirelyOneStateWhereverItDies() throws Exception {
        Random random = new Random(SEED);
        long acts = acts();
        int restored = 0;
        int twice = 0;
        List<Long> points = points(acts, 5, random);
        for (long point : points) {
            String where = "dead at act " + point + " of " + acts;
            KillSwitch death = KillSwitch.dyingAt(point);
            String id = server(death).restore().id();
            assertTrue(where, death.isDead());
            while (random.nextInt(3) > 0) {
                KillSwitch again = KillSwitch.dyingAt(random.nextInt(60));
                server(again).recover();
                twice += again.isDead() ? 1 : 0;
                where += ", the recovery at act " + again.acts();
            }
            restored += recoverAndCheck(where, id) ? 1 : 0;
        }
        System.out.println("Restores that died: " + points.size() + ", at " + acts + " acts, and " + twice
                + " times again in the recovery; the new" + " state " + restored + " times, the old one "
                + (points.size() - restored) + " times");
        assertTrue("neither is rare", restored > 0 && restored < points.size());
    }

    @Test
    public void isEntirelyOneStateWhateverFails() throws Exception {
        Random random = new Random(SEED + 1);
        long acts = acts();
        List<Long> points = points(acts, 5, random);
        int restored = 0;
        int died = 0;
        for (long point : points) {
            KillSwitch failure = random.nextBoolean()
                    ? KillSwitch.failingAt(point)
                    : KillSwitch.failingThenDying(point, random.nextInt(80));
            Operation ended = server(failure).restore();
            assertTrue("act " + point, failure.hasFailed());
            died += failure.isDead() ? 1 : 0;
            restored += recoverAndCheck(
                            "act " + point + " of " + acts + " failed, " + ended.state() + ", " + ended.error()
                                    + (failure.isDead() ? ", then it died" : ""),
                            ended.id())
                    ? 1
                    : 0;
        }
        System.out.println("Restores of which one act failed: " + points.size() + ", at " + acts + " acts, of which "
                + died + " died later; the new" + " state " + restored + " times, the old one "
                + (points.size() - restored) + " times");
    }

    @Test
    public void writesOverWhatOthersWriteBeforeItCounts() throws Exception {
        boolean[] written = new boolean[1];
        Server server = new Server(directory, KillSwitch.none(), () -> {
            if (!written[0]) {
                written[0] = true;
                putDocuments(2, 3, "stray");
                client.prepareIndex("csar", "_doc", "stray")
                        .setSource("{}", XContentType.JSON)
                        .get();
            }
        });
        Operation ended = server.restore();
        assertEquals(ended.error(), OperationState.SUCCEEDED, ended.state());
        assertTrue(written[0]);
        assertEquals("", difference(good, state()));
        String log = String.join("\n", server.store.log(ended.id(), 0));
        assertTrue(log, log.contains("5 documents were written by somebody else while Alien4Cloud was at rest"));
        makeOld();
    }

    @Test
    public void putsTheOldStateBackWhereOthersWriteOnAndOn() throws Exception {
        Server server =
                new Server(directory, KillSwitch.none(), () -> putDocuments(2, 3, "stray " + System.nanoTime() + " "));
        Operation ended = server.restore();
        assertEquals(OperationState.ROLLED_BACK, ended.state());
        assertTrue(ended.error(), ended.error().startsWith("Somebody keeps writing documents"));
        putDocuments(2, 3, "good");
        assertEquals("", difference(old, state()));
    }

    @Test
    public void saysWhichFieldsStayWhenItIsUndone() throws Exception {
        client.admin().indices().prepareDelete("topology").get();
        client.admin()
                .indices()
                .prepareCreate("topology")
                .setSettings(Settings.builder().put("index.number_of_shards", 1).put("index.number_of_replicas", 0))
                .addMapping("_doc", "{\"_doc\":{\"enabled\":false}}", XContentType.JSON)
                .get();
        for (Map.Entry<String, String> document : old.entrySet()) {
            if (document.getKey().startsWith("topology ")) {
                client.prepareIndex("topology", "_doc", document.getKey().split(" ")[1])
                        .setSource(document.getValue(), XContentType.JSON)
                        .get();
            }
        }
        Server server =
                new Server(directory, KillSwitch.none(), () -> putDocuments(2, 3, "stray " + System.nanoTime() + " "));
        Operation ended = server.restore();
        assertEquals(OperationState.ROLLED_BACK, ended.state());
        String kept = "The mapping of index topology keeps what the restore added: field more.";
        assertTrue(
                ended.error(),
                ended.error().startsWith("Somebody keeps writing documents")
                        && ended.error().endsWith(" " + kept));
        String log = String.join("\n", server.store.log(ended.id(), 0));
        assertTrue(log, log.contains(kept));
        putDocuments(2, 3, "good");
        assertEquals("", difference(old, state()));
    }

    /** With Alien4Cloud stopped, a closed index is opened to be kept, then made anew. */
    @Test
    public void leavesAnIndexClosedOrRestoredWhereverItDies() throws Exception {
        KillSwitch counting = KillSwitch.none();
        client.admin().indices().prepareClose("csar").get();
        assertEquals(OperationState.SUCCEEDED, cold(counting).restore().state());
        assertEquals("", difference(good, state()));
        makeOld();
        int restored = 0;
        List<Long> points = points(counting.acts(), 2, new Random(SEED));
        for (long point : points) {
            client.admin().indices().prepareClose("csar").get();
            String id = cold(KillSwitch.dyingAt(point)).restore().id();
            Server next = cold(KillSwitch.none());
            next.recover();
            boolean isNew = next.store.find(id).get().state() == OperationState.SUCCEEDED;
            assertEquals(
                    "dead at act " + point,
                    isNew ? IndexMetaData.State.OPEN : IndexMetaData.State.CLOSE,
                    client.admin()
                            .cluster()
                            .prepareState()
                            .get()
                            .getState()
                            .metaData()
                            .index("csar")
                            .getState());
            client.admin().indices().prepareOpen("csar").get();
            client.admin()
                    .cluster()
                    .prepareHealth("csar")
                    .setWaitForYellowStatus()
                    .get();
            restored += recoverAndCheck("dead at act " + point + " of a cold restore", id) ? 1 : 0;
        }
        assertTrue("neither is rare", restored > 0 && restored < points.size());
    }

    private static Server cold(KillSwitch fault) throws IOException {
        return new Server(directory, fault, () -> {}) {
            @Override
            boolean isStopped() {
                return true;
            }
        };
    }

    @Test
    public void putsTheOldStateBackWhenCancelledWhileItChangesData() throws Exception {
        Server[] server = new Server[1];
        int[] steps = new int[1];
        server[0] = new Server(directory, KillSwitch.none(), () -> {
            // the first is before the first change
            if (++steps[0] == 2) {
                server[0].runner.cancel(server[0].runner.current().get().id());
            }
        });
        Operation ended = server[0].restore();
        assertEquals(ended.error(), OperationState.ROLLED_BACK, ended.state());
        assertTrue(steps[0] >= 2);
        assertEquals("", difference(old, state()));
    }

    @Test
    public void saysThatItIsTooLateToCancelOnceItCounts() throws Exception {
        Server[] server = new Server[1];
        BackupException[] refused = new BackupException[1];
        server[0] = new Server(directory, KillSwitch.none(), () -> {}) {
            @Override
            void resumed() {
                refused[0] = assertThrows(BackupException.class, () -> runner().cancel(
                                runner().current().get().id()));
            }
        };
        Operation ended = server[0].restore();
        assertEquals(ended.error(), OperationState.SUCCEEDED, ended.state());
        assertTrue(refused[0].getMessage(), refused[0].getMessage().startsWith("It is too late to cancel"));
        makeOld();
    }

    @Test
    public void changesNothingWhereThereIsNoSpace() throws Exception {
        Operation ended = server(KillSwitch.withSpace(1000)).restore();
        assertEquals(OperationState.FAILED, ended.state());
        assertTrue(ended.error(), ended.error().startsWith("Not enough space in "));
        assertEquals("", difference(old, state()));
        assertEquals(Collections.emptyList(), RestoreInProgress.inFlight(server(KillSwitch.none()).context));
    }

    /** The administrator finds his way out: Alien4Cloud is not let up on half restored data, and is told what to do. */
    @Test
    public void staysAtRestWhereItCannotPutTheOldStateBackUntilItCan() throws Exception {
        boolean[] up = new boolean[1];
        Server server = new Server(directory, KillSwitch.withElasticsearchAwayAfter(1), () -> {}) {
            @Override
            void resumed() {
                up[0] = true;
            }
        };
        Operation ended = server.restore();
        assertEquals(OperationState.FAILED, ended.state());
        assertTrue(
                ended.error(),
                ended.error().contains("Alien4Cloud stays at rest and in maintenance.")
                        && ended.error().contains("/journal/" + ended.id())
                        && ended.error().contains("run the recover program (docs/restore.md)"));
        assertFalse("Alien4Cloud", up[0]);
        assertTrue("maintenance", server.context.platform().maintenance().isOn());
        assertNotEquals("half of it", "", difference(old, state()));
        Operation another = server(KillSwitch.none()).restore();
        assertTrue(another.error(), another.error().contains("The restore " + ended.id() + " is not ended yet."));
        recoverAndCheck("Elasticsearch was away", ended.id());
        Operation undone = server(KillSwitch.none()).store.find(ended.id()).get();
        assertEquals(undone.error(), OperationState.ROLLED_BACK, undone.state());
    }

    /** @return whether it is the new state */
    private static boolean recoverAndCheck(String where, String id) throws IOException {
        Server next = server(KillSwitch.none());
        next.recover();
        Operation ended = next.store.find(id).get();
        boolean restored = ended.state() == OperationState.SUCCEEDED;
        assertEquals(
                where + ": " + ended.state() + ", " + ended.error(), "", difference(restored ? good : old, state()));
        assertEquals(where, Collections.emptyList(), RestoreInProgress.inFlight(next.context));
        assertEquals(
                where + ": temporary indices",
                0,
                Arrays.stream(client.admin()
                                .cluster()
                                .prepareState()
                                .get()
                                .getState()
                                .metaData()
                                .getConcreteAllIndices())
                        .filter(index -> !INDICES.contains(index) && !index.equals(DocumentLineage.INDEX))
                        .count());
        if (restored) {
            makeOld();
        }
        return restored;
    }

    /**
     * The plugin's services on a directory and an Elasticsearch that are cut off when the process dies; the lock is
     * given back.
     */
    private static class Server {

        private final BackupContext context;
        private final OperationStore store;
        private final RepositoryLocks locks;
        private final OperationRunner runner;
        private final BackupJob backupRun;

        /** @param atRest done again and again while it is at rest */
        Server(Path plain, KillSwitch fault, Runnable atRest) throws IOException {
            Path root = new FaultyFileSystem(plain, fault).path(plain);
            store = new OperationStore(root.resolve("backups/operations"));
            locks = new RepositoryLocks(plain.resolve("backups"));
            context = new BackupContext(
                    new DirectoryPlatform(root.resolve("alien")) {
                        @Override
                        public Client elasticsearch() {
                            return fault.client(client);
                        }

                        @Override
                        public List<String> ownedIndices() {
                            return INDICES;
                        }

                        @Override
                        public boolean isStopped() {
                            return Server.this.isStopped();
                        }

                        @Override
                        public void quiesce() {
                            // nothing runs
                        }

                        @Override
                        public void requireAtRest() {
                            atRest.run();
                        }

                        @Override
                        public void resume() {
                            fault.requireAlive();
                            resumed();
                        }
                    },
                    new BackupProperties(
                            root.resolve("backups"),
                            null,
                            Duration.ofSeconds(1),
                            Duration.ZERO,
                            EngineProperties.DEFAULT,
                            new ConsistencyProperties(false, Duration.ZERO, Duration.ZERO, Duration.ZERO)));
            runner = new OperationRunner(
                    locks, store, getClass().getClassLoader(), new UnfinishedRestores(context)::requireNone);
            backupRun = new BackupJob(context);
        }

        OperationRunner runner() {
            return runner;
        }

        /** Whether it is the command line, with Alien4Cloud stopped. */
        boolean isStopped() {
            return false;
        }

        /** Told when it comes up again. */
        void resumed() {
            // most tests do not care
        }

        void backUp() {
            BackupService backups = new BackupService(
                    context,
                    runner,
                    backupRun,
                    new SettingsService(context, Clock.systemUTC()),
                    new VerifyService(context, runner, store));
            ended(backups.create(
                    new CreateBackupRequest(BACKUP, null, EngineKind.EXPORT, Consistency.LIVE, false), "ann"));
        }

        /** As the service does it, but for its preflight. */
        Operation restore() {
            Manifest manifest = server(directory).context.repository().catalog().get(BACKUP);
            RestoreJob run = new RestoreJob(context, backupRun);
            return ended(runner.start(
                    OperationKind.RESTORE,
                    BACKUP,
                    "ann",
                    operation -> run.run(
                            manifest,
                            new RestoreRequest("good", null, null, false, false, false, null, null, true, false),
                            operation)));
        }

        private static Server server(Path plain) {
            try {
                return new Server(plain, KillSwitch.none(), () -> {});
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private static void pause() {
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private Operation ended(Operation begun) {
            while (runner.current().isPresent()) {
                pause();
            }
            return server(directory).store.find(begun.id()).get();
        }

        /** What the next start does. */
        void recover() {
            // an operation that has told its end may still have the lock for a moment
            Optional<RepositoryLock> free = locks.tryAcquire("recovery");
            while (!free.isPresent()) {
                pause();
                free = locks.tryAcquire("recovery");
            }
            try (RepositoryLock lock = free.get()) {
                new Recovery(context, store, runner, locks).run();
            } catch (KillSwitch.Death e) {
                // once more
            }
        }
    }
}
