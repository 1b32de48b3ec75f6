package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.it.EmbeddedElasticsearch;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.action.Action;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionRequestBuilder;
import org.elasticsearch.action.ActionResponse;
import org.elasticsearch.action.admin.indices.refresh.RefreshRequest;
import org.elasticsearch.action.support.DefaultShardOperationFailedException;
import org.elasticsearch.client.Client;
import org.elasticsearch.client.FilterClient;
import org.elasticsearch.common.io.stream.BytesStreamOutput;
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

public class DocumentPlanIT {

    @ClassRule
    public static final TemporaryFolder REPOSITORIES = new TemporaryFolder();

    private static final List<String> ONE = Collections.singletonList("one");
    private static final List<String> BOTH = Arrays.asList("one", "five");

    private static EmbeddedElasticsearch elasticsearch;
    private static int counter;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private BackupFixture fixture;

    @BeforeClass
    public static void startElasticsearch() {
        elasticsearch = EmbeddedElasticsearch.start(REPOSITORIES.getRoot().toPath());
    }

    @AfterClass
    public static void stopElasticsearch() {
        elasticsearch.close();
    }

    @Before
    public void prepare() {
        fixture = new BackupFixture(elasticsearch.nodeClient(), folder.getRoot().toPath(), "plan" + ++counter);
        fixture.create("one", 1);
        fixture.create("five", 5);
    }

    @After
    public void clear() {
        fixture.clear();
    }

    @Test
    public void anyInterruptionAndThenAgainEndsInExactlyTheTargetAndUndoneInExactlyTheState() {
        // Enough documents for several bulk requests of at most 1000.
        fixture.fill("five", 3500, "v");
        fixture.fill("one", 120, "v");
        Map<String, String> target = fixture.content(BOTH);
        BackupFixture.Backup backup = fixture.backup(BOTH);
        for (long seed = 1; seed <= 4; seed++) {
            Random random = new Random(seed);
            fixture.mutate("one", 120, random);
            fixture.fill("five", 3000 + random.nextInt(1000), "seed" + seed + "-");
            Map<String, String> before = fixture.content(BOTH);
            Path work = fixture.work();
            DocumentPlan plan = fixture.plan(fixture.client, work, backup, BOTH, DocumentFilter.NONE);
            plan.writeUndoLog();

            untilItSurvives(work, random, any -> any.apply(Progress.NONE), true);
            assertEquals("seed " + seed, target, fixture.content(BOTH));
            DocumentPlan.open(work, fixture.client).verify(backup.manifest);

            untilItSurvives(work, random, DocumentPlan::undo, true);
            assertEquals("undone, seed " + seed, before, fixture.content(BOTH));
            DocumentPlan.open(work, fixture.client).verifyUndone();

            untilItSurvives(work, random, any -> any.apply(Progress.NONE), false);
            untilItSurvives(work, random, DocumentPlan::undo, true);
            assertEquals("half applied and undone, seed " + seed, before, fixture.content(BOTH));
        }
    }

    /** Dies at each bulk request in turn, each time beginning anew from the files alone. */
    private void untilItSurvives(Path work, Random random, Consumer<DocumentPlan> action, boolean complete) {
        int deaths = 0;
        while (true) {
            try {
                Client dying = new InterruptedClient(fixture.client, deaths, random.nextInt(3));
                action.accept(DocumentPlan.open(work, dying));
                assertTrue("several bulk requests", deaths > 2);
                return;
            } catch (InterruptedClient.Killed e) {
                deaths++;
                if (!complete && deaths > random.nextInt(4)) {
                    return;
                }
            }
        }
    }

    @Test
    public void aDocumentThatChangesItsRoutingIsOneDocumentAndNotTwo() {
        fixture.put("one", "moved", "before", "{\"name\":\"before\"}");
        Map<String, String> target = fixture.content(ONE);
        BackupFixture.Backup backup = fixture.backup(ONE);
        fixture.put("one", "moved", "after", "{\"name\":\"after\"}");
        Map<String, String> before = fixture.content(ONE);
        assertEquals(1, before.size());
        DocumentPlan plan = fixture.plan(backup, ONE, DocumentFilter.NONE);
        plan.writeUndoLog();
        plan.apply(Progress.NONE);
        plan.verify(backup.manifest);
        assertEquals(target, fixture.content(ONE));
        plan.undo();
        assertEquals(before, fixture.content(ONE));
        plan.verifyUndone();
    }

