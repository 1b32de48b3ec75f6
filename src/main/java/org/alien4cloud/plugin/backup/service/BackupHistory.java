package org.alien4cloud.plugin.backup.service;

import java.util.List;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Verification;

/**
 * Evaluates the earlier backups of this server: which are good, how large the next one may be, and how long it may
 * take.
 */
public class BackupHistory {

    /** The number of backups by which the size of the next one is estimated. */
    private static final int RECENT = 5;

    private final BackupContext context;

    BackupHistory(BackupContext context) {
        this.context = context;
    }

    /** Returns the backups of this server, the newest first, without imported ones, which may be of another server. */
    public List<Manifest> madeHere() {
        return context.repository().catalog().list().stream()
                .filter(backup -> backup.trigger() != BackupOrigin.IMPORTED)
                .collect(Collectors.toList());
    }

    /** Returns the backups of this server that are not known to be damaged, the newest first. */
    public List<Manifest> goodBackups() {
        return madeHere().stream().filter(this::isGood).collect(Collectors.toList());
    }

    /** Tells whether a backup is not known to be damaged. */
    public boolean isGood(Manifest backup) {
        return context.repository()
                .verifier()
                .last(backup.name())
                .map(Verification::state)
                .map(state -> state != Verification.State.DAMAGED)
                .orElse(true);
    }

    /**
     * Checks a new or imported backup for damage that it shares with earlier ones.
     *
     * @throws BackupException (CHECK_FAILED) if it needs something that is known to be damaged
     */
    public void requireUndamaged(BackupName made) {
        context.repository()
                .verifier()
                .last(made)
                .filter(known -> known.state() == Verification.State.DAMAGED)
                .ifPresent(damage -> {
                    throw new BackupException(
                            Kind.CHECK_FAILED,
                            "The backup " + made
                                    + " was made, but is damaged: it needs contents of earlier backups"
                                    + " that are damaged by now. "
                                    + damage.findings().get(0)
                                    + " Copy the damaged files from a copy of the backup directory, and verify again.");
                });
    }

    /** Estimates how many bytes the next backup adds, by the largest of the last ones; 0 if there are none. */
    public long expectedGrowth() {
        return madeHere().stream()
                .limit(RECENT)
                .mapToLong(Manifest::addedBytes)
                .max()
                .orElse(0);
    }

    /** Returns how many milliseconds the newest backup of this server took; 0 if there is none. */
    public long lastBackupMillis() {
        return madeHere().stream()
                .findFirst()
                .map(backup -> backup.endedAt() - backup.startedAt())
                .orElse(0L);
    }
}
