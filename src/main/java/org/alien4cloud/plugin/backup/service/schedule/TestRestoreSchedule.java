package org.alien4cloud.plugin.backup.service.schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.operation.OperationStore;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.alien4cloud.plugin.backup.service.capture.BackupService;
import org.alien4cloud.plugin.backup.service.policy.VerificationSettings;

/** Chooses the backup for the next scheduled test restore, by the times of earlier ones in the operation history. */
final class TestRestoreSchedule {

    /** A tolerance, since the backup before a test restore does not take the same time each day. */
    private static final Duration TOLERANCE = Duration.ofHours(2);

    private final BackupContext context;
    private final OperationStore operations;
    private final Clock clock;
    private Map<BackupName, Instant> tested;

    TestRestoreSchedule(BackupContext context, OperationStore operations, Clock clock) {
        this.context = context;
        this.operations = operations;
        this.clock = clock;
    }

    /**
     * Returns the backup whose last test restore is the longest ago; those that never had one come first, the newest of
     * them first. Empty if no test restore is due.
     */
    Optional<BackupName> due(VerificationSettings settings) {
        if (settings.deepEveryDays() == 0) {
            return Optional.empty();
        }
        Optional<Instant> last = tested().values().stream().max(Instant::compareTo);
        if (last.isPresent()
                && clock.instant()
                        .isBefore(last.get()
                                .plus(Duration.ofDays(settings.deepEveryDays()))
                                .minus(TOLERANCE))) {
            return Optional.empty();
        }
        return context.history().goodBackups().stream()
                .map(Manifest::name)
                .min(Comparator.comparing(name -> tested().getOrDefault(name, Instant.EPOCH)));
    }

    /** Records that a test restore of this backup begins now. */
    void markStarted(BackupName name) {
        tested().put(name, clock.instant());
    }

    private Map<BackupName, Instant> tested() {
        if (tested == null) {
            tested = new HashMap<>();
            for (Operation operation : operations.list()) {
                if (operation.kind() == OperationKind.VERIFY && BackupService.SCHEDULE.equals(operation.user())) {
                    Instant begun = Instant.ofEpochMilli(operation.startedAt());
                    tested.merge(operation.backup(), begun, (one, other) -> one.isAfter(other) ? one : other);
                }
            }
        }
        return tested;
    }
}
