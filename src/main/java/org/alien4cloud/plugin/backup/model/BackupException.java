package org.alien4cloud.plugin.backup.model;

/**
 * Reports a failure that a person can act on. The message names the thing and the next step, and is shown as it is. Any
 * other exception is a bug. The {@link Kind} tells REST and the command line how to answer.
 */
public class BackupException extends RuntimeException {

    /** Names what went wrong, as far as callers must tell cases apart. */
    public enum Kind {
        /** The request itself is wrong. */
        INVALID,
        /** What was named does not exist. */
        NOT_FOUND,
        /** What should be made exists already. */
        EXISTS,
        /** Another operation is running. */
        BUSY,
        /** A backup fails its digests, or an archive is broken. */
        CHECK_FAILED,
        /** The server is not in a state in which this can be done. */
        PRECONDITION,
        /** Elasticsearch does not answer, or lacks a setting. */
        ELASTICSEARCH,
        /** Not enough room on the disk. */
        NO_SPACE,
        /** A user asked for the operation to stop. */
        CANCELLED,
        /** Reading or writing a file failed. */
        IO
    }

    private final Kind kind;

    public BackupException(Kind kind, String message) {
        this(kind, message, null);
    }

    public BackupException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Returns a failure (CHECK_FAILED) with this message. */
    public static BackupException damaged(String message) {
        return new BackupException(Kind.CHECK_FAILED, message);
    }

    public Kind kind() {
        return kind;
    }
}
