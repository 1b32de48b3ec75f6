package org.alien4cloud.plugin.backup.model;

/** What a long piece of work tells about itself. Calls are cheap and may come from several threads. */
public interface Progress {

    /** Tells nobody and is never cancelled. */
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
     * To be called between two steps wherever stopping leaves nothing behind.
     *
     * @throws CancelledException if the operation shall stop
     */
    void checkCancelled();

    /**
     * To be called right before what only one process may do at a time, such as giving a backup its name.
     *
     * @throws BackupException (BUSY) if it is another one's turn by now, as after this machine was suspended; (IO) if
     *     that cannot be told
     */
    default void requireLock() {
        // nobody else is there
    }

    /** This progress for a part of the work that nobody needs to hear of; only cancelling and a lost lock reach it. */
    default Progress quiet() {
        Progress loud = this;
        return new Progress() {
            @Override
            public void expect(long bytes) {
                // not told
            }

            @Override
            public void advance(long bytes) {
                // not told
            }

            @Override
            public void log(String message) {
                // not told
            }

            @Override
            public void checkCancelled() {
                loud.checkCancelled();
            }

            @Override
            public void requireLock() {
                loud.requireLock();
            }
        };
    }

    /**
     * This progress for work that may also have to stop for another reason: what the check throws is thrown where it
     * could be cancelled.
     */
    default Progress stoppedBy(Runnable check) {
        Progress all = this;
        return new Progress() {
            @Override
            public void expect(long bytes) {
                all.expect(bytes);
            }

            @Override
            public void advance(long bytes) {
                all.advance(bytes);
            }

            @Override
            public void log(String message) {
                all.log(message);
            }

            @Override
            public void checkCancelled() {
                all.checkCancelled();
                check.run();
            }

            @Override
            public void requireLock() {
                all.requireLock();
            }
        };
    }
}
