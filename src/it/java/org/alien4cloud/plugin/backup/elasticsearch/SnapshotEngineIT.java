package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.it.EmbeddedElasticsearch;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.common.settings.Settings;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Restores from snapshots, and reports repositories that are missing or damaged. */
public class SnapshotEngineIT {

    @ClassRule
    public static final ElasticsearchRule elasticsearch = new ElasticsearchRule();

    private static int counter;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private BackupFixture fixture;

    @Before
    public void prepare() {
        fixture = new BackupFixture(elasticsearch.nodeClient(), folder.getRoot().toPath(), "it" + ++counter);
        fixture.engine.prepare(Progress.NONE);
    }

    @After
    public void clear() {
        fixture.clear();
        elasticsearch
                .nodeClient()
                .admin()
                .cluster()
                .prepareDeleteRepository("a4c-backup-*")
                .get();
    }

    @Test
    public void bringsSixtyIndicesBackThroughTheNodeClient() {
        roundTrip();
    }

    @Test
    public void bringsSixtyIndicesBackThroughATransportClient() {
        fixture = new BackupFixture(
                elasticsearch.transportClient(), folder.getRoot().toPath(), "transport");
        fixture.engine.prepare(Progress.NONE);
        roundTrip();
    }

    private void roundTrip() {
        Random random = new Random(11);
        List<String> indices = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            indices.add("index" + i);
            fixture.create("index" + i, i % 15 == 0 ? 5 : 1);
            fixture.fill("index" + i, i, "v");
        }
        Map<String, String> before = fixture.content(indices);
        BackupFixture.Backup backup = fixture.backup(indices);
        assertEquals(before.size(), backup.manifest.documents());
        for (int i = 0; i < 60; i += 2) {
            fixture.mutate("index" + i, i, random);
        }
        assertNotEquals(before, fixture.content(indices));

        fixture.restore(backup, indices);

