package org.alien4cloud.plugin.backup.service.restore;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collection;
import java.util.List;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.service.capture.ConfigurationFileBackup;

/** Says how a user wants a backup to be restored. */
public final class RestoreRequest {

    private final String confirm;
    private final RestoreScope scope;
    private final boolean configuration;
    private final boolean rewriteLocations;
    private final boolean safetyBackup;
    private final Acknowledgement acknowledgement;
    private final boolean full;

    private RestoreRequest(Builder builder) {
        this.confirm = builder.confirm;
        this.scope = builder.scope;
        this.configuration = builder.configuration;
        this.rewriteLocations = builder.rewriteLocations;
        this.safetyBackup = builder.safetyBackup;
        this.acknowledgement = builder.acknowledgement;
        this.full = builder.full;
    }

    /** Begins with a request for everything that is restored by default, after a safety backup. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads a request from the body of an HTTP request.
     *
     * @param safetyBackup null for true
     * @throws InvalidInputException if warnings are acknowledged without a digest
     */
    @JsonCreator
    private static RestoreRequest ofJson(
            @JsonProperty("confirm") String confirm,
            @JsonProperty("directories") List<String> directories,
            @JsonProperty("indices") List<String> indices,
            @JsonProperty("auditTrail") boolean auditTrail,
            @JsonProperty("configuration") boolean configuration,
            @JsonProperty("safetyBackup") Boolean safetyBackup,
            @JsonProperty("acknowledge") List<String> acknowledge,
            @JsonProperty("impactDigest") String impactDigest,
            @JsonProperty("force") boolean force,
            @JsonProperty("full") boolean full) {
        return builder()
                .confirm(confirm)
                .scope(new RestoreScope(directories, indices, auditTrail))
                .configuration(configuration)
                .safetyBackup(safetyBackup == null || safetyBackup)
                .acknowledge(acknowledge, impactDigest, force)
                .full(full)
                .build();
    }

    public String confirm() {
        return confirm;
    }

    public RestoreScope scope() {
        return scope;
    }

    public boolean configuration() {
        return configuration;
    }

    /**
     * Tells whether the restore reads a file of the backup's directory.
     *
     * @param path in the directory of the backup
     */
    boolean needs(String path) {
        return scope.needs(path) && (configuration || !path.startsWith(ConfigurationFileBackup.DIRECTORY + '/'));
    }

    boolean rewriteLocations() {
        return rewriteLocations;
    }

    public boolean safetyBackup() {
        return safetyBackup;
    }

    /** Tells whether everything is read, also what looks unchanged since the backup. */
    boolean full() {
        return full;
    }

    Acknowledgement acknowledgement() {
        return acknowledgement;
    }

    /** Returns all options that a dry run depends on, as the same text for the same options. */
    String impactOptions() {
        return scope + ", safetyBackup " + safetyBackup + ", rewriteLocations " + rewriteLocations;
    }

    /** Collects the options of a request. */
    public static final class Builder {

        private String confirm;
        private RestoreScope scope = new RestoreScope(null, null, false);
        private boolean configuration;
        private boolean rewriteLocations;
        private boolean safetyBackup = true;
        private Acknowledgement acknowledgement = Acknowledgement.of(null, null, false);
        private boolean full;

        private Builder() {}

        /** Repeats the backup's name, so that nobody restores by mistake; a dry run does not need it. */
        public Builder confirm(String name) {
            this.confirm = name;
            return this;
        }

        public Builder scope(RestoreScope chosen) {
            this.scope = chosen;
            return this;
        }

        /** Sets whether Alien4Cloud's configuration files are put back as well. */
        public Builder configuration(boolean putBack) {
            this.configuration = putBack;
            return this;
        }

        /** Sets whether locations of archives in the backup's data directory are made to point into this server's. */
        public Builder rewriteLocations(boolean rewrite) {
            this.rewriteLocations = rewrite;
            return this;
        }

        /** Sets whether a backup of the present state is made first. */
        public Builder safetyBackup(boolean make) {
            this.safetyBackup = make;
            return this;
        }

        /**
         * Acknowledges warnings of an impact report: they need not stop the restore.
         *
         * @param warnings their ids; may be null
         * @param impactDigest of the report that was read: a restore that would do something else is refused; null if
         *     nothing is acknowledged
         * @param force whether no warning stops the restore
         * @throws InvalidInputException if warnings are acknowledged without a digest
         */
        public Builder acknowledge(Collection<String> warnings, String impactDigest, boolean force) {
            this.acknowledgement = Acknowledgement.of(warnings, impactDigest, force);
            return this;
        }

        /** Acknowledges all warnings of the report with a digest, which may be null; else as {@link #acknowledge}. */
        public Builder acknowledgeReport(String impactDigest, boolean force) {
            this.acknowledgement = Acknowledgement.ofReport(impactDigest, force);
            return this;
        }

        /** Sets whether all documents and files are compared, also those that look unchanged since the backup. */
        public Builder full(boolean compareAll) {
            this.full = compareAll;
            return this;
        }

        public RestoreRequest build() {
            return new RestoreRequest(this);
        }
    }
}
