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
 * Estimates how long a restore takes, from the last restores of this server. Their times are kept in
 * {@code restore-times.json} in the backup directory. The slowest one counts, since a restore that takes longer than
 * announced is worse than the opposite. Restores with Alien4Cloud stopped count separately: they reload nothing.
 */
final class RestoreTimeEstimate {

    static final String FILE = "restore-times.json";

    /** Used as long as nothing was measured; Alien4Cloud needs 4 to 15 s to reload, see docs/benchmarks.md. */
    private static final RestoreTimings DEFAULT = new RestoreTimings(false, 15_000, 0.2, 1.0 / 50_000, 2_000, 3_000);

    private static final RestoreTimings DEFAULT_STOPPED =
            new RestoreTimings(true, 2_000, 0.2, 1.0 / 50_000, 2_000, 3_000);
    /** How many restores are kept: this many with Alien4Cloud running, and this many with it stopped. */
    private static final int KEPT = 3;
    /** Restores with fewer operations do not show how long one takes. */
    private static final long LEAST_OPERATIONS = 1000;
    /** Restores with fewer bytes do not show how long one takes. */
    private static final long LEAST_BYTES = 16 << 20;

    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    private static final Logger LOG = LoggerFactory.getLogger(RestoreTimeEstimate.class);

    /** The content of the file. */
    static final class Kept {

        private final List<RestoreTimings> restores;

        @JsonCreator
        Kept(@JsonProperty("restores") List<RestoreTimings> restores) {
            this.restores = restores == null ? Collections.emptyList() : restores;
        }

        @JsonProperty
        List<RestoreTimings> restores() {
            return restores;
        }

        private List<RestoreTimings> restores(boolean stopped) {
            return restores.stream()
                    .filter(restore -> restore.stopped() == stopped)
                    .collect(Collectors.toList());
        }
    }

    private final List<RestoreTimings> restores;
    private final RestoreTimings fallback;

    private RestoreTimeEstimate(List<RestoreTimings> restores, boolean stopped) {
        this.restores = restores;
        this.fallback = stopped ? DEFAULT_STOPPED : DEFAULT;
    }

    /**
     * Reads how long the last restores took. A file that cannot be read counts as empty.
     *
     * @param stopped whether Alien4Cloud is stopped
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
                LOG.warn("Backup: cannot read from {} how long the last restores took: {}", file, e.toString());
            }
        }
        return new Kept(null);
    }

    /**
     * Adds the time before the first record of the journal to its facts.
     *
     * @param startedAt of the operation, milliseconds since the epoch
     * @param safetyMillis how long the safety backup took; 0 if there was none
     */
    static void addPreparation(long startedAt, long safetyMillis, JournalFacts.Builder facts) {
        facts.preparation(Math.max(0, System.currentTimeMillis() - startedAt - safetyMillis), safetyMillis);
    }

    /** Keeps how long a restore took; does nothing if it was interrupted. */
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
        JournalFacts facts = JournalFacts.of(journal);
        double changing = at.get(JournalState.VERIFIED) - at.get(JournalState.QUIESCED);
        double operations = facts.operations();
        double bytes = facts.bytes();
        double planning = facts.planningMillis();
        boolean manyOperations = operations >= LEAST_OPERATIONS;
        boolean manyBytes = bytes >= LEAST_BYTES;
        // the fixed cost includes the changes themselves if there are only a few
        RestoreTimings restore = new RestoreTimings(
                facts.wasStopped(),
                at.get(JournalState.CLOSED) - at.get(JournalState.PLANNED) - (manyOperations ? changing : 0),
                manyOperations ? changing / operations : 0,
                manyBytes ? planning / bytes : 0,
                Math.max(0, facts.preparingMillis() - (manyBytes ? planning : 0)),
                facts.safetyMillis());
        try {
            DurableFiles.replace(
                    backupDirectory.resolve(FILE), JSON.writeValueAsBytes(with(restore, read(backupDirectory))));
        } catch (IOException e) {
            LOG.warn("Backup: cannot note in {} how long the restore took: {}", backupDirectory, e.toString());
        }
    }

    private static Kept with(RestoreTimings restore, Kept before) {
        List<RestoreTimings> same = before.restores(restore.stopped());
        List<RestoreTimings> all = before.restores(!restore.stopped());
        all.addAll(same.subList(Math.max(0, same.size() - KEPT + 1), same.size()));
        all.add(restore);
        return new Kept(all);
    }

    /** Describes how long maintenance mode lasted, and when each state was reached. */
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

    /** Returns the slowest known value, or the default if none is known. */
    private double slowest(ToDoubleFunction<RestoreTimings> value) {
        return restores.stream()
                .mapToDouble(value)
                .filter(each -> each > 0)
                .max()
                .orElse(value.applyAsDouble(fallback));
    }

    /**
     * Estimates how long a safety backup takes, in milliseconds.
     *
     * @param lastBackupMillis how long the last backup took, which counts if no restore had a safety backup; 0 if there
     *     was none
     */
    double safetyMillis(long lastBackupMillis) {
        boolean known = restores.stream().anyMatch(restore -> restore.safetyMillis() > 0);
        return !known && lastBackupMillis > 0 ? lastBackupMillis : slowest(RestoreTimings::safetyMillis);
    }

    /**
     * Estimates a restore.
     *
     * @param comparisonMillis how long the comparison of this dry run took; a restore begins with the same comparison
     * @param bytes of files that are staged
     * @param operations documents and files that change
     * @param safetyMillis how long a safety backup takes; 0 for none
     */
    Estimate estimate(long comparisonMillis, long bytes, long operations, double safetyMillis) {
        boolean measured = !restores.isEmpty();
        if (operations == 0) {
            return new Estimate(seconds(comparisonMillis), 0, measured);
        }
        double maintenance =
                slowest(RestoreTimings::outageMillis) + operations * slowest(RestoreTimings::millisPerOperation);
        double before = Math.max(comparisonMillis, slowest(RestoreTimings::preparingMillis))
                + bytes * slowest(RestoreTimings::millisPerByte);
        return new Estimate(seconds(before + safetyMillis + maintenance), seconds(maintenance), measured);
    }

    private static long seconds(double millis) {
        return (long) Math.ceil(millis / 1000);
    }
}
