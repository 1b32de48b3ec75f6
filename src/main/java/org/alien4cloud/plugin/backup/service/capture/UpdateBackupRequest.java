package org.alien4cloud.plugin.backup.service.capture;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.alien4cloud.plugin.backup.model.BackupNote;

/** Changes the description of a backup, and whether it is pinned. */
public final class UpdateBackupRequest {

    private final String description;
    private final Boolean pinned;

    /**
     * @param description null to keep the present one, empty for none
     * @param pinned null to keep the present state
     */
    @JsonCreator
    public UpdateBackupRequest(
            @JsonProperty("description") String description, @JsonProperty("pinned") Boolean pinned) {
        this.description = description;
        this.pinned = pinned;
    }

    /** @throws org.alien4cloud.plugin.backup.model.InvalidInputException if the description is too long */
    BackupNote amend(BackupNote before) {
        return new BackupNote(
                description == null ? before.description() : description, pinned == null ? before.pinned() : pinned);
    }
}
