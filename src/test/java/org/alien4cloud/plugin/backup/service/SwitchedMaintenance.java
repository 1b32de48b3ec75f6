package org.alien4cloud.plugin.backup.service;

import static org.junit.Assert.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.alien4cloud.plugin.backup.platform.Maintenance;

/** A maintenance mode that nobody but a test sees. */
public final class SwitchedMaintenance implements Maintenance {

    private final CountDownLatch off = new CountDownLatch(1);
    private final CountDownLatch failure = new CountDownLatch(1);
    private Runnable whenOn = () -> {};
    private boolean on;
    private boolean ours;
    private int timesOff;
    private boolean updateFails;
    private boolean offFails;

    public synchronized void switchOnByUser() {
        on = true;
    }

    public synchronized void failOnUpdate() {
        updateFails = true;
    }

    public synchronized void failNextOff() {
        offFails = true;
    }

    /** What happens to those who use the server when maintenance begins. */
    public synchronized void whenOn(Runnable action) {
        whenOn = action;
    }

    public synchronized int timesOff() {
        return timesOff;
    }

    public void awaitOff() throws InterruptedException {
        assertTrue(off.await(30, TimeUnit.SECONDS));
    }

    public void awaitFailure() throws InterruptedException {
        assertTrue(failure.await(30, TimeUnit.SECONDS));
    }

    @Override
    public synchronized boolean isOn() {
        return on;
    }

    @Override
    public synchronized boolean isOurs() {
        return on && ours;
    }

    @Override
    public synchronized boolean enable() {
        if (on) {
            return false;
        }
        on = true;
        ours = true;
        whenOn.run();
        return true;
    }

    @Override
    public synchronized void update(String message, int percent) {
        if (updateFails) {
            throw new IllegalStateException("Elasticsearch is away");
        }
    }

    @Override
    public synchronized void disable() {
        if (offFails) {
            offFails = false;
            failure.countDown();
            throw new IllegalStateException("Elasticsearch is away");
        }
        on = false;
        ours = false;
        timesOff++;
        off.countDown();
    }
}
