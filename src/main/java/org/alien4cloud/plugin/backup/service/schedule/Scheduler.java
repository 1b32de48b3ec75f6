package org.alien4cloud.plugin.backup.service.schedule;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.alien4cloud.plugin.backup.io.Pause;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.CancelledException;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.model.Phase;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.OperationStore;
import org.alien4cloud.plugin.backup.operation.RunningOperation;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.alien4cloud.plugin.backup.service.capture.BackupService;
import org.alien4cloud.plugin.backup.service.policy.ScheduleSettings;
import org.alien4cloud.plugin.backup.service.policy.Settings;
import org.alien4cloud.plugin.backup.service.policy.SettingsService;
import org.alien4cloud.plugin.backup.service.policy.VerificationSettings;
import org.alien4cloud.plugin.backup.service.transfer.BackupCopyService;
import org.alien4cloud.plugin.backup.service.verify.VerifyRequest;
import org.alien4cloud.plugin.backup.service.verify.VerifyService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts what is due: scheduled backups with pruning after each, test restores, the second copy, and the alert for an
 * overdue backup.
 *
 * <p>After downtime, one backup replaces all missed runs. A run that is due while another operation runs waits for its
 * end. Of several servers, only the leader loads plugins, so only the leader runs a scheduler.
 */
public class Scheduler {

    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
    private static final long POLL_MILLIS = 10_000;

    private final BackupContext context;
    private final SettingsService settings;
    private final BackupService backups;
    private final VerifyService verifications;
    private final OverdueBackupAlert overdueAlert;
    private final BackupCopyService copy;
    private final TestRestoreSchedule testRestores;
    private final OperationStore operations;
    private final OperationRunner runner;
    private final Clock clock;
    /** Runs due before this time are ignored: they were made, attempted, or not scheduled yet. */
    private Instant since;

    private Settings lastSettings;
    private String lastFailure;
    /** Set after a scheduled backup: its time suits test restores too, since few users are disturbed then. */
    private volatile boolean testRestoreAllowed;

    private volatile boolean closed;

    public Scheduler(
            BackupContext context,
            SettingsService settings,
            BackupService backups,
            VerifyService verifications,
            OverdueBackupAlert overdueAlert,
            BackupCopyService copy,
            OperationStore operations,
            OperationRunner runner,
            Clock clock) {
        this.context = context;
        this.settings = settings;
        this.backups = backups;
        this.verifications = verifications;
        this.overdueAlert = overdueAlert;
        this.copy = copy;
        this.testRestores = new TestRestoreSchedule(context, operations, clock);
        this.operations = operations;
        this.runner = runner;
        this.clock = clock;
    }

    /** Begins to poll for due work, on a thread of its own. */
    public void start() {
        runner.spawn("backup-schedule", this::loop);
    }

    /** Stops polling, since the plugin is being unloaded. */
    public void close() {
        closed = true;
    }

    private void loop() {
        while (!closed && context.platform().isLoaded()) {
            if (!Pause.ofMillis(POLL_MILLIS)) {
                return;
            }
            if (!closed && context.platform().isLoaded()) {
                logOnce(this::poll);
            }
        }
    }

    /** Polls, and logs a repeated failure only once. */
    private void logOnce(Runnable poll) {
        try {
            poll.run();
            lastFailure = null;
        } catch (RuntimeException e) {
            if (!e.toString().equals(lastFailure)) {
                LOG.error("Backup: scheduled work failed; retrying every {} s", POLL_MILLIS / 1000, e);
            }
            lastFailure = e.toString();
        }
    }

    /** Starts due work, the second copy last, and sends an alert if a good backup is overdue. */
    void poll() {
        try {
            startDueWork();
        } finally {
            try {
                copy.poll();
            } finally {
                overdueAlert.poll();
            }
        }
    }

    private void startDueWork() {
        Settings now = settings.get();
        if (lastSettings == null) {
            since = lastRun();
        } else if (!lastSettings.schedule().cron().equals(now.schedule().cron())
                || !lastSettings.schedule().zone().equals(now.schedule().zone())
                || !lastSettings.schedule().enabled()) {
            // runs that another schedule missed are not replaced
            since = clock.instant();
        }
        lastSettings = now;
        if (now.schedule().enabled() && isDue(now.schedule())) {
            startBackup();
        } else if (testRestoreAllowed && !runner.current().isPresent()) {
            startTestRestore(now.verification());
        }
    }

    private void startTestRestore(VerificationSettings verification) {
        try {
            testRestores.due(verification).ifPresent(name -> {
                verifications.verify(name, new VerifyRequest(true), BackupService.SCHEDULE);
                testRestores.markStarted(name);
            });
            testRestoreAllowed = false;
        } catch (BackupException e) {
            if (e.kind() != Kind.BUSY) {
                testRestoreAllowed = false;
                throw e;
            }
        }
    }

    private boolean isDue(ScheduleSettings schedule) {
        List<Instant> next = schedule.next(since, 1);
        return !next.isEmpty() && !next.get(0).isAfter(clock.instant());
    }

    private void startBackup() {
        try {
            backups.createScheduled(this::prune);
            since = clock.instant();
        } catch (BackupException e) {
            if (e.kind() == Kind.BUSY) {
                LOG.info("Backup: the scheduled backup waits for another operation. {}", e.getMessage());
                return;
            }
            since = clock.instant();
            throw e;
        }
    }

    /** Returns when the schedule last began a backup. A failed one counts too, so that it is not repeated endlessly. */
    private Instant lastRun() {
        Instant tried = operations.list().stream()
                .filter(operation ->
                        operation.kind() == OperationKind.BACKUP && BackupService.SCHEDULE.equals(operation.user()))
                .map(Operation::startedAt)
                .map(Instant::ofEpochMilli)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
        Instant set = settings.setAt();
        return tried.isAfter(set) ? tried : set;
    }

    private void prune(RunningOperation operation) {
        testRestoreAllowed = true;
        try {
            List<BackupName> names = settings.deletableNow(settings.get());
            if (!names.isEmpty()) {
                operation.phase(Phase.PRUNING);
                backups.prune(names, operation);
            }
        } catch (CancelledException e) {
            throw e;
        } catch (BackupException e) {
            operation.log("The backup is complete, but older backups could not be deleted: " + e.getMessage());
        }
    }
}
