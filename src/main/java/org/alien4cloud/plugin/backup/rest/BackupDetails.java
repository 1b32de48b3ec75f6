package org.alien4cloud.plugin.backup.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import org.alien4cloud.plugin.backup.model.Finding;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Verification;

/** A backup as a whole: its manifest, and when it was verified last, milliseconds since the epoch, with what result. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class BackupDetails {

    private final Manifest manifest;
    private final boolean pinned;
    private final Map<String, Long> inventory;
    private final Verification verification;

    /**
     * @param manifest with the description that it has now
     * @param inventory how many there are, by what an administrator counts in
     * @param verification null if it was never verified
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

    /** Whether no retention may delete it. */
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

    /** What the verification found, at most 100. */
    public List<Finding> getFindings() {
        return verification == null ? null : verification.findings();
    }
}
