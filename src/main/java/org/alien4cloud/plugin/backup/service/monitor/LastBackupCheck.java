package org.alien4cloud.plugin.backup.service.monitor;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.operation.OperationStore;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.alien4cloud.plugin.backup.service.monitor.HealthReport.Check;
import org.alien4cloud.plugin.backup.service.monitor.HealthReport.State;
import org.alien4cloud.plugin.backup.service.schedule.OverdueBackupCheck;

/** Checks that there is a recent good backup, and that the last attempt to make one succeeded. */
final class LastBackupCheck {

    private final BackupContext context;
    private final OperationStore operations;
    private final OverdueBackupCheck overdue;

    LastBackupCheck(BackupContext context, OperationStore operations, OverdueBackupCheck overdue) {
        this.context = context;
        this.operations = operations;
        this.overdue = overdue;
    }

    /** @param howToBackUp tells how a user starts a backup here */
    Check check(String howToBackUp) {
        Optional<Manifest> newest = context.history().madeHere().stream().findFirst();
        Optional<Operation> attempt = operations.list().stream()
                .filter(operation -> operation.kind() == OperationKind.BACKUP && !operation.running())
                .findFirst();
        Optional<String> problem = overdue.problem();
        if (problem.isPresent()) {
            return new Check(
                    "last-backup",
                    State.ERROR,
                    problem.get(),
                    "Make a backup now. The logs of the last attempts tell why they failed.");
        }
        if (!newest.isPresent()) {
            int uploaded = context.repository().catalog().list().size();
            return new Check(
                    "last-backup",
                    State.WARNING,
                    uploaded == 0
                            ? "There is no backup yet."
                            : (uploaded == 1
                                            ? "There is only 1 imported backup. It does"
                                            : "There are only " + uploaded + " imported backups. They do")
                                    + " not have the present data of this server.",
                    "Make one: " + howToBackUp + '.');
        }
        Optional<Manifest> good = context.history().goodBackups().stream().findFirst();
        if (!good.isPresent() || !good.get().name().equals(newest.get().name())) {
            return new Check(
                    "last-backup",
                    good.isPresent() ? State.WARNING : State.ERROR,
                    "The newest backup, " + newest.get().name() + ", is damaged. "
                            + good.map(backup -> "The newest good one, " + backup.name() + ", is " + hoursSince(backup)
                                            + " hours old.")
                                    .orElse("There is no good backup."),
                    "Its details list what is damaged; docs/operations.md explains what to do.");
        }
        String message =
                "The newest backup, " + newest.get().name() + ", is " + hoursSince(newest.get()) + " hours old.";
        if (attempt.isPresent()
                && attempt.get().state() == OperationState.FAILED
                && attempt.get().startedAt() > newest.get().startedAt()) {
            return new Check(
                    "last-backup",
                    State.WARNING,
                    message + " A later attempt failed: " + attempt.get().error(),
                    null);
        }
        return new Check("last-backup", State.OK, message, null);
    }

    private static long hoursSince(Manifest backup) {
        return ChronoUnit.HOURS.between(Instant.ofEpochMilli(backup.endedAt()), Instant.now());
    }
}
