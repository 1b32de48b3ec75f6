package org.alien4cloud.plugin.backup.model;

/** Thrown by {@link Progress#checkCancelled()} when a user asked the running operation to stop. */
public class CancelledException extends BackupException {

    public CancelledException() {
        super(Kind.CANCELLED, "Cancelled.");
    }
}
