package org.alien4cloud.plugin.backup.cli;

import org.alien4cloud.plugin.backup.model.BackupException;

/** How a call of the command line ended; docs/command-line.md promises these numbers to scripts. */
final class ExitCode {

    static final int DONE = 0;
    /** And nothing was changed. */
    static final int FAILED = 1;

    static final int USAGE = 2;
    /** A restore failed after it had begun to change something, and everything was put back. */
    static final int ROLLED_BACK = 3;
    /**
     * Something that was looked at is not as it should be: a backup is damaged, the set-up has an error, a restore
     * would be refused.
     */
    static final int CHECK_FAILED = 4;
    /** Another operation, or an Alien4Cloud, works on the same data. */
    static final int BUSY = 5;

    private ExitCode() {}

    static int of(BackupException.Kind kind) {
        switch (kind) {
            case INVALID:
                return USAGE;
            case CHECK_FAILED:
                return CHECK_FAILED;
            case BUSY:
                return BUSY;
            default:
                return FAILED;
        }
    }
}
