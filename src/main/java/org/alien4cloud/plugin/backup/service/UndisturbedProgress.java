package org.alien4cloud.plugin.backup.service;

import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.platform.AlienPlatform;

/** The progress of an operation that also has to stop, as if it were cancelled, when Alien4Cloud is not left at rest. */
final class UndisturbedProgress implements Progress {

    private final Progress operation;
    private final AlienPlatform platform;

    UndisturbedProgress(Progress operation, AlienPlatform platform) {
        this.operation = operation;
        this.platform = platform;
    }

    @Override
    public void expect(long bytes) {
        operation.expect(bytes);
    }

    @Override
    public void advance(long bytes) {
        operation.advance(bytes);
    }

    @Override
    public void log(String message) {
        operation.log(message);
    }

    /** {@inheritDoc} @throws BackupException (PRECONDITION) as {@link AlienPlatform#requireAtRest()} */
    @Override
    public void checkCancelled() {
        operation.checkCancelled();
        platform.requireAtRest();
    }

    @Override
    public void requireLock() {
        operation.requireLock();
    }
}
