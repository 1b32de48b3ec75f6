package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
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
import java.util.function.Consumer;
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
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Plans for documents that are interrupted, damaged or refused: they change nothing, or can be repeated and undone. */
public class DocumentPlanFailuresIT {

    @ClassRule
    public static final ElasticsearchRule elasticsearch = new ElasticsearchRule();

    private static final List<String> ONE = Collections.singletonList("one");
    private static final List<String> BOTH = Arrays.asList("one", "five");

    private static int counter;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private BackupFixture fixture;

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
    public void reachesTargetOrOldStateAfterAnyInterruption() {
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
            DocumentPlan plan = fixture.plan(fixture.client, work, backup, BOTH, ProtectedDocuments.NONE);
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
    public void writesTheUndoLogOnce() {
        fixture.fill("one", 10, "v");
        BackupFixture.Backup backup = fixture.backup(ONE);
        fixture.mutate("one", 10, new Random(2));
        Map<String, String> before = fixture.content(ONE);
        DocumentPlan plan = fixture.plan(backup, ONE, ProtectedDocuments.NONE);
        assertThrows(IllegalStateException.class, () -> plan.apply(Progress.NONE));
        plan.writeUndoLog();
        plan.apply(Progress.NONE);
        plan.writeUndoLog();
        plan.undo();
        assertEquals(before, fixture.content(ONE));
    }

    @Test
    public void refusesADamagedTargetBeforeAnyChange() throws Exception {
        fixture.fill("one", 10, "v");
        BackupFixture.Backup backup = fixture.backup(ONE);
        fixture.mutate("one", 10, new Random(2));
        Map<String, String> before = fixture.content(ONE);
        Path work = fixture.work();
        DocumentPlan plan = fixture.plan(fixture.client, work, backup, ONE, ProtectedDocuments.NONE);
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
    public void namesAllIncompatibleAndMissingIndices() {
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
                assertThrows(BackupException.class, () -> fixture.plan(backup, indices, ProtectedDocuments.NONE));
        assertEquals(Kind.PRECONDITION, failure.kind());
        assertTrue(failure.getMessage(), failure.getMessage().contains("field name: type is text, was keyword"));
        assertTrue(failure.getMessage(), failure.getMessage().contains("index gone is missing"));
        assertTrue(failure.getMessage(), failure.getMessage().contains("analysis"));
    }

    @Test
    public void createsNoLostIndexByABulkRequest() {
        fixture.fill("one", 3, "v");
        BackupFixture.Backup backup = fixture.backup(ONE);
        fixture.put("one", "d1", null, "{}");
        DocumentPlan plan = fixture.plan(backup, ONE, ProtectedDocuments.NONE);
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
    public void failsIfAShardCannotBeRefreshed() {
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
                () -> fixture.plan(unrefreshed, fixture.work(), backup, ONE, ProtectedDocuments.NONE));
        assertEquals(Kind.ELASTICSEARCH, failure.kind());
        assertTrue(
                failure.getMessage(),
                failure.getMessage().startsWith("Refreshing index one failed for 1 of 2 shards: "));
        assertTrue(failure.getMessage(), failure.getMessage().contains("the node is gone"));
    }

    @Test
    public void saysWhatToDoAboutAWriteBlock() {
        fixture.fill("one", 3, "v");
        BackupFixture.Backup backup = fixture.backup(ONE);
        fixture.put("one", "d1", null, "{}");
        DocumentPlan plan = fixture.plan(backup, ONE, ProtectedDocuments.NONE);
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
}
