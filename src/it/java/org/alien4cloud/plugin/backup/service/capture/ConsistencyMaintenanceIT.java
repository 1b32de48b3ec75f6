package org.alien4cloud.plugin.backup.service.capture;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import java.util.Collections;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.CancelledException;
import org.alien4cloud.plugin.backup.model.Consistency;
import org.alien4cloud.plugin.backup.model.LoggedProgress;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.junit.Test;

/** Checks how backups use maintenance mode when changes do not stop. */
public class ConsistencyMaintenanceIT extends CaptureFixture {

    /** A time in maintenance mode that runs out; in all other tests it ends earlier. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    @Test
    public void usesMaintenanceIfChangesDoNotStop() throws Exception {
        maintenance.whenOn(writer::stop);
        writer.start(writer::write);
        Manifest manifest = backUp(Consistency.LIVE);
        assertEquals(1, maintenance.timesOff());
        assertFalse(maintenance.isOn());
        assertEquals(Collections.emptyList(), manifest.warnings());
        assertCoherent(manifest);
    }

    @Test
    public void warnsOfChangesWithoutMaintenance() throws Exception {
        escalate = false;
        writer.start(writer::write);
        Manifest manifest = backUp(Consistency.LIVE);
        assertEquals(0, maintenance.timesOff());
        assertTrue(
                manifest.warnings().toString(),
                manifest.warnings().get(0).contains("csar/moving/1")
                        && manifest.warnings().get(0).contains("index csar"));
    }

    @Test
    public void warnsOfChangesInMaintenance() throws Exception {
        window = SHORT;
        writer.start(writer::write);
        Manifest manifest = backUp(Consistency.LIVE);
        assertEquals("lifted after its limit", 1, maintenance.timesOff());
        assertTrue(manifest.warnings().toString(), manifest.warnings().get(0).contains("csar/moving/1"));
    }

    @Test
    public void keepsMaintenanceOfAUser() throws Exception {
        maintenance.switchOnByUser();
        backUp(Consistency.FROZEN);
        assertTrue(maintenance.isOn());
        assertEquals(0, maintenance.timesOff());
    }

    @Test
    public void frozenBackupIsOfOnePointInTime() throws Exception {
        maintenance.whenOn(writer::stop);
        writer.start(() -> {
            String n = String.valueOf(System.nanoTime());
            index("application", "app", "{\"n\":" + n + "}");
            write(data.resolve("git/setup.yml"), n);
            index("csar", "counter", "{\"n\":" + n + "}");
        });
        Manifest manifest = backUp(Consistency.FROZEN);
        assertFalse(maintenance.isOn());
        assertEquals(Consistency.FROZEN, manifest.consistency());
        String n = content(manifest, "git/setup.yml");
        assertEquals("{\"n\":" + n + "}", source(manifest, "application", "app"));
        assertEquals("{\"n\":" + n + "}", source(manifest, "csar", "counter"));
    }

    @Test
    public void frozenBackupFailsIfChangesDoNotStop() throws Exception {
        window = SHORT;
        writer.start(() -> write(data.resolve("git/setup.yml"), String.valueOf(System.nanoTime())));
        BackupException failure = assertThrows(BackupException.class, () -> backUp(Consistency.FROZEN));
        assertEquals(Kind.PRECONDITION, failure.kind());
        assertTrue(failure.getMessage(), failure.getMessage().contains("git/setup.yml"));
        assertFalse(maintenance.isOn());
        assertNothingIsLeft();
    }

    @Test
    public void switchesMaintenanceOffWhenCancelled() throws Exception {
        Progress cancelled = new LoggedProgress(log) {
            @Override
            public void checkCancelled() {
                if (maintenance.isOn()) {
                    throw new CancelledException();
                }
            }
        };
        assertThrows(CancelledException.class, () -> backUp(Consistency.FROZEN, cancelled));
        assertFalse(maintenance.isOn());
        assertNothingIsLeft();
    }
}