        assertEquals(before, fixture.content(indices));
        assertTrue("the temporary indices are gone", indices.containsAll(fixture.allIndices()));
        assertEquals(1, fixture.snapshots().size());
    }

    @Test
    public void leavesForeignIndicesAndClusterSettingsAlone() {
        fixture.create("own", 1);
        fixture.fill("own", 5, "v");
        fixture.create("foreign", 1);
        fixture.fill("foreign", 5, "theirs");
        elasticsearch
                .nodeClient()
                .admin()
                .cluster()
                .prepareUpdateSettings()
                .setPersistentSettings(Settings.builder().put("indices.recovery.max_bytes_per_sec", "77mb"))
                .get();
        BackupFixture.Backup backup = fixture.backup(Collections.singletonList("own"));
        fixture.put("foreign", "later", null, "{\"name\":\"theirs too\"}");
        Map<String, String> foreign = fixture.content(Collections.singletonList("foreign"));
        IndexState state = new IndexInspector(fixture.client).inspect("foreign");
        fixture.mutate("own", 5, new Random(1));

        fixture.restore(backup, Collections.singletonList("own"));

        assertEquals(foreign, fixture.content(Collections.singletonList("foreign")));
        assertTrue(new IndexInspector(fixture.client).inspect("foreign").stoodStillSince(state));
        Settings persistent = fixture.client
                .admin()
                .cluster()
                .prepareState()
                .get()
                .getState()
                .metaData()
                .persistentSettings();
        assertEquals(Collections.singleton("indices.recovery.max_bytes_per_sec"), persistent.keySet());
        elasticsearch
                .nodeClient()
                .admin()
                .cluster()
                .prepareUpdateSettings()
                .setPersistentSettings(Settings.builder().putNull("indices.recovery.max_bytes_per_sec"))
                .get();
    }

    @Test
    public void namesTheLineToAddWithoutPathRepo() {
        try (EmbeddedElasticsearch plain = EmbeddedElasticsearch.start(null)) {
            SnapshotEngine engine = new SnapshotEngine(
                    plain.nodeClient(),
                    SnapshotRepositorySettings.fileSystem("x"),
                    folder.getRoot().toPath().resolve("raised-limits"));
            BackupException failure = assertThrows(BackupException.class, () -> engine.prepare(Progress.NONE));
            assertEquals(Kind.ELASTICSEARCH, failure.kind());
            assertTrue(
                    failure.getMessage(), failure.getMessage().contains("path.repo: [\"/var/backups/elasticsearch\"]"));
            engine.removeLeftovers();
            engine.discard(folder.getRoot().toPath());
        }
    }

    @Test
    public void explainsALocationOutsideOfPathRepo() {
        SnapshotEngine engine = new SnapshotEngine(
                fixture.client,
                SnapshotRepositorySettings.of(
                        "elsewhere", "fs", Collections.singletonMap("location", "/nowhere/at/all")),
                folder.getRoot().toPath().resolve("raised-limits"));
        BackupException failure = assertThrows(BackupException.class, () -> engine.prepare(Progress.NONE));
        assertTrue(failure.getMessage(), failure.getMessage().contains("/nowhere/at/all"));
        assertTrue(failure.getMessage(), failure.getMessage().contains("elasticsearch.yml"));
    }

    @Test
    public void failsIfFilesOfTheRepositoryAreLost() throws IOException {
        List<String> indices = Collections.singletonList("lost");
        fixture.create("lost", 1);
        fixture.fill("lost", 50, "v");
        BackupFixture.Backup backup = fixture.backup(indices);
        fixture.mutate("lost", 50, new Random(3));
        Map<String, String> live = fixture.content(indices);
        try (Stream<Path> files = Files.walk(elasticsearch.repositories())) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith("__"))
                    .collect(Collectors.toList())) {
                Files.delete(file);
            }
        }

        BackupException failure =
                assertThrows(BackupException.class, () -> fixture.plan(backup, indices, ProtectedDocuments.NONE));

        assertEquals(Kind.CHECK_FAILED, failure.kind());
        assertTrue(failure.getMessage(), failure.getMessage().contains("lost"));
        assertEquals(live, fixture.content(indices));
        assertEquals(indices, fixture.allIndices());
    }

    @Test
    public void removesLeftoversAndNothingElse() {
        fixture.create("a", 1);
        fixture.fill("a", 3, "v");
        fixture.create("a4c-backup-tmp-another-work-a", 1);
        BackupFixture.Backup backup = fixture.backup(Collections.singletonList("a"));
        BackupDocumentReader died = fixture.engine.open(
                backup.manifest, backup.directory, Collections.singletonList("a"), "W-1", Progress.NONE);
        List<Document> read = new ArrayList<>();
        died.read("a", Arrays.asList(new DocumentId("d0", "r0"), new DocumentId("d1", null)), read::add);
        assertEquals(2, read.size());
        assertEquals(3, fixture.allIndices().size());

        fixture.engine.removeLeftovers();

        List<String> left = fixture.allIndices();
        Collections.sort(left);
        assertEquals(Arrays.asList("a", "a4c-backup-tmp-another-work-a"), left);
        died.close();
    }

    @Test
    public void failsIfTheSnapshotLacksADocument() {
        fixture.create("a", 1);
        fixture.fill("a", 3, "v");
        BackupFixture.Backup backup = fixture.backup(Collections.singletonList("a"));
        try (BackupDocumentReader source = fixture.engine.open(
                backup.manifest, backup.directory, Collections.singletonList("a"), "w", Progress.NONE)) {
            BackupException failure = assertThrows(
                    BackupException.class,
                    () -> source.read("a", Collections.singletonList(new DocumentId("nobody", null)), document -> {}));
            assertEquals(Kind.CHECK_FAILED, failure.kind());
        }
    }

    @Test
    public void reportsABackupWhoseSnapshotIsGone() {
        fixture.create("a", 1);
        fixture.fill("a", 3, "v");
        List<String> indices = Collections.singletonList("a");
        BackupFixture.Backup backup = fixture.backup(indices);
        fixture.engine.discard(backup.directory);
        fixture.put("a", "new", null, "{}");
        fixture.delete("a", "d1", null);
        BackupException failure =
                assertThrows(BackupException.class, () -> fixture.plan(backup, indices, ProtectedDocuments.NONE));
        assertEquals(Kind.CHECK_FAILED, failure.kind());
        assertTrue(failure.getMessage(), failure.getMessage().contains("no such snapshot"));
    }
}
