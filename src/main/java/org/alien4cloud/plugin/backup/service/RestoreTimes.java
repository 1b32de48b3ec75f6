package org.alien4cloud.plugin.backup.service;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.ImpactReport.Estimate;
import org.alien4cloud.plugin.backup.operation.Journal;
import org.alien4cloud.plugin.backup.operation.JournalRecord;
import org.alien4cloud.plugin.backup.operation.JournalState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long the last restore of this server took, for the estimate of the next: {@code restore-times.json} in the backup directory. */
final class RestoreTimes {

    static final String FILE = "restore-times.json";
    static final String OPERATIONS = "operations";
    static final String BYTES = "bytes";
    static final String PLANNING_MILLIS = "planningMillis";

    /** Of a small server, see docs/benchmarks.md; where nothing was measured yet. */
    private static final RestoreTimes ELSEWHERE = new RestoreTimes(10_000, 0.2, 50_000, false);
    /** Of less nothing can be learnt. */
    private static final long LEAST_OPERATIONS = 1000;
    private static final long LEAST_BYTES = 16 << 20;

    private static final ObjectMapper JSON = new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    private static final Logger LOG = LoggerFactory.getLogger(RestoreTimes.class);

    private final double outageMillis;
    private final double millisPerOperation;
    private final double bytesPerMilli;
    private final boolean measured;

    private RestoreTimes(double outageMillis, double millisPerOperation, double bytesPerMilli, boolean measured) {
        this.outageMillis = outageMillis;
        this.millisPerOperation = millisPerOperation;
        this.bytesPerMilli = bytesPerMilli;
        this.measured = measured;
    }

    /**
     * @param outageMillis of maintenance, whatever changes: rest and start
     * @param millisPerOperation for each document or file that changes
     * @param bytesPerMilli of files that are staged before
     */
    @JsonCreator
    static RestoreTimes measured(@JsonProperty("outageMillis") double outageMillis, @JsonProperty("millisPerOperation") double millisPerOperation,
            @JsonProperty("bytesPerMilli") double bytesPerMilli) {
        return new RestoreTimes(outageMillis, millisPerOperation, bytesPerMilli, true);
    }

    /** What was measured last; a file that cannot be read is no reason to fail. */
    static RestoreTimes of(Path backupDirectory) {
        Path file = backupDirectory.resolve(FILE);
        if (Files.exists(file)) {
            try {
                return JSON.readValue(Files.readAllBytes(file), RestoreTimes.class);
            } catch (IOException e) {
                LOG.warn("Backup: how long the last restore took cannot be read from {}: {}", file, e.toString());
            }
        }
        return ELSEWHERE;
    }

    /** Learns from a restore that went through; from one that was interrupted nothing can be learnt. */
    static void record(Path backupDirectory, Journal journal) {
        Map<JournalState, Long> at = new EnumMap<>(JournalState.class);
        journal.records().forEach(record -> at.putIfAbsent(record.state(), record.at()));
        for (JournalState state : new JournalState[] {JournalState.PLANNED, JournalState.QUIESCED, JournalState.VERIFIED, JournalState.RESUMED,
                JournalState.CLOSED}) {
            if (!at.containsKey(state)) {
                return;
            }
        }
        RestoreTimes known = of(backupDirectory);
        double changing = at.get(JournalState.VERIFIED) - at.get(JournalState.QUIESCED);
        double operations = number(journal, OPERATIONS);
        double bytes = number(journal, BYTES);
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("outageMillis", at.get(JournalState.CLOSED) - at.get(JournalState.PLANNED) - changing);
        values.put("millisPerOperation", operations < LEAST_OPERATIONS ? known.millisPerOperation : changing / operations);
        values.put("bytesPerMilli", bytes < LEAST_BYTES ? known.bytesPerMilli : bytes / Math.max(1, number(journal, PLANNING_MILLIS)));
        try {
            DurableFiles.replace(backupDirectory.resolve(FILE), JSON.writeValueAsBytes(values));
        } catch (IOException e) {
            LOG.warn("Backup: how long the restore took cannot be kept in {}: {}", backupDirectory, e.toString());
        }
    }

    /** How long users were kept out, and for what. */
    static String describe(Journal journal) {
        List<JournalRecord> records = journal.records();
        StringBuilder steps = new StringBuilder();
        for (int i = 1; i < records.size(); i++) {
            steps.append(i == 1 ? ": " : ", ").append(records.get(i).state()).append(String.format(Locale.ROOT, " after %.1f s",
                    (records.get(i).at() - records.get(0).at()) / 1000.0));
        }
        return "Maintenance lasted " + String.format(Locale.ROOT, "%.1f s", (records.get(records.size() - 1).at() - records.get(0).at()) / 1000.0)
                + steps + ".";
    }

    private static double number(Journal journal, String key) {
        String value = journal.value(key);
        return value == null ? 0 : Double.parseDouble(value);
    }

    /**
     * @param comparisonMillis how long the comparison of this dry run took: a restore begins with it
     * @param bytes to be staged
     * @param operations documents and files that change
     */
    Estimate estimate(long comparisonMillis, long bytes, long operations) {
        if (operations == 0) {
            return new Estimate(seconds(comparisonMillis), 0, measured);
        }
        double maintenance = outageMillis + operations * millisPerOperation;
        return new Estimate(seconds(comparisonMillis + bytes / bytesPerMilli + maintenance), seconds(maintenance), measured);
    }

    private static long seconds(double millis) {
        return (long) Math.ceil(millis / 1000);
    }
}
