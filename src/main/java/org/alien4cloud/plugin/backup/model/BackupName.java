package org.alien4cloud.plugin.backup.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Holds the name of a backup. It is checked when it is made, so that no other code needs to check whether it is safe in
 * a path or a URL.
 *
 * <p>A dot is not allowed: the Spring version of Alien4Cloud cuts {@code v1.2} in a path variable to {@code v1}, and a
 * DELETE would hit the wrong backup.
 */
public final class BackupName implements Comparable<BackupName> {

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");
    /** Words that are paths of the REST API below /backups. */
    private static final Set<String> RESERVED = Collections.unmodifiableSet(
            new HashSet<>(Arrays.asList("operations", "health", "settings", "archive", "uploads", "recover", "copy")));

    private final String value;

    private BackupName(String value) {
        this.value = value;
    }

    /**
     * @param value a name as a user wrote it, may be null
     * @return the checked name
     * @throws InvalidInputException if the name is missing, longer than 100 characters, reserved, or has a character
     *     other than a letter, a digit, {@code _} and {@code -}
     */
    @JsonCreator
    public static BackupName of(String value) {
        if (value == null || !ALLOWED.matcher(value).matches()) {
            throw new InvalidInputException("Invalid backup name " + shown(value)
                    + ": use 1 to 100 letters, digits, '_' and '-', beginning with a letter or a digit.");
        }
        if (RESERVED.contains(value)) {
            throw new InvalidInputException(
                    "Invalid backup name '" + value + "': this word is reserved. Choose another name.");
        }
        return new BackupName(value);
    }

    private static String shown(String value) {
        if (value == null) {
            return "(none)";
        }
        String printable = value.replaceAll("[^\\x20-\\x7E]", "?");
        return "'" + (printable.length() > 40 ? printable.substring(0, 40) + "...'" : printable + "'");
    }

    @JsonValue
    public String value() {
        return value;
    }

    @Override
    public int compareTo(BackupName other) {
        return value.compareTo(other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BackupName && value.equals(((BackupName) other).value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
