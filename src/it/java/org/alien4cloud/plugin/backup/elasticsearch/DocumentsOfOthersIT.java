package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.CancelledException;
import org.alien4cloud.plugin.backup.model.LoggedProgress;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.action.bulk.BulkRequest;
import org.elasticsearch.client.Client;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Writes during a restore, as threads of plugins and requests do that outlive Alien4Cloud's context. */
public class DocumentsOfOthersIT {

    @ClassRule
    public static final ElasticsearchRule elasticsearch = new ElasticsearchRule();

    private static final List<String> BOTH = Arrays.asList("one", "five");

    private static int counter;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private BackupFixture fixture;
    private BackupFixture.Backup backup;
    private Map<String, String> target;
    private Map<String, String> before;
    private DocumentPlan plan;

    @Before
    public void plan() {
        fixture = new BackupFixture(elasticsearch.nodeClient(), folder.getRoot().toPath(), "others" + ++counter);
        fixture.create("one", 1);
        fixture.create("five", 5);
        fixture.fill("one", 50, "v");
        fixture.fill("five", 50, "v");
        backup = fixture.backup(BOTH);
        target = fixture.content(BOTH);
        fixture.mutate("one", 50, new Random(counter));
        fixture.put("one", "d7", null, "{\"name\":\"changed\"}");
        before = fixture.content(BOTH);
        plan = fixture.plan(backup, BOTH, ProtectedDocuments.NONE);
        plan.writeUndoLog();
    }

    @After
    public void clear() {
        fixture.clear();
    }

    @Test
    public void looksNowhereWhenNobodyElseHasWritten() throws Exception {
        plan.apply(Progress.NONE);
        // reading the lists would fail
        Files.delete(backup.directory.resolve("documents/one.gz"));
        Files.delete(backup.directory.resolve("documents/five.gz"));
        assertEquals(0, reapplyOverwritten(fixture.client));
        assertEquals(target, fixture.content(BOTH));
    }

    @Test
    public void writesOverWhatOthersHaveWritten() {
        plan.apply(Progress.NONE);
        fixture.put("one", "d7", null, "{\"name\":\"of a document in the plan\"}");
        fixture.put("five", "d5", null, "{\"name\":\"of one that is not\"}");
        fixture.put("five", "more", "r", "{\"name\":\"a new one\"}");
        fixture.delete("five", "d0", "r0");
        assertEquals(4, reapplyOverwritten(fixture.client));
        assertEquals(target, fixture.content(BOTH));
        plan.verify(backup.manifest);
        plan.undo();
        assertEquals("what was not in the plan was as in the backup before", before, fixture.content(BOTH));
    }

    @Test
    public void findsWritesBeforeAndDuringApply() {
        fixture.put("five", "early", null, "{}");
        plan.apply(Progress.NONE);
        Client slow = new TrippedClient(
                fixture.client, BulkRequest.class, 0, true, () -> fixture.put("one", "again", null, "{}"));
        assertEquals(2, reapplyOverwritten(slow));
        assertEquals(target, fixture.content(BOTH));
    }

    @Test
    public void givesUpWhenItDoesNotEnd() {
        plan.apply(Progress.NONE);
        fixture.put("five", "endless", null, "{}");
        Client[] client = {fixture.client};
        for (int i = 0; i < 4; i++) {
            String id = "endless" + i;
            client[0] =
                    new TrippedClient(client[0], BulkRequest.class, i, true, () -> fixture.put("five", id, null, "{}"));
        }
        BackupException failure = assertThrows(BackupException.class, () -> reapplyOverwritten(client[0]));
        assertEquals(Kind.PRECONDITION, failure.kind());
        assertTrue(
                failure.getMessage(),
                failure.getMessage()
                        .contains("Somebody keeps writing documents while they are being restored, in indices: five"));
        plan.undo();
    }

    @Test
    public void stopsBetweenTwoRequestsWhenCancelled() {
        DocumentPlan small = DocumentPlan.open(plan.workDirectory(), fixture.client, 200);
        LoggedProgress cancelled = new LoggedProgress(new ArrayList<>()) {
            private int asked;

            @Override
            public void checkCancelled() {
                if (++asked == 3) {
                    throw new CancelledException();
                }
            }
        };
        assertThrows(CancelledException.class, () -> small.apply(cancelled));
        Map<String, String> half = fixture.content(BOTH);
        assertFalse("something was written", half.equals(before));
        assertFalse("not all was", half.equals(target));
        small.undo();
        assertEquals(before, fixture.content(BOTH));
    }

    private long reapplyOverwritten(Client client) {
        DocumentPlan again = DocumentPlan.open(plan.workDirectory(), client);
        try (BackupDocumentReader source =
                fixture.engine.open(backup.manifest, backup.directory, BOTH, "work", Progress.NONE)) {
            return again.reapplyOverwritten(
                    new BackupSource(fixture.indices(client, backup), source, ProtectedDocuments.NONE), Progress.NONE);
        }
    }
}
