package org.alien4cloud.plugin.backup.model;

/** Reports that a user asked the running operation to stop. Thrown by {@link Progress#checkCancelled()}. */
public class CancelledException extends BackupException {

    public CancelledException() {
        super(Kind.CANCELLED, "Cancelled.");
    }
}
