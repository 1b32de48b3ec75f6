package org.alien4cloud.plugin.backup.cli;

import java.util.concurrent.CompletableFuture;

/**
 * Ctrl-C, and an orderly kill: what runs is asked to stop, and the process ends when it has, with its own exit code.
 * What cannot be cancelled any more goes on to its end.
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

    /** @param cancel what to do; null if the process may simply end */
    void onCancel(Runnable cancel) {
        if (cancel != null || !end.isDone()) {
            this.cancel = cancel;
        }
    }

    /** The call has ended, and everything is closed. */
    void ended(int exitCode) {
        end.complete(exitCode);
    }
}
