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

/**
 * Whose turn it is to be restored for a test: the history of operations tells when that was done last, by itself, and
 * with which backup.
 */
final class TestRestoreSchedule {

    /** The backups before the tests do not take the same time each day. */
    private static final Duration EARLY = Duration.ofHours(2);

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
     * The backup that was not tested for the longest time, the newest of those that never were; empty unless the days
     * have passed.
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
                                .minus(EARLY))) {
            return Optional.empty();
        }
        return context.history().goodBackups().stream()
                .map(Manifest::name)
                .min(Comparator.comparing(name -> tested().getOrDefault(name, Instant.EPOCH)));
    }

    /** A backup is tested now. */
    void begun(BackupName name) {
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
