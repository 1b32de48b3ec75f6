package org.alien4cloud.plugin.backup.service.restore;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.service.capture.ConfigurationFileBackup;

/** How a user wants a backup to be restored. */
public final class RestoreRequest {

    private final String confirm;
    private final RestoreScope scope;
    private final boolean configuration;
    private final boolean rewriteLocations;
    private final boolean safetyBackup;
    private final Acknowledgement acknowledgement;
    private final boolean full;

    /**
     * @param confirm the backup's name once more, so that nobody restores by a slip
     * @param directories immediate children of Alien4Cloud's directory; null for all, or for none if indices are chosen
     * @param indices null for all, or for none if directories are chosen
     * @param auditTrail whether the audit trail is restored as well; by default the live one stays, since a restore
     *     must not erase who did what
     * @param configuration whether Alien4Cloud's configuration files are put back as well
     * @param safetyBackup whether a backup of the present state is made first; null for yes
     * @param acknowledge ids of warnings of the impact report that need not stop the restore; may be null
     * @param impactDigest the digest of the impact report that was read: if the restore would do something else, it is
     *     refused; may be null if nothing is acknowledged
     * @param force whether no warning stops it
     * @param full whether all documents and files are read and compared, also those that look unchanged since the
     *     backup
     * @throws InvalidInputException if warnings are acknowledged without a digest
     */
    @JsonCreator
    public RestoreRequest(
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
        this(
                confirm,
                new RestoreScope(directories, indices, auditTrail),
                configuration,
                false,
                safetyBackup == null || safetyBackup,
                Acknowledgement.of(acknowledge, impactDigest, force),
                full);
    }

    private RestoreRequest(
            String confirm,
            RestoreScope scope,
            boolean configuration,
            boolean rewriteLocations,
            boolean safetyBackup,
            Acknowledgement acknowledgement,
            boolean full) {
        this.confirm = confirm;
        this.scope = scope;
        this.configuration = configuration;
        this.rewriteLocations = rewriteLocations;
        this.safetyBackup = safetyBackup;
        this.acknowledgement = acknowledgement;
        this.full = full;
    }

    /**
     * For a dry run while Alien4Cloud runs.
     *
     * @param directories as for a restore, as all others
     */
    public static RestoreRequest ofDryRun(
            List<String> directories, List<String> indices, boolean auditTrail, boolean safetyBackup, boolean full) {
        return new RestoreRequest(null, directories, indices, auditTrail, false, safetyBackup, null, null, false, full);
    }

    /**
     * For a restore with Alien4Cloud stopped.
     *
     * @param scope {@link RestoreScope#withAlienStopped}
     * @param rewriteLocations whether locations of archives that point into the data directory of the backup are made
     *     to point into this server's
     * @param acknowledgedReport digest of the impact report of which no warning need stop the restore; null for none
     */
    public static RestoreRequest withAlienStopped(
            BackupName confirm,
            RestoreScope scope,
            boolean configuration,
            boolean rewriteLocations,
            boolean safetyBackup,
            String acknowledgedReport,
            boolean force,
            boolean full) {
        return new RestoreRequest(
                confirm.value(),
                scope,
                configuration,
                rewriteLocations,
                safetyBackup,
                Acknowledgement.ofReport(acknowledgedReport, force),
                full);
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
     * Whether the restore reads a file of the backup's directory.
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

    /** Whether nothing is taken for unchanged without being read. */
    boolean full() {
        return full;
    }

    Acknowledgement acknowledgement() {
        return acknowledgement;
    }

    /** Everything that a dry run depends on, the same text for the same options. */
    String ofImpact() {
        return scope + ", safetyBackup " + safetyBackup + ", rewriteLocations " + rewriteLocations;
    }
}
