package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.it.EmbeddedElasticsearch;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.cluster.metadata.IndexMetaData;
import org.elasticsearch.common.settings.Settings;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;

/**
 * Returns Elasticsearch's data directory to an earlier state while it is stopped, as a snapshot of a virtual machine
 * does.
 */
@RunWith(Parameterized.class)
public class RolledBackIndicesIT {

    private static final List<String> INDICES = Arrays.asList("async", "user");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final String engine;
    private Path home;
    private EmbeddedElasticsearch elasticsearch;
    private BackupFixture fixture;

    public RolledBackIndicesIT(String engine) {
        this.engine = engine;
    }

    @Parameterized.Parameters(name = "{0}")
    public static Collection<String> engines() {
        return Arrays.asList(ExportEngine.NAME, SnapshotEngine.NAME);
    }

    @Before
    public void fill() throws IOException {
        home = folder.newFolder("home").toPath();
        start();
        for (String index : INDICES) {
            fixture.create(index, 1);
            fixture.fill(index, 20, index);
        }
        fixture.client
                .admin()
                .indices()
                .prepareUpdateSettings("async")
                .setSettings(Settings.builder().put("index.translog.durability", "async"))
                .get();
    }

    @After
    public void stop() {
        elasticsearch.close();
    }

    @Test
    public void findsDifferencesInAStateWithEqualNumbers() throws IOException {
        Path earlier = copyOfStopped();
        write("A", "d5");
        BackupFixture.Backup backup = fixture.backup(INDICES);
        Map<String, String> content = fixture.content(INDICES);

        putBack(earlier);
        write("B", "d6");
        backup.manifest
                .indices()
                .forEach(entry -> assertTrue(
                        "else nothing could be mistaken: " + entry.name(),
                        live(entry.name()).isAsCaptured(entry)));

        assertEquals(
                "[async A CREATE, async B DELETE, async d5 DELETE, async d6 CREATE,"
                        + " user A CREATE, user B DELETE, user d5 DELETE, user d6 CREATE]",
                differences(backup).toString());
        fixture.restore(backup, INDICES);
        assertEquals(content, fixture.content(INDICES));
    }

    @Test
    public void findsDifferencesInAStateWithLowerNumbers() throws IOException {
        Path earlier = copyOfStopped();
        write("A", "d5");
        BackupFixture.Backup backup = fixture.backup(INDICES);
        putBack(earlier);
        assertEquals(
                "[async A CREATE, async d5 DELETE, user A CREATE, user d5 DELETE]",
                differences(backup).toString());
    }

    @Test
    public void readsOnlyWhatWasWrittenInALaterState() throws IOException {
        BackupFixture.Backup backup = fixture.backup(INDICES);
        Path later = copyOfStopped();
        write("A", "d5");
        putBack(later);
        assertTrue(live("user").isAsCaptured(backup.manifest.indices().get(1)));
        assertEquals(
                "the mark came with it",
                "",
                new ElasticsearchMarks(fixture.client).doubt(backup.manifest).orElse(""));
        write("B", "d6");
        assertEquals(
                "[async B DELETE, async d6 CREATE, user B DELETE, user d6 CREATE]",
                differences(backup).toString());
    }

    @Test
    public void noticesAWrongShortcutBeforeTheRestoreCounts() throws IOException {
        Path earlier = copyOfStopped();
        write("A", "d5");
        BackupFixture.Backup backup = fixture.backup(INDICES);
        putBack(earlier);
        write("B", "d6");
        new ElasticsearchMarks(fixture.client).add("it", backup.manifest.lineage(), Collections.emptyList());
        DocumentPlan plan = fixture.plan(backup, INDICES, ProtectedDocuments.NONE);
        assertEquals("it was misled", INDICES, plan.untouchedIndices());
        plan.verify(backup.manifest);
        BackupException failure = assertThrows(BackupException.class, () -> newest(backup, ProtectedDocuments.NONE)
                .verify(plan.untouchedIndices()));
        assertEquals(BackupException.Kind.CHECK_FAILED, failure.kind());
        assertTrue(failure.getMessage(), failure.getMessage().contains("document B of index user exists"));
        DocumentComparison full = new DocumentComparison(fixture.client, fixture.indices(fixture.client, backup, true));
        failure = assertThrows(
                BackupException.class,
                () -> full.requireNoDifference(INDICES, fixture.work(), ProtectedDocuments.NONE, Progress.NONE));
        assertTrue(
                failure.getMessage(), failure.getMessage().contains("index user, document A; index user, document B"));
        newest(backup, (index, id) -> id.equals("B") || id.equals("d5")).verify(plan.untouchedIndices());
    }