    @Test
    public void anUnchangedIndexIsNotEvenRead() throws Exception {
        fixture.fill("one", 10, "v");
        BackupFixture.Backup backup = fixture.backup(BOTH);
        // Reading the lists would fail.
        Files.delete(backup.directory.resolve("documents/one.gz"));
        Files.delete(backup.directory.resolve("documents/five.gz"));
        DocumentPlan plan = fixture.plan(backup, BOTH, DocumentFilter.NONE);
        assertTrue(plan.isEmpty());
        plan.writeUndoLog();
        plan.apply(Progress.NONE);
        plan.verify(backup.manifest);
    }

    @Test
    public void onlyTheDifferenceIsInThePlan() {
        fixture.fill("one", 100, "v");
        BackupFixture.Backup backup = fixture.backup(BOTH);
        fixture.put("one", "d1", null, "{}");
        fixture.delete("one", "d2", null);
        fixture.put("one", "added", null, "{}");
        // written again with the same content: no difference
        fixture.put("five", "x", null, "{}");
        fixture.delete("five", "x", null);
        DocumentPlan plan = fixture.plan(backup, BOTH, DocumentFilter.NONE);
        assertEquals(3, plan.operations());
        assertEquals(Collections.singleton("one"), plan.touchedIndices());
        assertEquals(64, plan.digest().length());
        assertEquals(
                plan.digest(), DocumentPlan.open(folderOf(plan), fixture.client).digest());
    }

