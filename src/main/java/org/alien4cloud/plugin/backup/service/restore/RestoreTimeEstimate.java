package org.alien4cloud.plugin.backup.service.restore;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.ImpactReport.Estimate;
import org.alien4cloud.plugin.backup.operation.Journal;
import org.alien4cloud.plugin.backup.operation.JournalRecord;
import org.alien4cloud.plugin.backup.operation.JournalState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Estimates how long a restore takes, from the last ones of this server: {@code restore-times.json} in the backup
 * directory. Of several it takes the slowest, since who is told too little is worse off than who is told too much.
 * Restores with Alien4Cloud stopped are kept apart: they reload nothing.
 */
final class RestoreTimeEstimate {

    static final String FILE = "restore-times.json";
    static final String OPERATIONS = "operations";
    static final String BYTES = "bytes";
    static final String PLANNING_MILLIS = "planningMillis";
    static final String PREPARING_MILLIS = "preparingMillis";
    static final String SAFETY_MILLIS = "safetyMillis";

    /** Where nothing was measured yet; Alien4Cloud needs 4 to 15 s to reload, see docs/benchmarks.md. */
    private static final MeasuredRestore ELSEWHERE =
            new MeasuredRestore(false, 15_000, 0.2, 1.0 / 50_000, 2_000, 3_000);

    private static final MeasuredRestore ELSEWHERE_STOPPED =
            new MeasuredRestore(true, 2_000, 0.2, 1.0 / 50_000, 2_000, 3_000);
    /** So many are kept, of those with Alien4Cloud running and of the others. */
    private static final int KEPT = 3;
    /** Of less nothing can be learnt. */
    private static final long LEAST_OPERATIONS = 1000;

    private static final long LEAST_BYTES = 16 << 20;

    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    private static final Logger LOG = LoggerFactory.getLogger(RestoreTimeEstimate.class);

    /** What the file holds. */
    static final class Kept {

        private final List<MeasuredRestore> restores;

        @JsonCreator
        Kept(@JsonProperty("restores") List<MeasuredRestore> restores) {
            this.restores = restores == null ? Collections.emptyList() : restores;
        }

        @JsonProperty
        List<MeasuredRestore> restores() {
            return restores;
        }

        private List<MeasuredRestore> restores(boolean stopped) {
            return restores.stream()
                    .filter(restore -> restore.stopped() == stopped)
                    .collect(Collectors.toList());
        }
    }

    private final List<MeasuredRestore> restores;
    private final MeasuredRestore elsewhere;

    private RestoreTimeEstimate(List<MeasuredRestore> restores, boolean stopped) {
        this.restores = restores;
        this.elsewhere = stopped ? ELSEWHERE_STOPPED : ELSEWHERE;
    }

    /**
     * Reads what the last restores took. A file that cannot be read is no reason to fail.
     *
     * @param stopped whether Alien4Cloud is
     */
    static RestoreTimeEstimate of(Path backupDirectory, boolean stopped) {
        return new RestoreTimeEstimate(read(backupDirectory).restores(stopped), stopped);
    }

    private static Kept read(Path backupDirectory) {
        Path file = backupDirectory.resolve(FILE);
        if (Files.exists(file)) {
            try {
                return JSON.readValue(Files.readAllBytes(file), Kept.class);
            } catch (IOException e) {
                LOG.warn("Backup: how long the last restores took cannot be read from {}: {}", file, e.toString());
            }
        }
        return new Kept(null);
    }

    /**
     * Notes for the journal what the journal itself does not see, since it begins when all is prepared.
     *
     * @param startedAt of the operation, milliseconds since the epoch
     * @param safetyMillis that the safety backup took
     */
    static void note(long startedAt, long safetyMillis, Map<String, String> facts) {
        facts.put(SAFETY_MILLIS, Long.toString(safetyMillis));
        facts.put(PREPARING_MILLIS, Long.toString(Math.max(0, System.currentTimeMillis() - startedAt - safetyMillis)));
    }

