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
 * Makes the backups of the schedule, deletes after each what the retention lets go, and restores one for a test now and
 * then. Runs that were missed because the server was down are made up for by one; one whose time comes while another
 * operation runs waits for its end. Of several servers only the leader has plugins loaded, and with them this.
 */
public class Scheduler {

    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
    private static final long LOOK_MILLIS = 10_000;

    private final BackupContext context;
    private final SettingsService settings;
    private final BackupService backups;
    private final VerifyService verifications;
    private final OverdueBackupAlert watch;
    private final BackupCopyService copy;
    private final TestRestoreSchedule testRestores;
    private final OperationStore operations;
    private final OperationRunner runner;
    private final Clock clock;
    /** Since when runs count: those before were made, tried, or not wanted yet. */
    private Instant since;

    private Settings known;
    private String lastFailure;
    /** A backup of the schedule was made: now, users are not disturbed by a test restore, either. */
    private volatile boolean mayTest;

    private volatile boolean closed;

    public Scheduler(
            BackupContext context,
            SettingsService settings,
            BackupService backups,
            VerifyService verifications,
            OverdueBackupAlert watch,
            BackupCopyService copy,
            OperationStore operations,
            OperationRunner runner,
            Clock clock) {
        this.context = context;
        this.settings = settings;
        this.backups = backups;
        this.verifications = verifications;
        this.watch = watch;
        this.copy = copy;
        this.testRestores = new TestRestoreSchedule(context, operations, clock);
        this.operations = operations;
        this.runner = runner;
        this.clock = clock;
    }

    /** Begins to look at the clock. */
    public void start() {
        runner.spawn("backup-schedule", this::loop);
    }

    /** The plugin is being unloaded. */
    public void close() {
        closed = true;
    }

    private void loop() {
        while (!closed && context.platform().isLoaded()) {
            if (!Pause.ofMillis(LOOK_MILLIS)) {
                return;
            }
            if (!closed && context.platform().isLoaded()) {
                tell(this::look);
            }
        }
    }

    /** What fails each time is told once. */
    private void tell(Runnable look) {
        try {
            look.run();
            lastFailure = null;
        } catch (RuntimeException e) {
            if (!e.toString().equals(lastFailure)) {
                LOG.error("Backup: the schedule cannot be followed now; trying again", e);
            }
            lastFailure = e.toString();
        }
    }

    /** Starts what is due, the second copy last, and tells if a good backup is overdue. */
    void look() {
        try {
            startWhatIsDue();
        } finally {
            try {
                copy.look();
            } finally {
                watch.look();
            }
        }
    }

    private void startWhatIsDue() {
        Settings now = settings.get();
        if (known == null) {
            since = lastRun();
        } else if (!known.schedule().cron().equals(now.schedule().cron())
                || !known.schedule().zone().equals(now.schedule().zone())
                || !known.schedule().enabled()) {
            // what would have been due under another schedule is not made up for
            since = clock.instant();
        }
        known = now;
        if (now.schedule().enabled() && isDue(now.schedule())) {
            run();
        } else if (mayTest && !runner.current().isPresent()) {
            test(now.verification());
        }
    }

    private void test(VerificationSettings verification) {
        try {
            testRestores.due(verification).ifPresent(name -> {
                verifications.verify(name, new VerifyRequest(true), BackupService.SCHEDULE);
                testRestores.begun(name);
            });
            mayTest = false;
        } catch (BackupException e) {
            if (e.kind() != Kind.BUSY) {
                mayTest = false;
                throw e;
            }
        }
    }

    private boolean isDue(ScheduleSettings schedule) {
        List<Instant> next = schedule.next(since, 1);
        return !next.isEmpty() && !next.get(0).isAfter(clock.instant());
    }

    private void run() {
        try {
            backups.createScheduled(this::tidyUp);
            since = clock.instant();
        } catch (BackupException e) {
            if (e.kind() == Kind.BUSY) {
                LOG.info("Backup: the schedule waits: {}", e.getMessage());
                return;
            }
            since = clock.instant();
            throw e;
        }
    }

    /** Tried, whatever came of it: a backup that fails is not begun again and again. */
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

    private void tidyUp(RunningOperation operation) {
        mayTest = true;
        try {
            List<BackupName> names = settings.deletableNow(settings.get());
            if (!names.isEmpty()) {
                operation.phase(Phase.PRUNING);
                backups.letGo(names, operation);
            }
        } catch (CancelledException e) {
            throw e;
        } catch (BackupException e) {
            operation.log("The backup is made, but older ones could not be deleted: " + e.getMessage());
        }
    }
}
