package org.alien4cloud.plugin.backup.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.alien4cloud.plugin.backup.model.ImpactWarning.Severity;

/** Says what restoring a backup would do to this server: the result of a dry run. */
@JsonPropertyOrder({
    "backup",
    "digest",
    "verdict",
    "lost",
    "overwritten",
    "documents",
    "files",
    "kinds",
    "bytesToWrite",
    "estimate",
    "warnings"
})
public final class ImpactReport {

    /** Sums up the report in one word. */
    public enum Verdict {
        /** Nothing is deleted, nothing gets older content, and there is no other warning. */
        SAFE,
        /** Something is deleted or gets older content, or there is another warning. */
        CAUTION,
        /** Something is lost that no backup brings back, or somebody is locked out. */
        DANGEROUS
    }

    /** Estimates how long a restore takes. */
    @JsonPropertyOrder({"totalSeconds", "maintenanceSeconds", "measured"})
    public static final class Estimate {

        private final long totalSeconds;
        private final long maintenanceSeconds;
        private final boolean measured;

        /**
         * @param totalSeconds from start to end
         * @param maintenanceSeconds of these, in maintenance mode
         * @param measured whether the estimate is based on the last restores of this server, and not on those of small
         *     servers elsewhere
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
    private final String digest;
    private final long lost;
    private final long overwritten;
    private final ChangeCount documents;
    private final ChangeCount files;
    private final List<ChangeCount> kinds;
    private final Estimate estimate;
    private final List<ImpactWarning> warnings;

    /**
     * @param digest identifies this report, see {@link #digest()}
     * @param lost how many items that an administrator knows by name are deleted
     * @param overwritten how many such items get older content
     * @param kinds the same documents, grouped by what they are for an administrator
     */
    public ImpactReport(
            BackupName backup,
            String digest,
            long lost,
            long overwritten,
            ChangeCount documents,
            ChangeCount files,
            List<ChangeCount> kinds,
            Estimate estimate,
            List<ImpactWarning> warnings) {
        this.backup = Objects.requireNonNull(backup, "backup");
        this.digest = digest;
        this.lost = lost;
        this.overwritten = overwritten;
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

    /** Returns a digest that a user acknowledges: it is the same for the same backup, options and warnings. */
    @JsonProperty
    public String digest() {
        return digest;
    }

    @JsonProperty
    public long lost() {
        return lost;
    }

    @JsonProperty
    public long overwritten() {
        return overwritten;
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

    /** Returns the bytes of documents (estimated) and files. */
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
