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
 * Maintenance mode for a limited time: when that is over it is lifted by itself, whatever the one who wanted it is
 * doing. One that was on already is somebody else's, and is left on. If the process dies in it, the next start lifts it
 * ({@link Recovery}).
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
     * @param message for those who are kept waiting
     */
    static TimedMaintenance open(Maintenance maintenance, Duration limit, String message, Progress progress) {
        TimedMaintenance window = new TimedMaintenance(maintenance, maintenance.enable(), limit, progress);
        // first of all: whatever fails from here on, it will be lifted
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
                        : "Maintenance mode is on already, and is left to who switched it on.");
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
                                "Backup: maintenance mode could not be lifted after {} s; it is tried again when the backup has ended",
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

    /** Whether the limit is not over yet. */
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

    /** Lifts maintenance mode, unless it was on before. */
    @Override
    public void close() {
        done.countDown();
        lift();
    }
}
