package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.snapshots.ConcurrentSnapshotExecutionException;
import org.junit.Test;

public class SnapshotConflictRetryTest {

    private static ConcurrentSnapshotExecutionException busy() {
        return new ConcurrentSnapshotExecutionException("repository", "snapshot", "a snapshot is already running");
    }

    @Test
    public void triesAgainUntilTheOtherSnapshotHasEnded() {
        AtomicInteger tries = new AtomicInteger();
        assertEquals("done", new SnapshotConflictRetry(10_000).run("Saving", Progress.NONE, () -> {
                    if (tries.incrementAndGet() < 3) {
                        throw busy();
                    }
                    return "done";
                }));
        assertEquals(3, tries.get());
    }

    @Test
    public void givesUpAtTheLimitAndSaysWhatWasInTheWay() {
        BackupException failure = assertThrows(
                BackupException.class, () -> new SnapshotConflictRetry(0).run("Saving", Progress.NONE, () -> {
                    throw busy();
                }));
        assertEquals(BackupException.Kind.BUSY, failure.kind());
        assertTrue(failure.getMessage(), failure.getMessage().contains("another snapshot operation"));
    }

    @Test
    public void anotherFailureIsNotWaitedFor() {
        ElasticsearchException other = new ElasticsearchException("no");
        assertSame(other, assertThrows(ElasticsearchException.class, () -> new SnapshotConflictRetry(10_000)
                .run("Saving", Progress.NONE, () -> {
                    throw other;
                })));
    }
}
