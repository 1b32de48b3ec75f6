package org.alien4cloud.plugin.backup.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;

/** Holds what a person may change in a finished backup. */
public final class BackupNote {

    private static final int MAX_DESCRIPTION = 1000;

    private final String description;
    private final boolean pinned;

    /**
     * @param description at most 1,000 characters; null or empty for none
     * @param pinned whether retention must keep it
     * @throws InvalidInputException if the description is too long
     */
    @JsonCreator
    public BackupNote(@JsonProperty("description") String description, @JsonProperty("pinned") boolean pinned) {
        this.description = requireDescription(description);
        this.pinned = pinned;
    }

    /** @throws InvalidInputException if the text is too long for a backup's description */
    public static String requireDescription(String description) {
        if (description != null && description.length() > MAX_DESCRIPTION) {
            throw new InvalidInputException("The description has " + description.length() + " characters; at most "
                    + MAX_DESCRIPTION + " are possible.");
        }
        return description == null || description.isEmpty() ? null : description;
    }

    /** Null for none. */
    @JsonProperty
    public String description() {
        return description;
    }

    @JsonProperty
    public boolean pinned() {
        return pinned;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BackupNote
                && pinned == ((BackupNote) other).pinned
                && Objects.equals(description, ((BackupNote) other).description);
    }

    @Override
    public int hashCode() {
        return Objects.hash(description, pinned);
    }
}
