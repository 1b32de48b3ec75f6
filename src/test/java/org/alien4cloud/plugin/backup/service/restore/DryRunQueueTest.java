package org.alien4cloud.plugin.backup.service.restore;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.junit.Test;

public class DryRunQueueTest {

    private static final long LIMIT_SECONDS = 60;

    private final DryRunQueue dryRuns = new DryRunQueue();

    /** Begins a dry run on another thread, and returns when that runs or waits. */
    private CompletableFuture<DryRunQueue.Turn> begin(String user) {
        CompletableFuture<DryRunQueue.Turn> begun = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                begun.complete(dryRuns.begin(user));
            } catch (BackupException e) {
                begun.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        while (!begun.isDone() && thread.getState() != Thread.State.WAITING) {
            Thread.yield();
        }
        return begun;
    }

    private static DryRunQueue.Turn get(CompletableFuture<DryRunQueue.Turn> begun) throws Exception {
        return begun.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    private static void assertReplaced(BackupException e) {
        assertEquals(Kind.CANCELLED, e.kind());
        assertTrue(e.getMessage(), e.getMessage().contains("was replaced by a newer one of the same user"));
    }

    @Test
    public void stopsAnOlderOneOfTheSameUser() throws Exception {
        DryRunQueue.Turn older = get(begin("ann"));
        older.progress().checkCancelled();
        CompletableFuture<DryRunQueue.Turn> newer = begin("ann");
        assertReplaced(assertThrows(BackupException.class, older.progress()::checkCancelled));
        older.close();
        get(newer).progress().checkCancelled();
    }

    @Test
    public void stopsAnOlderOneThatWaits() throws Exception {
        get(begin("bob"));
        CompletableFuture<DryRunQueue.Turn> older = begin("ann");
        CompletableFuture<DryRunQueue.Turn> newer = begin("ann");
        assertReplaced((BackupException)
                assertThrows(ExecutionException.class, () -> get(older)).getCause());
        assertTrue("bob's still runs", !newer.isDone());
    }

    @Test
    public void runsOneAtATimeAndStopsOnlyTheUsersOwn() throws Exception {
        DryRunQueue.Turn first = get(begin("ann"));
        CompletableFuture<DryRunQueue.Turn> second = begin("bob");
        assertTrue(!second.isDone());
        first.progress().checkCancelled();
        first.close();
        get(second).progress().checkCancelled();
    }

    @Test
    public void startsAfterOneThatHasEnded() throws Exception {
        get(begin("ann")).close();
        DryRunQueue.Turn next = get(begin("ann"));
        next.progress().checkCancelled();
        next.close();
        get(begin(null)).progress().checkCancelled();
    }

    @Test
    public void stopsWaitingWhenTheServerShutsDown() throws Exception {
        get(begin("bob"));
        Thread.currentThread().interrupt();
        assertEquals(
                Kind.CANCELLED,
                assertThrows(BackupException.class, () -> dryRuns.begin("ann")).kind());
        assertTrue(Thread.interrupted());
    }
}