    @Test
    public void comparesIndicesWithoutAMappingToo() {
        fixture.client.admin().indices().prepareCreate("unused").get();
        BackupFixture.Backup backup = fixture.backup(Collections.singletonList("unused"));
        newest(backup, ProtectedDocuments.NONE).verify(Collections.singletonList("unused"));
    }

    @Test
    public void writesItsMarkAfterAllIsOnTheDisk() {
        fixture.backup(INDICES);
        for (String index : INDICES) {
            assertEquals(
                    index,
                    0,
                    fixture.client
                            .admin()
                            .indices()
                            .prepareStats(index)
                            .clear()
                            .setTranslog(true)
                            .get()
                            .getTotal()
                            .getTranslog()
                            .getUncommittedOperations());
        }
        IndexMetaData marks = fixture.client
                .admin()
                .cluster()
                .prepareState()
                .get()
                .getState()
                .metaData()
                .index(ElasticsearchMarks.INDEX);
        assertEquals("request", marks.getSettings().get("index.translog.durability"));
    }

    @Test
    public void forgetsMarksOfBackupsThatAreGone() {
        ElasticsearchMarks lineage = new ElasticsearchMarks(fixture.client);
        BackupFixture.Backup first = fixture.backup(INDICES);
        BackupFixture.Backup second = fixture.backup(INDICES);
        assertFalse(lineage.doubt(first.manifest).isPresent());
        lineage.add("other", "mark", Collections.emptyList());
        lineage.add("it", "third", Collections.singleton(second.manifest.lineage()));
        assertTrue(
                lineage.doubt(first.manifest).get(),
                lineage.doubt(first.manifest).get().contains("Backup_1 left no mark"));
        assertFalse(lineage.doubt(second.manifest).isPresent());
    }

    @Test
    public void doubtsWhereMarksCannotBeRead() {
        BackupFixture.Backup backup = fixture.backup(INDICES);
        fixture.client.admin().indices().prepareClose(ElasticsearchMarks.INDEX).get();
        String doubt =
                new ElasticsearchMarks(fixture.client).doubt(backup.manifest).get();
        assertTrue(doubt, doubt.contains("not known") && doubt.contains("closed"));
        assertEquals("[]", differences(backup).toString());
    }

    private NewestDocumentCheck newest(BackupFixture.Backup backup, ProtectedDocuments filter) {
        return new NewestDocumentCheck(fixture.client, backup.directory, filter);
    }

    /** As many writes whatever the names are. */
    private void write(String added, String deleted) {
        for (String index : INDICES) {
            fixture.put(index, added, null, "{\"name\":\"" + added + "\"}");
            fixture.delete(index, deleted, null);
        }
    }

    private Collection<String> differences(BackupFixture.Backup backup) {
        TreeSet<String> differences = new TreeSet<>();
        new DocumentComparison(fixture.client, fixture.indices(fixture.client, backup))
                .run(
                        INDICES,
                        fixture.work(),
                        ProtectedDocuments.NONE,
                        DocumentVisitor.NONE,
                        (index, id, change) -> differences.add(index + ' ' + id + ' ' + change),
                        Progress.NONE);
        return differences;
    }

    private IndexState live(String index) {
        return new IndexInspector(fixture.client).inspect(index);
    }

    private Path copyOfStopped() throws IOException {
        elasticsearch.close();
        Path copy = folder.getRoot().toPath().resolve("copy");
        copy(home, copy);
        start();
        return copy;
    }

    private void putBack(Path copy) throws IOException {
        elasticsearch.close();
        EmbeddedElasticsearch.deleteTree(home);
        copy(copy, home);
        start();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }

    private void start() {
        Path repositories = folder.getRoot().toPath().resolve("repositories");
        elasticsearch = EmbeddedElasticsearch.startOn(home, "rolled-back", repositories);
        fixture = new BackupFixture(
                elasticsearch.nodeClient(),
                folder.getRoot().toPath(),
                engine,
                SnapshotRepositorySettings.fileSystem("it"));
        fixture.client.admin().cluster().prepareHealth().setWaitForGreenStatus().get();
        fixture.engine.prepare(Progress.NONE);
    }
}