    /** Learns from a restore that went through; from one that was interrupted nothing can be learnt. */
    static void record(Path backupDirectory, Journal journal) {
        Map<JournalState, Long> at = new EnumMap<>(JournalState.class);
        journal.records().forEach(record -> at.putIfAbsent(record.state(), record.at()));
        for (JournalState state : new JournalState[] {
            JournalState.PLANNED,
            JournalState.QUIESCED,
            JournalState.VERIFIED,
            JournalState.RESUMED,
            JournalState.CLOSED
        }) {
            if (!at.containsKey(state)) {
                return;
            }
        }
        boolean stopped = Boolean.parseBoolean(journal.value(RestoreInProgress.STOPPED));
        double changing = at.get(JournalState.VERIFIED) - at.get(JournalState.QUIESCED);
        double operations = number(journal, OPERATIONS);
        double bytes = number(journal, BYTES);
        double planning = number(journal, PLANNING_MILLIS);
        boolean manyOperations = operations >= LEAST_OPERATIONS;
        boolean manyBytes = bytes >= LEAST_BYTES;
        // what does not grow with the change is a fixed cost, that of a few changes too
        MeasuredRestore restore = new MeasuredRestore(
                stopped,
                at.get(JournalState.CLOSED) - at.get(JournalState.PLANNED) - (manyOperations ? changing : 0),
                manyOperations ? changing / operations : 0,
                manyBytes ? planning / bytes : 0,
                Math.max(0, number(journal, PREPARING_MILLIS) - (manyBytes ? planning : 0)),
                number(journal, SAFETY_MILLIS));
        try {
            DurableFiles.replace(
                    backupDirectory.resolve(FILE), JSON.writeValueAsBytes(with(restore, read(backupDirectory))));
        } catch (IOException e) {
            LOG.warn("Backup: how long the restore took cannot be kept in {}: {}", backupDirectory, e.toString());
        }
    }

    private static Kept with(MeasuredRestore restore, Kept before) {
        List<MeasuredRestore> same = before.restores(restore.stopped());
        List<MeasuredRestore> all = before.restores(!restore.stopped());
        all.addAll(same.subList(Math.max(0, same.size() - KEPT + 1), same.size()));
        all.add(restore);
        return new Kept(all);
    }

    /** How long users were kept out, and for what. */
    static String describe(Journal journal) {
        List<JournalRecord> records = journal.records();
        StringBuilder steps = new StringBuilder();
        for (int i = 1; i < records.size(); i++) {
            steps.append(i == 1 ? ": " : ", ")
                    .append(records.get(i).state())
                    .append(String.format(
                            Locale.ROOT,
                            " after %.1f s",
                            (records.get(i).at() - records.get(0).at()) / 1000.0));
        }
        return "Maintenance lasted "
                + String.format(
                        Locale.ROOT,
                        "%.1f s",
                        (records.get(records.size() - 1).at() - records.get(0).at()) / 1000.0)
                + steps + ".";
    }

    private static double number(Journal journal, String key) {
        String value = journal.value(key);
        return value == null ? 0 : Double.parseDouble(value);
    }

    /** The slowest of those of which it is known. */
    private double slowest(ToDoubleFunction<MeasuredRestore> value) {
        return restores.stream()
                .mapToDouble(value)
                .filter(each -> each > 0)
                .max()
                .orElse(value.applyAsDouble(elsewhere));
    }

    /**
     * How long the safety backup takes.
     *
     * @param lastBackupMillis how long the last backup took, should no restore tell; 0 if there was none
     */
    double safetyMillis(long lastBackupMillis) {
        boolean known = restores.stream().anyMatch(restore -> restore.safetyMillis() > 0);
        return !known && lastBackupMillis > 0 ? lastBackupMillis : slowest(MeasuredRestore::safetyMillis);
    }

    /**
     * Estimates a restore.
     *
     * @param comparisonMillis how long the comparison of this dry run took: a restore begins with it
     * @param bytes to be staged
     * @param operations documents and files that change
     * @param safetyMillis that a safety backup takes; 0 for none
     */
    Estimate estimate(long comparisonMillis, long bytes, long operations, double safetyMillis) {
        boolean measured = !restores.isEmpty();
        if (operations == 0) {
            return new Estimate(seconds(comparisonMillis), 0, measured);
        }
        double maintenance =
                slowest(MeasuredRestore::outageMillis) + operations * slowest(MeasuredRestore::millisPerOperation);
        double before = Math.max(comparisonMillis, slowest(MeasuredRestore::preparingMillis))
                + bytes * slowest(MeasuredRestore::millisPerByte);
        return new Estimate(seconds(before + safetyMillis + maintenance), seconds(maintenance), measured);
    }

    private static long seconds(double millis) {
        return (long) Math.ceil(millis / 1000);
    }
}
