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
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.common.xcontent.XContentType;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Plans, applies, verifies and undoes changes of live documents. */
public class DocumentPlanIT {

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
    public void restoresADocumentWhoseRoutingChanged() {
        fixture.put("one", "moved", "before", "{\"name\":\"before\"}");
        Map<String, String> target = fixture.content(ONE);
        BackupFixture.Backup backup = fixture.backup(ONE);
        fixture.put("one", "moved", "after", "{\"name\":\"after\"}");
        Map<String, String> before = fixture.content(ONE);
        assertEquals(1, before.size());
        DocumentPlan plan = fixture.plan(backup, ONE, ProtectedDocuments.NONE);
        plan.writeUndoLog();
        plan.apply(Progress.NONE);
        plan.verify(backup.manifest);
        assertEquals(target, fixture.content(ONE));
        plan.undo();
        assertEquals(before, fixture.content(ONE));
        plan.verifyUndone();
    }

    @Test
    public void doesNotReadAnUnchangedIndex() throws Exception {
        fixture.fill("one", 10, "v");
        BackupFixture.Backup backup = fixture.backup(BOTH);
        // Reading the lists would fail.
        Files.delete(backup.directory.resolve("documents/one.gz"));
        Files.delete(backup.directory.resolve("documents/five.gz"));
        DocumentPlan plan = fixture.plan(backup, BOTH, ProtectedDocuments.NONE);
        assertTrue(plan.isEmpty());
        plan.writeUndoLog();
        plan.apply(Progress.NONE);
        plan.verify(backup.manifest);
    }

    @Test
    public void plansOnlyTheDifference() {
        fixture.fill("one", 100, "v");
        BackupFixture.Backup backup = fixture.backup(BOTH);
        fixture.put("one", "d1", null, "{}");
        fixture.delete("one", "d2", null);
        fixture.put("one", "added", null, "{}");
        // written again with the same content: no difference
        fixture.put("five", "x", null, "{}");
        fixture.delete("five", "x", null);
        DocumentPlan plan = fixture.plan(backup, BOTH, ProtectedDocuments.NONE);
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
    public void leavesProtectedDocumentsAlone() {
        fixture.fill("one", 10, "v");
        fixture.put("one", "mine", null, "{\"name\":\"old\"}");
        fixture.put("one", "mine-only-then", null, "{}");
        BackupFixture.Backup backup = fixture.backup(ONE);
        fixture.put("one", "mine", null, "{\"name\":\"new\"}");
        fixture.delete("one", "mine-only-then", null);
        fixture.put("one", "mine-only-now", null, "{}");
        fixture.put("one", "other", null, "{}");
        ProtectedDocuments filter = (index, id) -> index.equals("one") && id.startsWith("mine");
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
    public void comparesAgainWhatChangedAfterThePlan() {
        fixture.fill("one", 10, "v");
        fixture.fill("five", 10, "v");
        Map<String, String> target = fixture.content(BOTH);
        BackupFixture.Backup backup = fixture.backup(BOTH);
        fixture.put("five", "d1", null, "{\"name\":\"changed\"}");
        try (BackupDocumentReader source =
                fixture.engine.open(backup.manifest, backup.directory, BOTH, "w", Progress.NONE)) {
            BackupSource stored =
                    new BackupSource(fixture.indices(fixture.client, backup), source, ProtectedDocuments.NONE);
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
    public void verifyNamesDifferences() {
        fixture.fill("one", 30, "v");
        BackupFixture.Backup backup = fixture.backup(ONE);
        fixture.mutate("one", 30, new Random(5));
        fixture.put("one", "d1", null, "{}");
        DocumentPlan plan = fixture.plan(backup, ONE, ProtectedDocuments.NONE);
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
    public void addsFieldsThatTheLiveIndexLacks() {
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
    public void restoresADocumentOfFiftyMegabytes() {
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
