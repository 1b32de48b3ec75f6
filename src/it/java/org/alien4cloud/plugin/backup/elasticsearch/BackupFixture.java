package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.LineageMarks;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.action.bulk.BulkRequestBuilder;
import org.elasticsearch.action.bulk.BulkResponse;
import org.elasticsearch.action.index.IndexRequestBuilder;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.unit.TimeValue;
import org.elasticsearch.common.xcontent.XContentType;
import org.elasticsearch.search.SearchHit;

/** Fills indices, backs them up, and reads Elasticsearch with code that shares nothing with what is tested. */
final class BackupFixture {

    final Client client;
    final Path directory;
    final IndexEngine engine;
    private final SnapshotRepositorySettings settings;
    private final Set<String> lineage = new TreeSet<>();
    private boolean leavesMarks = true;
    private int backups;

    BackupFixture(Client client, Path directory, String repositoryId) {
        this(client, directory, SnapshotEngine.NAME, SnapshotRepositorySettings.fileSystem(repositoryId));
    }

    /** @param engine its name */
    BackupFixture(Client client, Path directory, String engine, SnapshotRepositorySettings settings) {
        this.client = client;
        this.directory = directory;
        this.settings = settings;
        this.engine = engine.equals(ExportEngine.NAME)
                ? new ExportEngine(client, settings.temporaryPrefix())
                : new SnapshotEngine(client, settings, directory.resolve("raised-limits"), 60_000);
    }

    /** A backup that is done: its manifest and its directory. */
    static final class Backup {
        final Manifest manifest;
        final Path directory;

        Backup(Manifest manifest, Path directory) {
            this.manifest = manifest;
            this.directory = directory;
        }
    }

    /** Where a write would not be answered. */
    void leaveNoMarks() {
        leavesMarks = false;
    }

    void create(String index, int shards) {
        create(index, shards, 0);
    }

    void create(String index, int shards, int replicas) {
        client.admin()
                .indices()
                .prepareCreate(index)
                .setSettings(Settings.builder()
                        .put("index.number_of_shards", shards)
                        .put("index.number_of_replicas", replicas)
                        .put("index.analysis.analyzer.case_insensitive_sort.tokenizer", "keyword")
                        .putList("index.analysis.analyzer.case_insensitive_sort.filter", "lowercase"))
                .addMapping(
                        "_doc",
                        "{\"_doc\":{\"properties\":{\"name\":{\"type\":\"keyword\"},\"n\":{\"type\":\"long\"},"
                                + "\"parts\":{\"type\":\"nested\",\"properties\":{\"p\":{\"type\":\"keyword\"}}}}}}",
                        XContentType.JSON)
                .get();
    }

    void put(String index, String id, String routing, String json) {
        putting(index, id, routing, json).get();
    }

    void delete(String index, String id, String routing) {
        client.prepareDelete(index, "_doc", id).setRouting(routing).get();
    }

    /**
     * Documents {@code d0}, {@code d1} ..., each third with a routing, with spaces in their JSON that nothing may lose.
     */
    void fill(String index, int documents, String text) {
        BulkRequestBuilder bulk = client.prepareBulk();
        for (int i = 0; i < documents; i++) {
            bulk.add(putting(
                    index,
                    "d" + i,
                    i % 3 == 0 ? "r" + i % 2 : null,
                    "{ \"name\" : \"" + text + i + "\", \"n\":" + i + ", \"parts\":[{\"p\":\"a\"},{\"p\":\"b\"}] }"));
        }
        send(bulk);
    }

    /** Changes, deletes, adds and re-routes some of what {@link #fill} made. */
    void mutate(String index, int documents, Random random) {
        BulkRequestBuilder bulk = client.prepareBulk();
        for (int i = 0; i < documents; i++) {
            String id = "d" + i;
            String routing = i % 3 == 0 ? "r" + i % 2 : null;
            switch (random.nextInt(6)) {
                case 0:
                    bulk.add(putting(index, id, routing, "{\"name\":\"changed\",\"n\":" + random.nextInt() + "}"));
                    break;
                case 1:
                    bulk.add(client.prepareDelete(index, "_doc", id).setRouting(routing));
                    break;
                case 2:
                    bulk.add(putting(index, "new" + i, random.nextBoolean() ? "r1" : null, "{\"name\":\"new\"}"));
                    break;
                case 3:
                    bulk.add(client.prepareDelete(index, "_doc", id).setRouting(routing));
                    bulk.add(putting(index, id, "other" + random.nextInt(3), "{\"name\":\"rerouted\"}"));
                    break;
                default:
                    break;
            }
        }
        send(bulk);
    }

    private IndexRequestBuilder putting(String index, String id, String routing, String json) {
        return client.prepareIndex(index, "_doc", id).setRouting(routing).setSource(json, XContentType.JSON);
    }

    private static void send(BulkRequestBuilder bulk) {
        if (bulk.numberOfActions() > 0) {
            BulkResponse answer = bulk.get();
            if (answer.hasFailures()) {
                throw new AssertionError(answer.buildFailureMessage());
            }
        }
    }

    Backup backup(List<String> indices) {
        return backup(indices, Progress.NONE);
    }

    Backup backup(List<String> indices, Progress progress) {
        return backup(indices, PreviousCapture.NONE, DocumentVisitor.NONE, progress);
    }

    Backup backup(List<String> indices, PreviousCapture previous, DocumentVisitor visitor, Progress progress) {
        return backup(
                indices,
                previous,
                visitor,
                capture -> {
                    // what is taken once is enough
                },
                progress);
    }

