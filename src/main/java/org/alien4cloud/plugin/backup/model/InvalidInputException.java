package org.alien4cloud.plugin.backup.model;

/** A value that a user gave is not acceptable; the message says which and why. */
public class InvalidInputException extends BackupException {

    public InvalidInputException(String message) {
        super(Kind.INVALID, message);
    }
}
