package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.admin.indices.mapping.put.PutMappingRequest;
import org.elasticsearch.action.admin.indices.refresh.RefreshRequest;
import org.elasticsearch.action.bulk.BulkRequest;
import org.elasticsearch.action.get.MultiGetRequest;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.XContentType;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Interrupts plans for random backups and documents anywhere. Applying again reaches the backup's documents; undoing
 * reaches those from before.
 */
public class DocumentPlanPropertyIT {

    @ClassRule
    public static final ElasticsearchRule elasticsearch = new ElasticsearchRule();

    private static final boolean LONG = Boolean.getBoolean("long");
    private static final List<String> INDICES = Arrays.asList("one", "three", "five");
    /** What a plan asks of Elasticsearch that changes or reads something: it may be interrupted at each. */
    private static final Predicate<ActionRequest> ANY = request -> request instanceof BulkRequest
            || request instanceof PutMappingRequest
            || request instanceof RefreshRequest
            || request instanceof MultiGetRequest;

    private static int counter;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Client client;

    @Before
    public void prepare() {
        client = elasticsearch.nodeClient();
        create("one", 1);
        create("three", 3);
        create("five", 5);
    }

    private void create(String index, int shards) {
        fixture(ExportEngine.NAME).create(index, shards);
        // no test of this class kills Elasticsearch itself, and flushing each request to the disk takes longer than all
        // else
        client.admin()
                .indices()
                .prepareUpdateSettings(index)
                .setSettings(Settings.builder().put("index.translog.durability", "async"))
                .get();
    }

    private BackupFixture fixture(String engine) {
        return new BackupFixture(
                client,
                folder.getRoot().toPath(),
                engine,
                SnapshotRepositorySettings.fileSystem("property" + ++counter));
    }

    @After
    public void clear() {
        fixture(ExportEngine.NAME).clear();
    }

    /** A random backup, random live documents, and the plan that leads from these to that. */
    private final class Case {

        final String name;
        final Random random;
        final BackupFixture fixture;
        final BackupFixture.Backup backup;
        final Map<String, String> target;
        final Map<String, String> before;
        final Path work;
        final long batchBytes;
        DocumentPlan plan;
        int interruptions;

        Case(long seed, int ids) throws Exception {
            random = new Random(seed);
            String engine = seed % 5 == 0 ? SnapshotEngine.NAME : ExportEngine.NAME;
            batchBytes = 100 + random.nextInt(1000);
            name = "seed " + seed + ", " + engine + ", batches of " + batchBytes + " bytes";
            fixture = new BackupFixture(
                    client,
                    folder.newFolder().toPath(),
                    engine,
                    SnapshotRepositorySettings.fileSystem("case" + ++counter));
            RandomDocuments documents = new RandomDocuments(client, INDICES, random, ids);
            documents.clear(fixture.content(INDICES));
            documents.change(Collections.emptyMap());
            if (seed % 3 == 0) {
                client.admin()
                        .indices()
                        .preparePutMapping("three")
                        .setType("_doc")
                        .setSource("{\"properties\":{\"late" + seed + "\":{\"type\":\"keyword\"}}}", XContentType.JSON)
                        .get();
                fixture.put("three", "late", null, "{\"late" + seed + "\":\"x\"}");
            }
            // in every case, two documents change their routing and stay in their shard
            fixture.put("one", "moved", "a", "{\"name\":\"at a\"}");
            fixture.put("one", "moved-too", "b", "{\"name\":\"at b\"}");
            target = fixture.content(INDICES);
            backup = fixture.backup(INDICES);
            if (seed % 3 == 0) {
                // a live index that lacks a field: the plan adds it first
                client.admin().indices().prepareDelete("three").get();
                create("three", 3);
            }
            documents.change(target);
            fixture.put("one", "moved", "b", "{\"name\":\"at b\"}");
            fixture.put("one", "moved-too", "a", "{\"name\":\"at a\"}");
            before = fixture.content(INDICES);
            work = fixture.work();
            fixture.plan(client, work, backup, INDICES, ProtectedDocuments.NONE);
            plan = open(client);
        }

        DocumentPlan open(Client with) {
            return DocumentPlan.open(work, with, batchBytes);
        }

