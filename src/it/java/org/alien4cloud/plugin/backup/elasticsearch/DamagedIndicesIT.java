package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.settings.Settings;
import org.junit.After;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Restores whole indices from damaged backups: the failure names the index and the reason, and nothing is left. */
public class DamagedIndicesIT {

    @ClassRule
    public static final ElasticsearchRule elasticsearch = new ElasticsearchRule();

    private static final List<String> INDICES = Arrays.asList("a", "b");
    private static int repositories;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private SnapshotRepositorySettings settings;
    private BackupFixture fixture;
    private Client client;

    private void begin(String engine) {
        settings = SnapshotRepositorySettings.fileSystem("damaged" + ++repositories);
        client = elasticsearch.transportClient();
        fixture = new BackupFixture(client, folder.getRoot().toPath(), engine, settings);
        fixture.engine.prepare(Progress.NONE);
        fixture.create("a", 3);
        fixture.create("b", 1, 1);
        fixture.fill("a", 200, "v");
        fixture.fill("b", 20, "w");
    }

    @After
    public void removeIndices() {
        client.admin().indices().prepareDelete("_all").get();
    }

    @Test
    public void removesWhatItMadeIfTheCountIsWrong() throws IOException {
        begin(ExportEngine.NAME);
        BackupFixture.Backup backup = fixture.backup(INDICES);
        change(backup, "b", text -> text.substring(text.indexOf('\n') + 1));
        client.admin().indices().prepareDelete("a", "b").get();
        BackupException failure = fixture.restoreFails(backup, INDICES, Kind.CHECK_FAILED);
        assertTrue(
                failure.getMessage(),
                failure.getMessage().contains("The restored index b has 19 documents, the backup Backup_1 has 20"));
        assertEquals(Collections.emptySet(), fixture.indices());
    }

    @Test
    public void saysWhichFileIsTruncatedDamagedOrMissing() throws IOException {
        begin(ExportEngine.NAME);
        BackupFixture.Backup backup = fixture.backup(INDICES);
        Path file = backup.directory.resolve("indices/b.ndjson.gz");
        byte[] whole = Files.readAllBytes(file);
        client.admin().indices().prepareDelete("a", "b").get();

        Files.write(file, Arrays.copyOf(whole, whole.length - 20));
        assertNames(fixture.restoreFails(backup, INDICES, Kind.CHECK_FAILED), file, "truncated");
        byte[] damaged = whole.clone();
        damaged[whole.length / 2] ^= 4;
        Files.write(file, damaged);
        assertNames(fixture.restoreFails(backup, INDICES, Kind.CHECK_FAILED), file, "");
        Files.write(file, whole);
        change(backup, "b", text -> text.substring(0, text.length() - 30));
        assertNames(fixture.restoreFails(backup, INDICES, Kind.CHECK_FAILED), file, "truncated");
        Files.delete(file);
        assertNames(fixture.restoreFails(backup, INDICES, Kind.CHECK_FAILED), file, "missing");
        assertEquals(Collections.emptySet(), fixture.indices());
    }

    @Test
    public void saysWhichDocumentDoesNotFitTheMapping() throws IOException {
        begin(ExportEngine.NAME);
        BackupFixture.Backup backup = fixture.backup(INDICES);
        change(backup, "b", text -> text.replaceFirst("\"n\":7", "\"n\":\"seven\""));
        client.admin().indices().prepareDelete("a", "b").get();
        BackupException failure = fixture.restoreFails(backup, INDICES, Kind.PRECONDITION);
        assertTrue(
                failure.getMessage(),
                failure.getMessage().contains("Writing document d7 of index b failed: the index does not accept it"));
        assertTrue(failure.getMessage(), failure.getMessage().contains("[n]"));
        assertEquals(Collections.emptySet(), fixture.indices());
    }

