package org.alien4cloud.plugin.backup.cli;

import java.util.concurrent.CompletableFuture;

/**
 * Handles Ctrl-C and an orderly kill: cancels the running operation, and lets the process end with the operation's exit
 * code. An operation that can no longer be cancelled runs to its end.
 */
final class InterruptHandler {

    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private volatile Runnable cancel;

    void install() {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            Runnable running = cancel;
                            if (!end.isDone() && running != null) {
                                running.run();
                                Runtime.getRuntime().halt(end.join());
                            }
                        },
                        "backup-interruption"));
    }

    /**
     * Sets the action on an interruption.
     *
     * @param cancel the action; null if the process may simply end
     */
    void onCancel(Runnable cancel) {
        if (cancel != null || !end.isDone()) {
            this.cancel = cancel;
        }
    }

    /** Records that the command has ended and everything is closed. */
    void ended(int exitCode) {
        end.complete(exitCode);
    }
}
