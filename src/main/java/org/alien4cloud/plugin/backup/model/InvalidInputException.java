package org.alien4cloud.plugin.backup.model;

/** Rejects a value that a user gave; the message says which and why. */
public class InvalidInputException extends BackupException {

    public InvalidInputException(String message) {
        super(Kind.INVALID, message);
    }
}
