package org.alien4cloud.plugin.backup.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import org.alien4cloud.plugin.backup.model.Finding;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Verification;

/**
 * Shows one backup in full as JSON: its manifest, pin, inventory and last verification. Times are milliseconds since
 * the epoch.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class BackupDetails {

    private final Manifest manifest;
    private final boolean pinned;
    private final Map<String, Long> inventory;
    private final Verification verification;

    /**
     * @param manifest with the current description
     * @param inventory number of applications, archives, deployments and so on, by category
     * @param verification the last one; null if the backup was never verified
     */
    BackupDetails(Manifest manifest, boolean pinned, Map<String, Long> inventory, Verification verification) {
        this.manifest = manifest;
        this.pinned = pinned;
        this.inventory = inventory;
        this.verification = verification;
    }

    @JsonUnwrapped
    public Manifest getManifest() {
        return manifest;
    }

    /** Tells whether the retention must never delete this backup. */
    public boolean isPinned() {
        return pinned;
    }

    public Map<String, Long> getInventory() {
        return inventory;
    }

    public Long getVerifiedAt() {
        return verification == null ? null : verification.verifiedAt();
    }

    public String getVerified() {
        return verification == null ? null : verification.state().name();
    }

    public Boolean getVerifiedDeep() {
        return verification == null ? null : verification.deep();
    }

    /** Returns what the last verification found, at most 100 findings; null if there was none. */
    public List<Finding> getFindings() {
        return verification == null ? null : verification.findings();
    }
}