    /** @param taken what to do between the documents having been taken and their being described */
    Backup backup(
            List<String> indices,
            PreviousCapture previous,
            DocumentVisitor visitor,
            Consumer<DocumentCapture> taken,
            Progress progress) {
        BackupName name = BackupName.of("Backup_" + ++backups);
        Path target = directory.resolve(name.value());
        CapturedIndices capture = capture(name, indices, target, previous, visitor, taken, progress);
        try {
            if (leavesMarks) {
                LineageMarks marks = new ElasticsearchMarks(client);
                marks.flush(indices);
                marks.add("it", name.value(), lineage);
                lineage.add(name.value());
            }
        } catch (BackupException e) {
            progress.log("A backup is whole without a mark: " + e.getMessage());
        }
        return new Backup(
                Manifest.builder()
                        .name(name)
                        .repositoryId("it")
                        .lineage(name.value())
                        .trigger(BackupOrigin.MANUAL)
                        .engine(engine.name())
                        .engineData(capture.engineData())
                        .indices(capture.indices())
                        .documents(capture.documents())
                        .build(),
                target);
    }

    CapturedIndices capture(BackupName name, List<String> indices, Path target, Progress progress) {
        return capture(
                name,
                indices,
                target,
                PreviousCapture.NONE,
                DocumentVisitor.NONE,
                DocumentCapture::sampleStates,
                progress);
    }

    /** What it leaves when it fails is discarded. */
    private CapturedIndices capture(
            BackupName name,
            List<String> indices,
            Path target,
            PreviousCapture previous,
            DocumentVisitor visitor,
            Consumer<DocumentCapture> taken,
            Progress progress) {
        try {
            DocumentCapture capture = engine.begin(name, indices, Files.createDirectories(target), previous, visitor);
            capture.take(progress);
            taken.accept(capture);
            return capture.finish(progress);
        } catch (RuntimeException e) {
            engine.discard(target);
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A plan to bring the indices to the backup, as a restore makes it before it applies it. */
    DocumentPlan plan(Backup backup, List<String> indices, ProtectedDocuments filter) {
        return plan(client, work(), backup, indices, filter);
    }

    DocumentPlan plan(Client with, Path work, Backup backup, List<String> indices, ProtectedDocuments filter) {
        try (BackupDocumentReader source =
                engine.open(backup.manifest, backup.directory, indices, "work", Progress.NONE)) {
            return DocumentPlan.compute(
                    work, with, new BackupSource(indices(with, backup), source, filter), indices, Progress.NONE);
        }
    }

    /** The indices of a backup, as restores look at them. */
    BackedUpIndices indices(Client with, Backup backup) {
        return indices(with, backup, false);
    }

    /** @param full whether nothing is taken for unchanged without being read */
    BackedUpIndices indices(Client with, Backup backup, boolean full) {
        return new BackedUpIndices(with, backup.manifest, backup.directory, full, settings.temporaryPrefix());
    }

    Path work() {
        try {
            return Files.createTempDirectory(directory, "work-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void restore(Backup backup, List<String> indices) {
        DocumentPlan plan = plan(backup, indices, ProtectedDocuments.NONE);
        plan.writeUndoLog();
        plan.apply(Progress.NONE);
        plan.verify(backup.manifest);
    }

    /** Every document: "index/id/routing" to its source, byte for byte. */
    Map<String, String> content(Collection<String> indices) {
        Map<String, String> content = new TreeMap<>();
        if (indices.isEmpty()) {
            return content;
        }
        String[] names = indices.toArray(new String[0]);
        client.admin().indices().prepareRefresh(names).get();
        SearchResponse page = client.prepareSearch(names)
                .setSize(500)
                .setScroll(TimeValue.timeValueMinutes(1))
                .get();
        while (page.getHits().getHits().length > 0) {
            for (SearchHit hit : page.getHits().getHits()) {
                Object routing = hit.field("_routing") == null
                        ? "-"
                        : hit.field("_routing").getValue();
                content.put(
                        hit.getIndex() + "/" + hit.getId() + "/" + routing,
                        hit.getSourceRef().utf8ToString());
            }
            page = client.prepareSearchScroll(page.getScrollId())
                    .setScroll(TimeValue.timeValueMinutes(1))
                    .get();
        }
        client.prepareClearScroll().addScrollId(page.getScrollId()).get();
        return content;
    }

    /** The names of all indices of the cluster but the one of marks. */
    List<String> allIndices() {
        List<String> indices = new ArrayList<>(Arrays.asList(client.admin()
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

    List<String> snapshots() {
        List<String> names = new ArrayList<>();
        client.admin()
                .cluster()
                .prepareGetSnapshots(settings.name())
                .get()
                .getSnapshots()
                .forEach(each -> names.add(each.snapshotId().getName()));
        return names;
    }

    /** Removes everything from Elasticsearch. */
    void clear() {
        for (String index : client.admin()
                .cluster()
                .prepareState()
                .clear()
                .setMetaData(true)
                .get()
                .getState()
                .metaData()
                .getConcreteAllIndices()) {
            client.admin().indices().prepareDelete(index).get();
        }
    }

    /** Checks that restoring whole indices fails. */
    BackupException restoreFails(Backup backup, List<String> indices, BackupException.Kind kind) {
        BackupException failure = assertThrows(
                BackupException.class,
                () -> engine.restore(backup.manifest, backup.directory, indices, RestoreTarget.live(), Progress.NONE));
        assertEquals(failure.getMessage(), kind, failure.kind());
        assertEquals(Arrays.toString(failure.getSuppressed()), 0, failure.getSuppressed().length);
        return failure;
    }

    /** As {@link #allIndices()}, to be compared in any order. */
    Set<String> indices() {
        return new TreeSet<>(allIndices());
    }
}
