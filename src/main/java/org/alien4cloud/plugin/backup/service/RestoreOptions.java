package org.alien4cloud.plugin.backup.service;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

/** How a user wants a backup to be restored. */
public final class RestoreOptions {

    private final String confirm;
    private final boolean auditTrail;
    private final boolean safetyBackup;

    /**
     * @param confirm the backup's name once more, so that nobody restores by a slip
     * @param auditTrail whether the audit trail is restored as well; by default the live one stays, since a restore must not erase who did what
     * @param safetyBackup whether a backup of the present state is made first; null for yes
     */
    @JsonCreator
    public RestoreOptions(@JsonProperty("confirm") String confirm, @JsonProperty("auditTrail") boolean auditTrail,
            @JsonProperty("safetyBackup") Boolean safetyBackup) {
        this.confirm = confirm;
        this.auditTrail = auditTrail;
        this.safetyBackup = safetyBackup == null || safetyBackup;
    }

    public String confirm() {
        return confirm;
    }

    public boolean auditTrail() {
        return auditTrail;
    }

    public boolean safetyBackup() {
        return safetyBackup;
    }
}
