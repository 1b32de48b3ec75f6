package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.alien4cloud.plugin.backup.it.Await;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.CancelledException;
import org.alien4cloud.plugin.backup.model.LoggedProgress;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.action.ActionFuture;
import org.elasticsearch.action.admin.cluster.snapshots.restore.RestoreSnapshotResponse;
import org.elasticsearch.client.Client;
import org.elasticsearch.cluster.RestoreInProgress;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.snapshots.SnapshotState;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Checks that snapshots and restores of others, in a slow repository of theirs, are waited for and never harmed. */
public class OthersSnapshotsIT {

    @ClassRule
    public static final ElasticsearchRule elasticsearch = new ElasticsearchRule();

    private static final List<String> OWNED = Collections.singletonList("owned");
    private static final String SECONDS = "3mb";
    private static final String MINUTES = "20kb";
    private static int counter;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Client client;
    private BackupFixture fixture;

    @Before
    public void setUp() {
        client = elasticsearch.nodeClient();
        fixture = new BackupFixture(client, folder.getRoot().toPath(), "others" + ++counter);
        fixture.engine.prepare(Progress.NONE);
        fixture.create("owned", 1);
        fixture.fill("owned", 20, "v");
        fixture.create("theirs", 1);
        putLarge("theirs", 1);
        putLarge("theirs", 2);
    }

    private void putLarge(String index, int seed) {
        byte[] random = new byte[1 << 20];
        new Random(seed).nextBytes(random);
        fixture.put(
                index,
                "large" + seed,
                null,
                "{\"large\":{\"" + seed + "\":\"" + Base64.getEncoder().encodeToString(random) + "\"}}");
    }

    @After
    public void removeAll() {
        if (client.admin().cluster().prepareGetSnapshots("theirs").get().getSnapshots().stream()
                .anyMatch(each -> !each.state().completed())) {
            client.admin().cluster().prepareDeleteSnapshot("theirs", "theirs").get();
        }
        fixture.clear();
        client.admin().cluster().prepareDeleteRepository("*").get();
    }

    @Test
    public void waitsForTheirSnapshotBeforeItMakesOne() {
        beginTheirSnapshot(SECONDS);
        BackupFixture.Backup backup = fixture.backup(OWNED);
        assertTheirsIsWhole();
        fixture.engine.requireCaptured(backup.manifest);
    }

    @Test
    public void waitsForTheirSnapshotBeforeItDeletesOne() {
        BackupFixture.Backup backup = fixture.backup(OWNED);
        beginTheirSnapshot(SECONDS);
        fixture.engine.discard(backup.directory);
        assertTheirsIsWhole();
        assertEquals(Collections.emptyList(), fixture.snapshots());
    }

    @Test
    public void waitsForTheirSnapshotBeforeDeletingIndices() {
        // an index can be deleted again when its own shards are in their snapshot
        putLarge("owned", 3);
        BackupFixture.Backup backup = fixture.backup(OWNED);
        BackupDocumentReader documents =
                fixture.engine.open(backup.manifest, backup.directory, OWNED, "work", Progress.NONE);
        documents.read("owned", Collections.singletonList(new DocumentId("d1", null)), document -> {});
        assertEquals(3, fixture.allIndices().size());
        beginTheirSnapshot(SECONDS);
        documents.close();
        // may still have others to read
        assertTheirsBecomesWhole();
        assertEquals(2, fixture.allIndices().size());
    }

    @Test
    public void waitsForTheirSnapshotBeforeItRestores() {
        Map<String, String> before = fixture.content(OWNED);
        BackupFixture.Backup backup = fixture.backup(OWNED);
        fixture.mutate("owned", 20, new Random(2));
        beginTheirSnapshot(SECONDS);
        fixture.restore(backup, OWNED);
        assertTheirsIsWhole();
        assertEquals(before, fixture.content(OWNED));
    }

    @Test
    public void waitsForTheirSnapshotBeforeRegistering() {
        beginTheirSnapshot(SECONDS);
        new BackupFixture(client, folder.getRoot().toPath(), "late" + counter).engine.prepare(Progress.NONE);
        assertTheirsIsWhole();
    }

    @Test
    public void stopsWaitingForThemWhenItIsCancelled() {
        BackupFixture.Backup backup = fixture.backup(OWNED);
        beginTheirSnapshot(MINUTES);
        Progress cancelled = new LoggedProgress(new ArrayList<>()) {
            @Override
            public void checkCancelled() {
                throw new CancelledException();
            }
        };
        List<String> indices = fixture.allIndices();
        assertThrows(
                CancelledException.class,
                () -> fixture.engine.restore(
                        backup.manifest,
                        backup.directory,
                        OWNED,
                        RestoreTarget.beside("a4c-backup-tmp-", "cancelled"),
                        cancelled));
        assertEquals("theirs goes on", SnapshotState.IN_PROGRESS, stateOfTheirs());
        client.admin().cluster().prepareDeleteSnapshot("theirs", "theirs").get();
        assertEquals("nothing of it was left in a queue", indices, fixture.allIndices());
    }

