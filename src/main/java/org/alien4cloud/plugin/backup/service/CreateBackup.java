package org.alien4cloud.plugin.backup.service;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Consistency;
import org.alien4cloud.plugin.backup.model.InvalidInputException;

/** What a user wants of a backup; everything may be left out. */
public final class CreateBackup {

    private static final int MAX_DESCRIPTION = 1000;

    private final BackupName name;
    private final String description;
    private final Consistency consistency;
    private final boolean full;

    /**
     * @param name null for the time, {@code yyyy-MM-dd_HH-mm-ss} in UTC
     * @param description at most 1,000 characters, null for none
     * @param consistency null for {@link Consistency#LIVE}
     * @param full whether every file is read again, also those that look unchanged since the last backup
     * @throws InvalidInputException if the description is too long
     */
    @JsonCreator
    public CreateBackup(@JsonProperty("name") BackupName name, @JsonProperty("description") String description,
            @JsonProperty("consistency") Consistency consistency, @JsonProperty("full") boolean full) {
        if (description != null && description.length() > MAX_DESCRIPTION) {
            throw new InvalidInputException("The description has " + description.length() + " characters; at most " + MAX_DESCRIPTION
                    + " are allowed.");
        }
        this.name = name;
        this.description = description;
        this.consistency = consistency == null ? Consistency.LIVE : consistency;
        this.full = full;
    }

    /** This request under another name. */
    CreateBackup named(BackupName other) {
        return new CreateBackup(other, description, consistency, full);
    }

    public BackupName name() {
        return name;
    }

    public String description() {
        return description;
    }

    public Consistency consistency() {
        return consistency;
    }

    public boolean full() {
        return full;
    }
}
