package org.alien4cloud.plugin.backup.service.capture;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.platform.Maintenance;
import org.alien4cloud.plugin.backup.service.restore.Recovery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Switches maintenance mode on for a limited time, and off automatically when the time is over. If a user had already
 * switched it on, it stays on. If the process dies, {@link Recovery} switches it off at the next start.
 */
final class TimedMaintenance implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TimedMaintenance.class);

    private final Maintenance maintenance;
    private final Progress progress;
    private final boolean ours;
    private final Duration limit;
    private final long openedAt;
    private final CountDownLatch done = new CountDownLatch(1);
    private boolean lifted;

    private TimedMaintenance(Maintenance maintenance, boolean ours, Duration limit, Progress progress) {
        this.maintenance = maintenance;
        this.progress = progress;
        this.ours = ours;
        this.limit = limit;
        this.openedAt = System.nanoTime();
    }

    /**
     * Switches maintenance mode on.
     *
     * @param message shown to users meanwhile
     */
    static TimedMaintenance open(Maintenance maintenance, Duration limit, String message, Progress progress) {
        TimedMaintenance window = new TimedMaintenance(maintenance, maintenance.enable(), limit, progress);
        // first, so that it is lifted whatever fails below
        window.watch();
        try {
            maintenance.update(message, 50);
        } catch (RuntimeException | Error e) {
            window.closeAfter(e);
            throw e;
        }
        progress.log(
                window.ours
                        ? "Maintenance mode is on, for at most " + limit.getSeconds() + " s."
                        : "Maintenance mode was already on, and stays on.");
        return window;
    }

    private void watch() {
        Thread watcher = new Thread(
                () -> {
                    try {
                        if (!done.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                            lift();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (RuntimeException | Error e) {
                        LOG.error(
                                "Backup: maintenance mode could not be switched off after {} s; this is retried at the end of the backup",
                                limit.getSeconds(),
                                e);
                    }
                },
                "backup-maintenance");
        watcher.setDaemon(true);
        watcher.start();
    }

    private void closeAfter(Throwable cause) {
        try {
            close();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    /** Tells whether the time limit has not passed yet. */
    synchronized boolean isOpen() {
        return !lifted && System.nanoTime() - openedAt < limit.toNanos();
    }

    private synchronized void lift() {
        if (lifted) {
            return;
        }
        if (ours) {
            maintenance.disable();
            progress.log(String.format(
                    Locale.ROOT, "Maintenance mode is off again, after %.1f s.", (System.nanoTime() - openedAt) / 1e9));
        }
        lifted = true;
    }

    /** Switches maintenance mode off, unless it was on before. */
    @Override
    public void close() {
        done.countDown();
        lift();
    }
}
