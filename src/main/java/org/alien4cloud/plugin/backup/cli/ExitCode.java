package org.alien4cloud.plugin.backup.cli;

import org.alien4cloud.plugin.backup.model.BackupException;

/** Defines the exit codes of the command line. Scripts rely on these numbers; docs/command-line.md lists them. */
final class ExitCode {

    static final int DONE = 0;
    /** The command failed, and nothing was changed. */
    static final int FAILED = 1;

    static final int USAGE = 2;
    /** A restore failed after it had changed something, and everything was put back. */
    static final int ROLLED_BACK = 3;
    /** A check found a problem: a backup is damaged, the configuration has an error, or a restore would be refused. */
    static final int CHECK_FAILED = 4;
    /** Another operation, or a running Alien4Cloud, uses the same data. */
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
