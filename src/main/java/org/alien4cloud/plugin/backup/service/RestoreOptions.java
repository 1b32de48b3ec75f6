package org.alien4cloud.plugin.backup.service;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** How a user wants a backup to be restored. */
public final class RestoreOptions {

    private final String confirm;
    private final RestoreScope scope;
    private final boolean safetyBackup;
    private final boolean force;

    /**
     * @param confirm the backup's name once more, so that nobody restores by a slip
     * @param directories immediate children of Alien4Cloud's directory; null for all, or for none if indices are chosen
     * @param indices null for all, or for none if directories are chosen
     * @param auditTrail whether the audit trail is restored as well; by default the live one stays, since a restore must not erase who did what
     * @param safetyBackup whether a backup of the present state is made first; null for yes
     * @param force whether to restore even where the impact report names something that stops a restore
     */
    @JsonCreator
    public RestoreOptions(@JsonProperty("confirm") String confirm, @JsonProperty("directories") List<String> directories,
            @JsonProperty("indices") List<String> indices, @JsonProperty("auditTrail") boolean auditTrail,
            @JsonProperty("safetyBackup") Boolean safetyBackup, @JsonProperty("force") boolean force) {
        this.confirm = confirm;
        this.scope = new RestoreScope(directories, indices, auditTrail);
        this.safetyBackup = safetyBackup == null || safetyBackup;
        this.force = force;
    }

    public String confirm() {
        return confirm;
    }

    public RestoreScope scope() {
        return scope;
    }

    public boolean safetyBackup() {
        return safetyBackup;
    }

    public boolean force() {
        return force;
    }
}
