package org.alien4cloud.plugin.backup.service;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.alien4cloud.plugin.backup.model.ImpactReport.Estimate;
import org.alien4cloud.plugin.backup.operation.Journal;
import org.alien4cloud.plugin.backup.operation.JournalState;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class RestoreTimesTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path directory;

    @Before
    public void find() {
        directory = folder.getRoot().toPath();
    }

    private void record(boolean resumed) {
        Journal journal = Journal.open(directory);
        journal.append(JournalState.PLANNED, Map.of(RestoreTimes.OPERATIONS, "5000", RestoreTimes.BYTES, "100000000", RestoreTimes.PLANNING_MILLIS,
                "1000"));
        for (JournalState state : new JournalState[] {JournalState.QUIESCED, JournalState.UNDO_LOGGED, JournalState.APPLYING, JournalState.APPLIED,
                JournalState.VERIFIED, JournalState.COMMITTED}) {
            journal.append(state);
        }
        if (resumed) {
            journal.append(JournalState.RESUMED);
        }
        journal.append(JournalState.CLOSED);
        RestoreTimes.record(directory, journal);
    }

    @Test
    public void shouldSayWhenNothingWasMeasured() {
        Estimate estimate = RestoreTimes.of(directory).estimate(1500, 100_000_000, 10_000);
        assertFalse(estimate.measured());
        assertEquals(12, estimate.maintenanceSeconds());
        assertEquals(16, estimate.totalSeconds());
    }

    @Test
    public void shouldLearnFromTheLastRestore() {
        record(true);
        Estimate estimate = RestoreTimes.of(directory).estimate(0, 200_000_000, 5000);
        assertTrue(estimate.measured());
        assertEquals("100 MB a second, and the journal was written within one", 3, estimate.totalSeconds());
        assertEquals(1, estimate.maintenanceSeconds());
    }

    @Test
    public void shouldNotLearnFromARestoreThatWasInterrupted() {
        record(false);
        assertFalse(RestoreTimes.of(directory).estimate(0, 0, 1).measured());
    }

    @Test
    public void shouldKeepNobodyOutWhereNothingChanges() {
        assertEquals(0, RestoreTimes.of(directory).estimate(1500, 0, 0).maintenanceSeconds());
    }

    @Test
    public void shouldNotFailForAFileThatCannotBeRead() throws IOException {
        Files.write(directory.resolve(RestoreTimes.FILE), "{".getBytes());
        assertFalse(RestoreTimes.of(directory).estimate(0, 0, 1).measured());
    }
}