        void assertTarget(String what) {
            assertContent(what, target);
            plan.verify(backup.manifest);
        }

        void assertBefore(String what) {
            assertContent(what, before);
            plan.verifyUndone();
        }

        private void assertContent(String what, Map<String, String> expected) {
            String difference = RandomDocuments.difference(expected, fixture.content(INDICES));
            assertTrue(name + ", " + what + ":\n" + difference, difference.isEmpty());
        }

        /**
         * Begins and is interrupted, unless it is done before.
         *
         * @return whether it was interrupted
         */
        boolean interrupted(Consumer<DocumentPlan> action, int left, int moment, boolean dies) {
            InterruptedClient dying = new InterruptedClient(client, ANY, left, moment, dies);
            DocumentPlan begun = open(dying);
            if (dies) {
                try {
                    action.accept(begun);
                } catch (InterruptedClient.Killed e) {
                    interruptions++;
                }
            } else {
                try {
                    action.accept(begun);
                } catch (BackupException e) {
                    assertEquals(name, BackupException.Kind.ELASTICSEARCH, e.kind());
                    interruptions++;
                    // the process goes on, with the very plan
                    plan = begun;
                }
            }
            return dying.wasInterrupted();
        }
    }

    @Test
    public void repeatsAndUndoesASmallPlanAfterAnyInterruption() throws Exception {
        long first = LONG ? System.nanoTime() % 1_000_000 : 1;
        for (long seed = first; seed < first + (LONG ? 20 : 2); seed++) {
            Case one = new Case(seed, 4);
            everyInterruption(one);
            assertTrue(one.name + " was interrupted " + one.interruptions + " times", one.interruptions >= 4 * 3);
        }
    }

    private void everyInterruption(Case one) {
        boolean reached = true;
        for (int left = 0; reached; left++) {
            reached = false;
            for (int moment = 0; moment < 3; moment++) {
                if (left + moment == 0) {
                    one.interrupted(DocumentPlan::writeUndoLog, 0, 0, true);
                    one.plan.writeUndoLog();
                }
                boolean dies = (left + moment) % 2 == 0;
                String where =
                        "interrupted behind " + left + " requests, moment " + moment + (dies ? ", dead" : ", failed");

                reached |= one.interrupted(any -> any.apply(Progress.NONE), left, moment, dies);
                one.plan.undo();
                one.assertBefore("apply " + where + ", then undo");

                one.interrupted(any -> any.apply(Progress.NONE), left, moment, dies);
                one.plan.apply(Progress.NONE);
                one.assertTarget("apply " + where + ", then apply");

                reached |= one.interrupted(DocumentPlan::undo, left, moment, dies);
                one.plan.apply(Progress.NONE);
                one.assertTarget("undo " + where + ", then apply");

                one.interrupted(DocumentPlan::undo, left, moment, dies);
                one.plan.undo();
                one.assertBefore("undo " + where + ", then undo");
            }
        }
    }

    @Test
    public void endsWhereTheLastOfManyInterruptedStepsLeads() throws Exception {
        long first = LONG ? System.nanoTime() % 1_000_000 : 100;
        int interruptions = 0;
        for (long seed = first; seed < first + (LONG ? 300 : 12); seed++) {
            Case one = new Case(seed, 3 + (int) (seed % 20));
            one.interrupted(
                    DocumentPlan::writeUndoLog, one.random.nextInt(3), one.random.nextInt(3), one.random.nextBoolean());
            one.plan.writeUndoLog();
            for (int steps = 1 + one.random.nextInt(5); steps > 0; steps--) {
                // as one does who does not know how far the last one came
                one.plan.writeUndoLog();
                one.interrupted(
                        one.random.nextBoolean() ? any -> any.apply(Progress.NONE) : DocumentPlan::undo,
                        one.random.nextInt(8),
                        one.random.nextInt(3),
                        one.random.nextBoolean());
            }
            if (one.random.nextBoolean()) {
                one.plan.apply(Progress.NONE);
                one.assertTarget("walk to the target");
                one.plan.undo();
                one.assertBefore("and back");
            } else {
                one.plan.undo();
                one.assertBefore("walk back");
                one.plan.apply(Progress.NONE);
                one.assertTarget("and to the target");
            }
            interruptions += one.interruptions;
        }
        assertTrue(interruptions + " interruptions", interruptions > 12);
    }

