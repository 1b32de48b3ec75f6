package org.alien4cloud.plugin.backup.service.capture;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.alien4cloud.plugin.backup.model.LoggedProgress;
import org.alien4cloud.plugin.backup.service.SwitchedMaintenance;
import org.junit.Test;

public class TimedMaintenanceTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    private final SwitchedMaintenance maintenance = new SwitchedMaintenance();
    private final List<String> log = new ArrayList<>();

    @Test
    public void switchesOffWhenClosedAndLogsTheDuration() {
        try (TimedMaintenance window = open(LONG)) {
            assertTrue(maintenance.isOn() && window.isOpen());
        }
        assertFalse(maintenance.isOn());
        assertTrue(log.toString(), log.get(1).matches("Maintenance mode is off again, after [0-9.]+ s\\."));
    }

    @Test
    public void keepsMaintenanceOfAUser() {
        maintenance.switchOnByUser();
        open(LONG).close();
        assertTrue(maintenance.isOn());
        assertTrue(log.toString(), log.get(0).contains("already on, and stays on"));
    }

    @Test
    public void switchesOffWhenTheTimeIsOver() throws InterruptedException {
        TimedMaintenance window = open(Duration.ofMillis(20));
        maintenance.awaitOff();
        assertFalse(window.isOpen());
        window.close();
        assertEquals("lifted once", 1, maintenance.timesOff());
    }

    @Test
    public void switchesOffWhenItsMessageFails() {
        maintenance.failOnUpdate();
        assertThrows(IllegalStateException.class, () -> open(LONG));
        assertFalse(maintenance.isOn());
    }

    @Test
    public void retriesWhenSwitchingOffFails() throws InterruptedException {
        maintenance.failNextOff();
        TimedMaintenance window = open(Duration.ofMillis(1));
        maintenance.awaitFailure();
        assertFalse("its time is over all the same", window.isOpen());
        window.close();
        assertFalse(maintenance.isOn());
    }

    private TimedMaintenance open(Duration limit) {
        return TimedMaintenance.open(maintenance, limit, "wait", new LoggedProgress(log));
    }
}
