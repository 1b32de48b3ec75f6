package org.alien4cloud.plugin.backup.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupNote;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Verification;

/**
 * Shows one backup of the list as JSON: its manifest without the long parts. Times are milliseconds since the epoch,
 * sizes are bytes.
 */
public final class BackupSummary {

    private final Manifest manifest;
    private final BackupNote note;
    private final Map<String, Long> inventory;
    private final Verification verification;
    private final BackupName undoes;

    /**
     * @param verification the last one; null if the backup was never verified
     * @param undoes the backup of the last restore, if this is the safety backup of that restore; otherwise null
     */
    BackupSummary(
            Manifest manifest,
            BackupNote note,
            Map<String, Long> inventory,
            Verification verification,
            BackupName undoes) {
        this.undoes = undoes;
        this.manifest = manifest;
        this.note = note;
        this.inventory = inventory;
        this.verification = verification;
    }

    public String getName() {
        return manifest.name().value();
    }

    /**
     * Returns the backup of this server's last restore, if restoring this backup would undo it; otherwise missing in
     * the JSON.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public BackupName getUndoes() {
        return undoes;
    }

    public long getStartedAt() {
        return manifest.startedAt();
    }

    public long getEndedAt() {
        return manifest.endedAt();
    }

    public String getTrigger() {
        return manifest.trigger().name();
    }

    public String getUser() {
        return manifest.user();
    }

    public String getDescription() {
        return note.description();
    }

    /** Tells whether the retention must never delete this backup. */
    public boolean isPinned() {
        return note.pinned();
    }

    public String getEngine() {
        return manifest.engine();
    }

    public long getFiles() {
        return manifest.files();
    }

    public long getBytes() {
        return manifest.bytes();
    }

    public long getAddedBytes() {
        return manifest.addedBytes();
    }

    public int getIndices() {
        return manifest.indices().size();
    }

    public long getDocuments() {
        return manifest.documents();
    }

    /** Returns the number of applications, archives, deployments and so on, by category; empty if unknown. */
    public Map<String, Long> getInventory() {
        return inventory;
    }

    /** Returns the time of the last verification; missing if there was none. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public Long getVerifiedAt() {
        return verification == null ? null : verification.verifiedAt();
    }

    /** Returns {@code OK} or {@code DAMAGED}; missing if the backup was never verified. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public String getVerified() {
        return verification == null ? null : verification.state().name();
    }

    /** Tells whether that verification included a test restore of the indices; missing if there was none. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public Boolean getVerifiedDeep() {
        return verification == null ? null : verification.deep();
    }
}