    /** Making a plan only reads: whatever stops it, the documents stay, and the next plan is whole. */
    @Test
    public void ignoresAPlanThatWasNotCompleted() throws Exception {
        for (long seed = 200; seed < (LONG ? 240 : 204); seed++) {
            Case one = new Case(seed, 6);
            int deaths = 0;
            boolean reached = true;
            for (int left = 0; reached; left += 1 + one.random.nextInt(3)) {
                InterruptedClient dying =
                        new InterruptedClient(client, request -> true, left, one.random.nextInt(2) * 2, true);
                Path work = one.fixture.work();
                try (BackupDocumentReader source = one.fixture.engine.open(
                        one.backup.manifest, one.backup.directory, INDICES, "w", Progress.NONE)) {
                    DocumentPlan.compute(
                            work,
                            dying,
                            new BackupSource(one.fixture.indices(dying, one.backup), source, ProtectedDocuments.NONE),
                            INDICES,
                            Progress.NONE);
                } catch (InterruptedClient.Killed e) {
                    deaths++;
                    assertEquals(
                            one.name,
                            BackupException.Kind.NOT_FOUND,
                            assertThrows(BackupException.class, () -> DocumentPlan.open(work, client))
                                    .kind());
                }
                reached = dying.wasInterrupted();
            }
            assertTrue(one.name + " died " + deaths + " times", deaths > 2);
            one.assertContent("only read", one.before);
            one.plan.writeUndoLog();
            one.plan.apply(Progress.NONE);
            one.assertTarget("applied");
        }
    }

    @Test
    public void exceedsTheRequestLimitOnlyForASingleDocument() throws Exception {
        for (long seed = 300; seed < (LONG ? 340 : 304); seed++) {
            Case one = new Case(seed, 20);
            one.plan.writeUndoLog();
            RecordingClient recording = new RecordingClient(client);
            one.open(recording).apply(Progress.NONE);
            one.open(recording).undo();
            List<String> sizes = new ArrayList<>();
            for (BulkRequest bulk : recording.bulks) {
                sizes.add(bulk.numberOfActions() + ": " + bulk.estimatedSizeInBytes());
                assertTrue(
                        one.name + ": " + sizes,
                        bulk.estimatedSizeInBytes() <= one.batchBytes || bulk.numberOfActions() == 1);
            }
            one.assertBefore("undone");
        }
    }

    @Test
    public void putsAtMostFiveMegabytesIntoARequest() {
        BackupFixture fixture = fixture(ExportEngine.NAME);
        client.admin()
                .indices()
                .preparePutMapping("one")
                .setType("_doc")
                .setSource("{\"properties\":{\"text\":{\"type\":\"keyword\",\"ignore_above\":10}}}", XContentType.JSON)
                .get();
        String text = String.join("", Collections.nCopies(700 << 10, "x"));
        for (int i = 0; i < 20; i++) {
            fixture.put("one", "large" + i, null, "{\"text\":\"" + i + text + "\"}");
        }
        fixture.fill("five", 2500, "small");
        Map<String, String> target = fixture.content(INDICES);
        BackupFixture.Backup backup = fixture.backup(INDICES);
        new RandomDocuments(client, INDICES, new Random(1), 1).clear(target);
        Path work = fixture.work();
        DocumentPlan plan = fixture.plan(client, work, backup, INDICES, ProtectedDocuments.NONE);
        plan.writeUndoLog();
        RecordingClient recording = new RecordingClient(client);
        DocumentPlan.open(work, recording).apply(Progress.NONE);
        plan.verify(backup.manifest);
        assertEquals(
                2520,
                recording.bulks.stream().mapToInt(BulkRequest::numberOfActions).sum());
        // 14 MB of large ones, and at most 1000 small ones at once
        assertTrue(recording.bulks.size() + " requests", recording.bulks.size() >= 5 && recording.bulks.size() <= 7);
        recording.bulks.forEach(
                bulk -> assertTrue("" + bulk.estimatedSizeInBytes(), bulk.estimatedSizeInBytes() <= 5 << 20));
    }
}
