package org.alien4cloud.plugin.backup.service.restore;

import java.io.Closeable;
import java.util.HashMap;
import java.util.Map;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * Lets one dry run of a restore run at a time, and stops an older one of the same user. A new request of the same user
 * stops an older one that waits or runs, since nobody waits for its answer any more.
 */
final class DryRunQueue {

    private final Map<String, Turn> newest = new HashMap<>();
    private Turn running;

    /** Represents one dry run, which runs until it is closed. */
    final class Turn implements Closeable {

        private final String user;
        private volatile boolean replaced;

        private Turn(String user) {
            this.user = user;
        }

        /** Returns a progress that stops the dry run when a newer one has come. */
        Progress progress() {
            return Progress.NONE.stoppedBy(this::requireNewest);
        }

        private void requireNewest() {
            if (replaced) {
                throw new BackupException(
                        Kind.CANCELLED,
                        "This dry run was replaced by a newer one of the same user, and was stopped. The newer one"
                                + " answers; ask again if that was not yours.");
            }
        }

        @Override
        public void close() {
            end(this);
        }
    }

    /**
     * Stops an older dry run of the same user, and waits until no other one runs.
     *
     * @param user who asks; null if there is no login
     * @throws BackupException (CANCELLED) if a newer one of the same user comes while this one waits, or the thread is
     *     interrupted
     */
    synchronized Turn begin(String user) {
        Turn turn = new Turn(user);
        Turn older = newest.put(user, turn);
        if (older != null) {
            older.replaced = true;
            notifyAll();
        }
        while (running != null) {
            await(turn);
        }
        running = turn;
        return turn;
    }

    private void await(Turn turn) {
        try {
            wait();
        } catch (InterruptedException e) {
            newest.remove(turn.user, turn);
            Thread.currentThread().interrupt();
            throw new BackupException(
                    Kind.CANCELLED,
                    "The dry run was stopped while it waited for another one: the server is shutting down.",
                    e);
        }
        turn.requireNewest();
    }

    private synchronized void end(Turn turn) {
        running = null;
        newest.remove(turn.user, turn);
        notifyAll();
    }
}