    @Test
    public void waitsForTheirRestoreBeforeDeletingASnapshot() {
        Map<String, String> before = fixture.content(OWNED);
        BackupFixture.Backup deleted = fixture.backup(OWNED);
        BackupFixture.Backup backup = fixture.backup(OWNED);
        fixture.mutate("owned", 20, new Random(3));
        beginTheirSnapshot("100mb");
        assertTheirsBecomesWhole();
        ActionFuture<RestoreSnapshotResponse> theirs = client.admin()
                .cluster()
                .prepareRestoreSnapshot("theirs", "theirs")
                .setIndices("theirs")
                .setRenamePattern("theirs")
                .setRenameReplacement("restored")
                .setWaitForCompletion(true)
                .execute();
        Await.until(
                "their restore runs, or has run already",
                Await.LIMIT,
                () -> restoresOfOthers() == 1 || theirs.isDone());

        fixture.restore(backup, OWNED);
        assertEquals(before, fixture.content(OWNED));
        fixture.engine.discard(deleted.directory);

        assertEquals("it was waited for", 0, restoresOfOthers());
        assertEquals(0, theirs.actionGet().getRestoreInfo().failedShards());
        assertEquals(
                fixture.content(Collections.singletonList("theirs")).size(),
                fixture.content(Collections.singletonList("restored")).size());
        assertEquals(1, fixture.snapshots().size());
    }

    @Test
    public void namesWhatItWaitedForWhenTimeIsUp() {
        // an index can be deleted again when its own shards are in their snapshot
        putLarge("owned", 3);
        BackupFixture.Backup backup = fixture.backup(OWNED);
        SnapshotEngine impatient = new SnapshotEngine(
                client,
                SnapshotRepositorySettings.fileSystem("others" + counter),
                folder.getRoot().toPath().resolve("raised-limits"),
                200);
        BackupDocumentReader documents =
                impatient.open(backup.manifest, backup.directory, OWNED, "work", Progress.NONE);
        documents.read("owned", Collections.singletonList(new DocumentId("d1", null)), document -> {});
        DocumentCapture capture = impatient.begin(
                BackupName.of("late"), OWNED, folder.getRoot().toPath(), PreviousCapture.NONE, DocumentVisitor.NONE);
        beginTheirSnapshot(MINUTES);

        int acts = 0;
        for (Runnable act : Arrays.<Runnable>asList(
                () -> capture.take(Progress.NONE),
                () -> impatient.prepare(Progress.NONE),
                () -> impatient.discard(backup.directory),
                () -> impatient.restore(
                        backup.manifest,
                        backup.directory,
                        OWNED,
                        RestoreTarget.beside("a4c-backup-tmp-", "late"),
                        Progress.NONE),
                documents::close)) {
            BackupException failure = assertThrows("act " + acts++, BackupException.class, act::run);
            assertEquals(failure.getMessage(), Kind.BUSY, failure.kind());
            assertTrue(
                    failure.getMessage(),
                    failure.getMessage().contains("another snapshot operation of this Elasticsearch cluster"));
            assertEquals("theirs goes on", SnapshotState.IN_PROGRESS, stateOfTheirs());
        }

        assertEquals(1, fixture.snapshots().size());
        client.admin().cluster().prepareDeleteSnapshot("theirs", "theirs").get();
        impatient.discard(folder.getRoot().toPath());
        impatient.removeLeftovers();
        assertEquals(2, fixture.allIndices().size());
        assertEquals(1, fixture.snapshots().size());
    }

    @Test
    public void doesNotRemoveWhatOthersMadeWhileItWaited() {
        BackupFixture.Backup backup = fixture.backup(OWNED);
        client.admin().indices().prepareDelete("owned").get();
        beginTheirSnapshot(MINUTES);
        Progress cancelled = new LoggedProgress(new ArrayList<>()) {
            @Override
            public void checkCancelled() {
                fixture.create("owned", 1);
                throw new CancelledException();
            }
        };
        assertThrows(
                CancelledException.class,
                () -> fixture.engine.restore(
                        backup.manifest, backup.directory, OWNED, RestoreTarget.live(), cancelled));
        assertTrue(fixture.allIndices().toString(), fixture.allIndices().contains("owned"));
    }

    /** A snapshot of all indices in another repository, which takes as long as the rate tells. */
    private void beginTheirSnapshot(String bytesPerSecond) {
        client.admin()
                .cluster()
                .preparePutRepository("theirs")
                .setType("fs")
                .setSettings(Settings.builder()
                        .put(
                                "location",
                                elasticsearch
                                        .repositories()
                                        .resolve("theirs" + counter)
                                        .toString())
                        .put("max_snapshot_bytes_per_sec", bytesPerSecond)
                        .put("max_restore_bytes_per_sec", SECONDS))
                .get();
        client.admin()
                .cluster()
                .prepareCreateSnapshot("theirs", "theirs")
                .setWaitForCompletion(false)
                .get();
    }

    /** Without waiting: all that had to wait has ended. */
    private void assertTheirsIsWhole() {
        assertEquals(SnapshotState.SUCCESS, stateOfTheirs());
    }

    private void assertTheirsBecomesWhole() {
        Await.until("their snapshot has ended", Await.LIMIT, () -> stateOfTheirs() != SnapshotState.IN_PROGRESS);
        assertTheirsIsWhole();
    }

    private SnapshotState stateOfTheirs() {
        return client.admin()
                .cluster()
                .prepareGetSnapshots("theirs")
                .get()
                .getSnapshots()
                .get(0)
                .state();
    }

    private long restoresOfOthers() {
        RestoreInProgress restores =
                client.admin().cluster().prepareState().get().getState().custom(RestoreInProgress.TYPE);
        long running = 0;
        if (restores != null) {
            for (RestoreInProgress.Entry restore : restores) {
                running += restore.snapshot().getRepository().equals("theirs")
                                && !restore.state().completed()
                        ? 1
                        : 0;
            }
        }
        return running;
    }
}