    @Test
    public void changesNoLiveIndexForAnExportThatIsDamaged() throws IOException {
        begin(ExportEngine.NAME);
        BackupFixture.Backup backup = fixture.backup(INDICES);
        Path file = backup.directory.resolve("indices/b.ndjson.gz");
        byte[] whole = Files.readAllBytes(file);
        fixture.put("b", "d7", null, "{\"name\":\"changed since\"}");
        Map<String, String> live = fixture.content(INDICES);

        change(backup, "b", text -> text.replaceFirst("\\{\"id\":\"d7\".*\n", ""));
        assertNames(planFails(backup, Kind.CHECK_FAILED), file, "Document d7 of index b is missing");
        Files.write(file, whole);
        change(backup, "b", text -> text.replaceFirst("\"n\":7", "\"n\":8"));
        assertTrue(planFails(backup, Kind.CHECK_FAILED)
                .getMessage()
                .startsWith("Document d7 of index b is not the one that was backed up"));
        Files.write(file, whole);
        change(backup, "b", text -> text.substring(0, text.indexOf("{\"id\":\"d7\"") + 20));
        assertNames(planFails(backup, Kind.CHECK_FAILED), file, "truncated");
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        assertNames(planFails(backup, Kind.CHECK_FAILED), file, "truncated");
        Files.delete(file);
        assertNames(planFails(backup, Kind.CHECK_FAILED), file, "missing");
        assertEquals(live, fixture.content(INDICES));

        Files.write(file, whole);
        fixture.restore(backup, INDICES);
        assertNotEquals(live, fixture.content(INDICES));
    }

    @Test
    public void namesTheLiveIndexThatRefusesAnExport() {
        begin(ExportEngine.NAME);
        BackupFixture.Backup backup = fixture.backup(INDICES);
        client.admin().indices().prepareDelete("b").get();
        client.admin()
                .indices()
                .prepareCreate("b")
                .addMapping("_doc", "n", "type=ip")
                .get();
        String message = planFails(backup, Kind.PRECONDITION).getMessage();
        assertTrue(message, message.contains("index b: field n: type is ip, was long"));
    }

    @Test
    public void doesNotExportAnIndexThatIsRed() {
        begin(ExportEngine.NAME);
        client.admin()
                .indices()
                .prepareCreate("red")
                .setWaitForActiveShards(0)
                .setSettings(Settings.builder().put("index.routing.allocation.require.box", "none"))
                .get();
        BackupException failure = assertThrows(BackupException.class, () -> fixture.backup(Arrays.asList("a", "red")));
        assertEquals(Kind.PRECONDITION, failure.kind());
        assertTrue(
                failure.getMessage(),
                failure.getMessage().contains("without all primary shards (red): red. Bring them back"));
    }

    private BackupException planFails(BackupFixture.Backup backup, Kind kind) {
        BackupException failure =
                assertThrows(BackupException.class, () -> fixture.plan(backup, INDICES, ProtectedDocuments.NONE));
        assertEquals(failure.getMessage(), kind, failure.kind());
        return failure;
    }

    @Test
    public void namesTheIndexThatLacksFilesInTheRepository() throws IOException {
        begin(SnapshotEngine.NAME);
        BackupFixture.Backup backup = fixture.backup(INDICES);
        client.admin().indices().prepareDelete("a", "b").get();
        Path repository = elasticsearch.repositories().resolve(settings.name());
        try (Stream<Path> files = Files.walk(repository)) {
            for (Path blob : files.filter(path -> path.getFileName().toString().startsWith("__"))
                    .collect(Collectors.toList())) {
                Files.delete(blob);
            }
        }
        BackupException failure = fixture.restoreFails(backup, INDICES, Kind.CHECK_FAILED);
        assertTrue(
                failure.getMessage(),
                failure.getMessage().contains("index a, index b")
                        && failure.getMessage().contains("missing or damaged"));
        assertEquals(Collections.emptySet(), fixture.indices());
    }

    @Test
    public void saysThatTheSnapshotIsGone() {
        begin(SnapshotEngine.NAME);
        BackupFixture.Backup backup = fixture.backup(INDICES);
        fixture.engine.discard(backup.directory);
        client.admin().indices().prepareDelete("a", "b").get();
        assertTrue(fixture.restoreFails(backup, INDICES, Kind.CHECK_FAILED)
                .getMessage()
                .contains("has no such snapshot"));
        assertEquals(Collections.emptySet(), fixture.indices());
    }

    private static void assertNames(BackupException failure, Path file, String word) {
        assertTrue(
                failure.getMessage(),
                failure.getMessage().contains(file.toString())
                        && failure.getMessage().contains(word));
    }

    private static void change(BackupFixture.Backup backup, String index, UnaryOperator<String> change)
            throws IOException {
        Path file = backup.directory.resolve("indices").resolve(index + ".ndjson.gz");
        String text;
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String changed = change.apply(text);
        assertNotEquals(text, changed);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(changed.getBytes(StandardCharsets.UTF_8));
        }
        Files.write(file, bytes.toByteArray());
    }
}
