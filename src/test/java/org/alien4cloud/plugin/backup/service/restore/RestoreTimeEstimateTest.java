package org.alien4cloud.plugin.backup.service.restore;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32;
import org.alien4cloud.plugin.backup.model.ImpactReport.Estimate;
import org.alien4cloud.plugin.backup.operation.Journal;
import org.alien4cloud.plugin.backup.operation.JournalRecord;
import org.alien4cloud.plugin.backup.operation.JournalState;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class RestoreTimeEstimateTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path directory;
    private int journals;

    @Before
    public void find() {
        directory = folder.getRoot().toPath();
    }

    /**
     * A journal as a restore writes it, with 2 s from each state to the next: 8 s of them to change the data, 8 s for
     * all else.
     */
    private void record(boolean resumed, JournalFacts.Builder facts) {
        Path journal = directory.resolve("journal-" + journals++);
        StringBuilder lines = new StringBuilder();
        int count = 0;
        for (JournalState state : new JournalState[] {
            JournalState.PLANNED,
            JournalState.QUIESCED,
            JournalState.UNDO_LOGGED,
            JournalState.APPLYING,
            JournalState.APPLIED,
            JournalState.VERIFIED,
            JournalState.COMMITTED,
            JournalState.RESUMED,
            JournalState.CLOSED
        }) {
            if (resumed || state != JournalState.RESUMED) {
                count++;
                lines.append(line(new JournalRecord(
                        count, count * 2000L, state, state == JournalState.PLANNED ? facts.toData() : null)));
            }
        }
        try {
            Files.createDirectory(journal);
            Files.writeString(journal.resolve(Journal.FILE_NAME), lines);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        RestoreTimeEstimate.record(directory, Journal.open(journal));
    }

    private static String line(JournalRecord record) {
        try {
            String json = new ObjectMapper().writeValueAsString(record);
            CRC32 crc = new CRC32();
            crc.update(json.getBytes(StandardCharsets.UTF_8));
            return String.format("%08x %s\n", crc.getValue(), json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JournalFacts.Builder facts(long operations, long bytes, long planning, long preparing, long safety) {
        return JournalFacts.builder().size(operations, bytes, planning).preparation(preparing, safety);
    }

    private void keep(String... restores) throws IOException {
        Files.writeString(
                directory.resolve(RestoreTimeEstimate.FILE), "{\"restores\": [" + String.join(", ", restores) + "]}");
    }

    @Test
    public void countsTheReloadIfNothingWasMeasured() {
        RestoreTimeEstimate times = RestoreTimeEstimate.of(directory, false);
        Estimate estimate = times.estimate(1500, 100_000_000, 10_000, 0);
        assertFalse(estimate.measured());
        assertEquals("15 s of reload and 2 s for 10,000 documents", 17, estimate.maintenanceSeconds());
        assertEquals("2 s to prepare and 2 s for the files", 21, estimate.totalSeconds());
        assertEquals(3000, times.safetyMillis(0), 0);
        assertEquals("as long as the last backup", 70_000, times.safetyMillis(70_000), 0);
        assertEquals(
                "with a safety backup",
                91,
                times.estimate(1500, 100_000_000, 10_000, 70_000).totalSeconds());
    }

    @Test
    public void expectsNoReloadIfAlien4CloudIsStopped() {
        assertEquals(
                3, RestoreTimeEstimate.of(directory, true).estimate(0, 0, 1, 0).maintenanceSeconds());
    }

    @Test
    public void usesTheSlowestOfTheLastRestores() throws IOException {
        keep(
                "{\"stopped\": false, \"outageMillis\": 16000, \"millisPerOperation\": 0, \"millisPerByte\": 0, \"preparingMillis\": 1000, \"safetyMillis\": 0}",
                "{\"stopped\": false, \"outageMillis\": 9000, \"millisPerOperation\": 1, \"millisPerByte\": 0.001, \"preparingMillis\": 4000, \"safetyMillis\": 5000}",
                "{\"stopped\": true, \"outageMillis\": 99000, \"preparingMillis\": 99000, \"safetyMillis\": 99000}");
        RestoreTimeEstimate times = RestoreTimeEstimate.of(directory, false);
        Estimate estimate = times.estimate(500, 3_000_000, 2000, times.safetyMillis(77_000));
        assertTrue(estimate.measured());
        assertEquals("16 s fixed, 2 s for 2,000 documents", 18, estimate.maintenanceSeconds());
        assertEquals("and 4 s to prepare, 3 s for the files, 5 s for the safety backup", 30, estimate.totalSeconds());
        assertEquals(
                99,
                RestoreTimeEstimate.of(directory, true).estimate(500, 0, 1, 0).maintenanceSeconds(),
                1);
    }

    @Test
    public void learnsFromTheLastRestores() {
        record(true, facts(5000, 100_000_000, 1000, 3000, 7000));
        RestoreTimeEstimate times = RestoreTimeEstimate.of(directory, false);
        assertEquals(7000, times.safetyMillis(1), 0);
        Estimate estimate = times.estimate(0, 200_000_000, 5000, 0);
        assertTrue(estimate.measured());
        assertEquals("8 s, and 8 s for as many documents as before", 16, estimate.maintenanceSeconds());
        assertEquals("2 s to prepare, and 100 MB a second", 20, estimate.totalSeconds());
        record(true, facts(5, 1, 1000, 8000, 0));
        assertEquals(
                "what does not grow with the change is counted as a whole: 16 s, and 8 s before",
                25,
                RestoreTimeEstimate.of(directory, false).estimate(0, 0, 1, 0).totalSeconds());
        for (int i = 0; i < 3; i++) {
            record(true, facts(5, 1, 0, 1000, 0));
        }
        assertEquals(
                "only the last three count",
                18,
                RestoreTimeEstimate.of(directory, false).estimate(0, 0, 1, 0).totalSeconds());
    }

    @Test
    public void countsRestoresOfStoppedServersSeparately() {
        record(true, facts(5, 1, 0, 1000, 0).stopped(true));
        assertFalse(
                RestoreTimeEstimate.of(directory, false).estimate(0, 0, 1, 0).measured());
        assertTrue(RestoreTimeEstimate.of(directory, true).estimate(0, 0, 1, 0).measured());
    }

    @Test
    public void addsTheTimeBeforeTheJournal() {
        JournalFacts.Builder facts = JournalFacts.builder();
        RestoreTimeEstimate.addPreparation(System.currentTimeMillis() - 50_000, 20_000, facts);
        Map<String, String> data = facts.toData();
        assertEquals("20000", data.get("safetyMillis"));
        assertTrue(data.toString(), Long.parseLong(data.get("preparingMillis")) >= 30_000);
    }

    @Test
    public void ignoresRestoresThatWereInterrupted() {
        record(false, facts(5000, 0, 0, 0, 0));
        assertFalse(
                RestoreTimeEstimate.of(directory, false).estimate(0, 0, 1, 0).measured());
    }

    @Test
    public void expectsNoMaintenanceIfNothingChanges() {
        assertEquals(
                0,
                RestoreTimeEstimate.of(directory, false)
                        .estimate(1500, 0, 0, 3000)
                        .maintenanceSeconds());
    }

    @Test
    public void ignoresAFileThatCannotBeRead() throws IOException {
        Files.write(directory.resolve(RestoreTimeEstimate.FILE), "{".getBytes());
        assertFalse(
                RestoreTimeEstimate.of(directory, false).estimate(0, 0, 1, 0).measured());
    }
}