    private Path folderOf(DocumentPlan plan) {
        try (Stream<Path> works = Files.list(folder.getRoot().toPath())) {
            return works.filter(each -> each.getFileName().toString().startsWith("work-"))
                    .findFirst()
                    .get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    public void protectedDocumentsStayWhateverTheBackupHolds() {
        fixture.fill("one", 10, "v");
        fixture.put("one", "mine", null, "{\"name\":\"old\"}");
        fixture.put("one", "mine-only-then", null, "{}");
        BackupFixture.Backup backup = fixture.backup(ONE);
        fixture.put("one", "mine", null, "{\"name\":\"new\"}");
        fixture.delete("one", "mine-only-then", null);
        fixture.put("one", "mine-only-now", null, "{}");
        fixture.put("one", "other", null, "{}");
        DocumentFilter filter = (index, id) -> index.equals("one") && id.startsWith("mine");
        DocumentPlan plan = fixture.plan(backup, ONE, filter);
        plan.writeUndoLog();
        plan.apply(Progress.NONE);
        plan.verify(backup.manifest);
        Map<String, String> now = fixture.content(ONE);
        assertEquals("{\"name\":\"new\"}", now.get("one/mine/-"));
        assertTrue(now.containsKey("one/mine-only-now/-"));
        assertFalse(now.containsKey("one/mine-only-then/-"));
        assertFalse(now.containsKey("one/other/-"));
        assertEquals(12, now.size());
    }

    @Test
    public void whatMovedAfterThePlanIsComparedAgain() {
        fixture.fill("one", 10, "v");
        fixture.fill("five", 10, "v");
        Map<String, String> target = fixture.content(BOTH);
        BackupFixture.Backup backup = fixture.backup(BOTH);
        fixture.put("five", "d1", null, "{\"name\":\"changed\"}");
        try (BackedUpDocuments source =
                fixture.engine.open(backup.manifest, backup.directory, BOTH, "w", Progress.NONE)) {
            BackupSource stored =
                    new BackupSource(fixture.indices(fixture.client, backup), source, DocumentFilter.NONE);
            DocumentPlan plan = DocumentPlan.compute(fixture.work(), fixture.client, stored, BOTH, Progress.NONE);
            assertFalse("nothing moved", plan.refresh(stored, Progress.NONE));
            String digest = plan.digest();
            fixture.put("one", "late", null, "{}");
            fixture.delete("one", "d4", null);
            assertTrue(plan.refresh(stored, Progress.NONE));
            assertNotEquals(digest, plan.digest());
            assertEquals(new TreeSet<>(BOTH), plan.touchedIndices());
            plan.writeUndoLog();
            assertThrows(IllegalStateException.class, () -> plan.refresh(stored, Progress.NONE));
            plan.apply(Progress.NONE);
            plan.verify(backup.manifest);
        }
        assertEquals(target, fixture.content(BOTH));
    }

    @Test
    public void verifyNamesWhatIsNotAsItShouldBe() {
        fixture.fill("one", 30, "v");
        BackupFixture.Backup backup = fixture.backup(ONE);
        fixture.mutate("one", 30, new Random(5));
        fixture.put("one", "d1", null, "{}");
        DocumentPlan plan = fixture.plan(backup, ONE, DocumentFilter.NONE);
        plan.writeUndoLog();
        BackupException many = assertThrows(BackupException.class, () -> plan.verify(backup.manifest));
        assertEquals(Kind.CHECK_FAILED, many.kind());
        assertTrue(many.getMessage(), many.getMessage().endsWith("and more."));
        plan.apply(Progress.NONE);
        plan.verify(backup.manifest);
        fixture.put("one", "d1", null, "{\"name\":\"tampered\"}");
        BackupException one = assertThrows(BackupException.class, () -> plan.verify(backup.manifest));
        assertTrue(one.getMessage(), one.getMessage().contains("document d1 of index one has another content"));
    }

    @Test
    public void theUndoLogIsNeverWrittenTwice() {
        fixture.fill("one", 10, "v");
        BackupFixture.Backup backup = fixture.backup(ONE);
        fixture.mutate("one", 10, new Random(2));
        Map<String, String> before = fixture.content(ONE);
        DocumentPlan plan = fixture.plan(backup, ONE, DocumentFilter.NONE);
        assertThrows(IllegalStateException.class, () -> plan.apply(Progress.NONE));
        plan.writeUndoLog();
        plan.apply(Progress.NONE);
        plan.writeUndoLog();
        plan.undo();
        assertEquals(before, fixture.content(ONE));
    }

    @Test
    public void aDamagedTargetIsRefusedBeforeAnythingIsChanged() throws Exception {
        fixture.fill("one", 10, "v");
        BackupFixture.Backup backup = fixture.backup(ONE);
        fixture.mutate("one", 10, new Random(2));
        Map<String, String> before = fixture.content(ONE);
        Path work = fixture.work();
        DocumentPlan plan = fixture.plan(fixture.client, work, backup, ONE, DocumentFilter.NONE);
        plan.writeUndoLog();
        Path log = work.resolve("documents.target");
        byte[] bytes = Files.readAllBytes(log);
        bytes[bytes.length / 2] ^= 1;
        Files.write(log, bytes);
        assertEquals(
                Kind.CHECK_FAILED,
                assertThrows(BackupException.class, () -> plan.apply(Progress.NONE))
                        .kind());
        assertEquals(before, fixture.content(ONE));
    }

    @Test
    public void allIncompatibleAndMissingIndicesAreNamedAtOnce() {
        fixture.create("gone", 1);
        List<String> indices = Arrays.asList("one", "five", "gone");
        BackupFixture.Backup backup = fixture.backup(indices);
        fixture.client.admin().indices().prepareDelete("one", "gone").get();
        fixture.client
                .admin()
                .indices()
                .prepareCreate("one")
                .addMapping(
                        "_doc",
                        "{\"_doc\":{\"properties\":{\"name\":{\"type\":\"text\"},\"more\":{\"type\":\"long\"}}}}",
                        XContentType.JSON)
                .get();
        BackupException failure =
                assertThrows(BackupException.class, () -> fixture.plan(backup, indices, DocumentFilter.NONE));
        assertEquals(Kind.PRECONDITION, failure.kind());
        assertTrue(failure.getMessage(), failure.getMessage().contains("field name: type is text, was keyword"));
        assertTrue(failure.getMessage(), failure.getMessage().contains("index gone is missing"));
        assertTrue(failure.getMessage(), failure.getMessage().contains("analysis"));
    }

    @Test
    public void fieldsThatTheLiveIndexLacksAreAddedAsTheyWere() {
        fixture.client
                .admin()
                .indices()
                .preparePutMapping("one")
                .setType("_doc")
                .setSource("{\"properties\":{\"code\":{\"type\":\"keyword\"}}}", XContentType.JSON)
                .get();
        fixture.put("one", "x", null, "{\"code\":\"A b\"}");
        BackupFixture.Backup backup = fixture.backup(ONE);
        fixture.client.admin().indices().prepareDelete("one").get();
        fixture.create("one", 1);
        fixture.restore(backup, ONE);
        IndexDefinition live = IndexDefinition.ofLive(fixture.client, ONE).get("one");
        assertEquals(
                Collections.emptyList(),
                IndexCompatibility.of(IndexDefinition.read(backup.directory.resolve("indices/one.json")), live)
                        .obstacles());
        assertTrue(live.mappingJson(), live.mappingJson().contains("\"code\":{\"type\":\"keyword\"}"));
    }

    @Test
    public void aLostIndexIsNotMadeByABulkRequest() {
        fixture.fill("one", 3, "v");
        BackupFixture.Backup backup = fixture.backup(ONE);
        fixture.put("one", "d1", null, "{}");
        DocumentPlan plan = fixture.plan(backup, ONE, DocumentFilter.NONE);
        plan.writeUndoLog();
        fixture.client.admin().indices().prepareDelete("one").get();
        assertEquals(
                Kind.PRECONDITION,
                assertThrows(BackupException.class, () -> plan.apply(Progress.NONE))
                        .kind());
        assertEquals(Collections.singletonList("five"), fixture.allIndices());
    }

    /** A search would not see what was written last, and not say so. */
    @Test
    public void aShardThatCannotBeRefreshedIsNotReadWithoutItsLatestDocuments() {
        fixture.fill("one", 3, "v");
        BackupFixture.Backup backup = fixture.backup(ONE);
        fixture.put("one", "d1", null, "{}");
        Client unrefreshed = new FilterClient(fixture.client) {
            @Override
            protected <Q extends ActionRequest, R extends ActionResponse, B extends ActionRequestBuilder<Q, R, B>>
                    void doExecute(Action<Q, R, B> action, Q request, ActionListener<R> listener) {
                if (!(request instanceof RefreshRequest)) {
                    super.doExecute(action, request, listener);
                    return;
                }
                try (BytesStreamOutput answer = new BytesStreamOutput()) {
                    answer.writeVInt(2);
                    answer.writeVInt(1);
                    answer.writeVInt(1);
                    answer.writeVInt(1);
                    new DefaultShardOperationFailedException("one", 0, new IOException("the node is gone"))
                            .writeTo(answer);
                    R response = action.newResponse();
                    response.readFrom(answer.bytes().streamInput());
                    listener.onResponse(response);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        BackupException failure = assertThrows(
                BackupException.class,
                () -> fixture.plan(unrefreshed, fixture.work(), backup, ONE, DocumentFilter.NONE));
        assertEquals(Kind.ELASTICSEARCH, failure.kind());
        assertTrue(
                failure.getMessage(),
                failure.getMessage().startsWith("Refreshing index one failed for 1 of 2 shards: "));
        assertTrue(failure.getMessage(), failure.getMessage().contains("the node is gone"));
    }

    @Test
    public void aWriteBlockIsAFailureThatSaysWhatToDo() {
        fixture.fill("one", 3, "v");
        BackupFixture.Backup backup = fixture.backup(ONE);
        fixture.put("one", "d1", null, "{}");
        DocumentPlan plan = fixture.plan(backup, ONE, DocumentFilter.NONE);
        plan.writeUndoLog();
        block(true);
        BackupException failure = assertThrows(BackupException.class, () -> plan.apply(Progress.NONE));
        assertEquals(Kind.ELASTICSEARCH, failure.kind());
        assertTrue(failure.getMessage(), failure.getMessage().contains("Remove the block"));
        block(false);
        plan.apply(Progress.NONE);
        plan.verify(backup.manifest);
    }

    private void block(boolean on) {
        fixture.client
                .admin()
                .indices()
                .prepareUpdateSettings("one")
                .setSettings(Settings.builder().put("index.blocks.read_only_allow_delete", on))
                .get();
    }

    @Test
    public void aDocumentOfFiftyMegabytesSurvives() {
        String huge = "{\"text\":\""
                + String.join("", Collections.nCopies(50 << 10, String.join("", Collections.nCopies(1024, "y"))))
                + "\"}";
        fixture.client
                .admin()
                .indices()
                .preparePutMapping("one")
                .setType("_doc")
                .setSource("{\"properties\":{\"text\":{\"type\":\"keyword\",\"ignore_above\":10}}}", XContentType.JSON)
                .get();
        fixture.put("one", "huge", null, huge);
        fixture.fill("one", 20, "v");
        BackupFixture.Backup backup = fixture.backup(ONE);
        fixture.delete("one", "huge", null);
        fixture.delete("one", "d1", null);
        fixture.restore(backup, ONE);
        assertEquals(
                huge.length(),
                fixture.client
                        .prepareGet("one", "_doc", "huge")
                        .get()
                        .getSourceAsBytesRef()
                        .length());
    }
}
