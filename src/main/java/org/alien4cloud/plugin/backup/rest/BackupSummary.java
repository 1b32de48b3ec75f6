package org.alien4cloud.plugin.backup.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupNote;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Verification;

/**
 * A backup in the list: its manifest without the parts that are long. Times are milliseconds since the epoch, sizes
 * bytes.
 */
public final class BackupSummary {

    private final Manifest manifest;
    private final BackupNote note;
    private final Map<String, Long> inventory;
    private final Verification verification;
    private final BackupName undoes;

    /**
     * @param verification null if it was never verified
     * @param undoes the backup that was restored last, if this one is the safety backup of that restore; else null
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
     * The backup whose restore, the last one on this server, would be undone by a restore of this one; missing if it is
     * none such.
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

    /** Whether no retention may delete it. */
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

    /** How many applications, archives, deployments ... it has, by kind; empty if that cannot be told. */
    public Map<String, Long> getInventory() {
        return inventory;
    }

    /** When it was verified last; missing if it never was. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public Long getVerifiedAt() {
        return verification == null ? null : verification.verifiedAt();
    }

    /** {@code OK} or {@code DAMAGED}; missing if it was never verified. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public String getVerified() {
        return verification == null ? null : verification.state().name();
    }

    /** Whether its indices were restored for a test then; missing if it never was verified. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public Boolean getVerifiedDeep() {
        return verification == null ? null : verification.deep();
    }
}
