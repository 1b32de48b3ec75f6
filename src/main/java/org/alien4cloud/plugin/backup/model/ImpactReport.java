package org.alien4cloud.plugin.backup.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.alien4cloud.plugin.backup.model.ImpactWarning.Severity;

/** What restoring a backup would do to this server: the result of a dry run. */
@JsonPropertyOrder({"backup", "verdict", "documents", "files", "kinds", "bytesToWrite", "estimate", "warnings"})
public final class ImpactReport {

    /** In one word. */
    public enum Verdict {
        /** Nothing to worry about. */
        SAFE,
        /** Read the warnings. */
        CAUTION,
        /** Something is lost, or somebody locked out: read the warnings twice. */
        DANGEROUS
    }

    /** How long a restore is expected to take. */
    @JsonPropertyOrder({"totalSeconds", "maintenanceSeconds", "measured"})
    public static final class Estimate {

        private final long totalSeconds;
        private final long maintenanceSeconds;
        private final boolean measured;

        /**
         * @param totalSeconds from start to end
         * @param maintenanceSeconds of these, with users kept out
         * @param measured whether it rests on the last restore of this server; else on one of a small server elsewhere
         */
        public Estimate(long totalSeconds, long maintenanceSeconds, boolean measured) {
            this.totalSeconds = totalSeconds;
            this.maintenanceSeconds = maintenanceSeconds;
            this.measured = measured;
        }

        @JsonProperty
        public long totalSeconds() {
            return totalSeconds;
        }

        @JsonProperty
        public long maintenanceSeconds() {
            return maintenanceSeconds;
        }

        @JsonProperty
        public boolean measured() {
            return measured;
        }
    }

    private final BackupName backup;
    private final ChangeCount documents;
    private final ChangeCount files;
    private final List<ChangeCount> kinds;
    private final Estimate estimate;
    private final List<ImpactWarning> warnings;

    /** @param kinds the documents once more, by what they are for an administrator */
    public ImpactReport(BackupName backup, ChangeCount documents, ChangeCount files, List<ChangeCount> kinds, Estimate estimate,
            List<ImpactWarning> warnings) {
        this.backup = Objects.requireNonNull(backup, "backup");
        this.documents = documents;
        this.files = files;
        this.kinds = Collections.unmodifiableList(new ArrayList<>(kinds));
        this.estimate = estimate;
        this.warnings = Collections.unmodifiableList(new ArrayList<>(warnings));
    }

    @JsonProperty
    public BackupName backup() {
        return backup;
    }

    @JsonProperty
    public Verdict verdict() {
        if (warnings.stream().anyMatch(warning -> warning.severity() == Severity.DANGER)) {
            return Verdict.DANGEROUS;
        }
        return warnings.isEmpty() ? Verdict.SAFE : Verdict.CAUTION;
    }

    @JsonProperty
    public ChangeCount documents() {
        return documents;
    }

    @JsonProperty
    public ChangeCount files() {
        return files;
    }

    @JsonProperty
    public List<ChangeCount> kinds() {
        return kinds;
    }

    /** Bytes of documents, estimated, and of files. */
    @JsonProperty
    public long bytesToWrite() {
        return documents.bytes() + files.bytes();
    }

    @JsonProperty
    public Estimate estimate() {
        return estimate;
    }

    @JsonProperty
    public List<ImpactWarning> warnings() {
        return warnings;
    }
}
