package org.alien4cloud.plugin.backup.service.capture;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupNote;
import org.alien4cloud.plugin.backup.model.Consistency;
import org.alien4cloud.plugin.backup.model.EngineKind;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.service.BackupProperties;

/** Says how a new backup is to be made; every field is optional. */
public final class CreateBackupRequest {

    private final BackupName name;
    private final String description;
    private final EngineKind engine;
    private final Consistency consistency;
    private final boolean full;

    /**
     * @param name null for the present time, {@code yyyy-MM-dd_HH-mm-ss} in UTC
     * @param description at most 1,000 characters, null for none
     * @param engine null for the configured one
     * @param consistency null for {@link Consistency#LIVE}
     * @param full whether to read every file, even if it seems unchanged since the last backup
     * @throws InvalidInputException if the description is too long
     */
    @JsonCreator
    public CreateBackupRequest(
            @JsonProperty("name") BackupName name,
            @JsonProperty("description") String description,
            @JsonProperty("engine") EngineKind engine,
            @JsonProperty("consistency") Consistency consistency,
            @JsonProperty("full") boolean full) {
        this.name = name;
        this.description = BackupNote.requireDescription(description);
        this.engine = engine;
        this.consistency = consistency == null ? Consistency.LIVE : consistency;
        this.full = full;
    }

    /** Returns this request with another name. */
    CreateBackupRequest named(BackupName other) {
        return new CreateBackupRequest(other, description, engine, consistency, full);
    }

    public BackupName name() {
        return name;
    }

    public String description() {
        return description;
    }

    /** Returns the requested engine, or else the configured one. */
    EngineKind engine(BackupProperties properties) {
        return engine != null ? engine : properties.engine().kind();
    }

    public Consistency consistency() {
        return consistency;
    }

    public boolean full() {
        return full;
    }
}
