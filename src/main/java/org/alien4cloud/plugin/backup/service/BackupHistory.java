package org.alien4cloud.plugin.backup.service;

import java.util.List;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Trigger;
import org.alien4cloud.plugin.backup.model.Verification;

/**
 * Tells what the earlier backups of this server show: which are good, how large the next one may be, how long it may
 * take.
 */
public class BackupHistory {

    /** So many backups tell how much the next one may add. */
    private static final int RECENT = 5;

    private final BackupContext context;

    BackupHistory(BackupContext context) {
        this.context = context;
    }

    /**
     * The backups of this server, the newest first, without those that came in archives: what they tell of may be
     * another server.
     */
    public List<Manifest> madeHere() {
        return context.repository().catalog().list().stream()
                .filter(backup -> backup.trigger() != Trigger.IMPORTED)
                .collect(Collectors.toList());
    }

    /** Those of them of which nothing wrong is known, the newest first. */
    public List<Manifest> goodBackups() {
        return madeHere().stream().filter(this::isGood).collect(Collectors.toList());
    }

    /** Whether nothing wrong is known of a backup. */
    public boolean isGood(Manifest backup) {
        return context.repository()
                .verifier()
                .last(backup.name())
                .map(Verification::state)
                .map(state -> state != Verification.State.DAMAGED)
                .orElse(true);
    }

    /**
     * To be called when a backup was made or brought here.
     *
     * @throws BackupException (CHECK_FAILED) if it counts on something that is known to be damaged
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
                                    + " is there, and damaged: it counts on what was stored by earlier backups"
                                    + " and is damaged since. "
                                    + damage.findings().get(0)
                                    + " Copy what is damaged from a copy of the backup directory, and verify it.");
                });
    }

    /** How many bytes the next backup may add, as far as the last ones tell; 0 if there are none. */
    public long expectedGrowth() {
        return madeHere().stream()
                .limit(RECENT)
                .mapToLong(Manifest::addedBytes)
                .max()
                .orElse(0);
    }

    /** How many milliseconds the newest backup of this server took; 0 if there is none. */
    public long lastBackupMillis() {
        return madeHere().stream()
                .findFirst()
                .map(backup -> backup.endedAt() - backup.startedAt())
                .orElse(0L);
    }
}
