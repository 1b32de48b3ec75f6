package org.alien4cloud.plugin.backup.model;

/**
 * Receives the progress and the log of long work, and can cancel it. Calls are cheap, and may come from several
 * threads.
 */
public interface Progress {

    /** Ignores everything and never cancels. */
    Progress NONE = new Progress() {
        @Override
        public void expect(long bytes) {
            // nobody listens
        }

        @Override
        public void advance(long bytes) {
            // nobody listens
        }

        @Override
        public void log(String message) {
            // nobody listens
        }

        @Override
        public void checkCancelled() {
            // never
        }
    };

    /** Adds to the bytes that the current phase will have to go through. */
    void expect(long bytes);

    /** Adds to the bytes that the current phase has gone through. */
    void advance(long bytes);

    /** Adds a line to the operation's log, for a person to read. */
    void log(String message);

    /**
     * Stops the work if that was asked for. Call it between two steps wherever stopping leaves nothing behind.
     *
     * @throws CancelledException if the operation is to stop
     */
    void checkCancelled();

    /**
     * Checks that this process still holds the lock. Call it right before what only one process may do at a time, such
     * as giving a backup its name.
     *
     * @throws BackupException (BUSY) if another process has taken over, as after this machine was suspended; (IO) if
     *     that is not known
     */
    default void requireLock() {
        // nobody else is there
    }

    /** Returns a progress that reports nothing, but passes on cancelling and a lost lock. */
    default Progress quiet() {
        Progress outer = this;
        return new Progress() {
            @Override
            public void expect(long bytes) {
                // not reported
            }

            @Override
            public void advance(long bytes) {
                // not reported
            }

            @Override
            public void log(String message) {
                // not reported
            }

            @Override
            public void checkCancelled() {
                outer.checkCancelled();
            }

            @Override
            public void requireLock() {
                outer.requireLock();
            }
        };
    }

    /**
     * Returns this progress with one more reason to stop: {@link #checkCancelled()} also throws what the check throws.
     */
    default Progress stoppedBy(Runnable check) {
        Progress outer = this;
        return new Progress() {
            @Override
            public void expect(long bytes) {
                outer.expect(bytes);
            }

            @Override
            public void advance(long bytes) {
                outer.advance(bytes);
            }

            @Override
            public void log(String message) {
                outer.log(message);
            }

            @Override
            public void checkCancelled() {
                outer.checkCancelled();
                check.run();
            }

            @Override
            public void requireLock() {
                outer.requireLock();
            }
        };
    }
}
