package org.alien4cloud.plugin.backup.service.capture;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.impact.Inventory;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupNote;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.model.Phase;
import org.alien4cloud.plugin.backup.model.Trigger;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.OperationRunner.Outcome;
import org.alien4cloud.plugin.backup.operation.RunningOperation;
import org.alien4cloud.plugin.backup.repository.BackupCatalog;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.alien4cloud.plugin.backup.service.policy.SettingsService;
import org.alien4cloud.plugin.backup.service.verify.VerifyRequest;
import org.alien4cloud.plugin.backup.service.verify.VerifyService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes, lists and deletes backups. */
public class BackupService {

    /** The user of operations that the schedule starts. */
    public static final String SCHEDULE = "schedule";

    private static final Logger LOG = LoggerFactory.getLogger(BackupService.class);
    private static final DateTimeFormatter DEFAULT_NAME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd_HH-mm-ss").withZone(ZoneOffset.UTC);

    private final BackupContext context;
    private final OperationRunner runner;
    private final BackupJob backupRun;
    private final SettingsService settings;
    private final VerifyService verifications;

    public BackupService(
            BackupContext context,
            OperationRunner runner,
            BackupJob backupRun,
            SettingsService settings,
            VerifyService verifications) {
        this.context = context;
        this.runner = runner;
        this.backupRun = backupRun;
        this.settings = settings;
        this.verifications = verifications;
    }

    /** The backups, the newest first; with a query those whose name or description has it, whatever the case. */
    public List<Manifest> list(String query) {
        List<Manifest> all = context.repository().catalog().list();
        if (query == null || query.isEmpty()) {
            return all;
        }
        String wanted = query.toLowerCase(Locale.ROOT);
        return all.stream()
                .filter(manifest -> contains(manifest.name().value(), wanted)
                        || contains(note(manifest).description(), wanted))
                .collect(Collectors.toList());
    }

    private static boolean contains(String text, String wanted) {
        return text != null && text.toLowerCase(Locale.ROOT).contains(wanted);
    }

    /** @throws BackupException (NOT_FOUND) if there is none of this name */
    public Manifest get(BackupName name) {
        return context.repository().catalog().get(name);
    }

    /** A backup's description as it is now, and whether it is pinned. */
    public BackupNote note(Manifest backup) {
        return context.repository().notes().of(backup);
    }

    /** A backup's manifest with the description that it has now. */
    public Manifest described(Manifest backup) {
        return context.repository().notes().described(backup);
    }

    /**
     * Changes what is noted of a backup.
     *
     * @throws BackupException (NOT_FOUND) if there is none of this name, (CHECK_FAILED) if it is damaged, (NO_SPACE,
     *     IO) if that cannot be written
     */
    public synchronized Manifest amend(BackupName name, UpdateBackupRequest request) {
        Manifest backup = get(name);
        context.repository().notes().write(name, request.amend(note(backup)));
        return backup;
    }

    /**
     * How many applications, archives, users ... a backup has; empty if that cannot be told, which a verification
     * explains.
     */
    public Map<String, Long> inventory(Manifest backup) {
        if (!backup.digests().containsKey(Inventory.FILE)) {
            return Collections.emptyMap();
        }
        try {
            return Inventory.read(context.repository()
                            .catalog()
                            .directoryOf(backup.name())
                            .resolve(Inventory.FILE))
                    .counts();
        } catch (BackupException e) {
            LOG.warn("Backup: {}", e.getMessage());
            return Collections.emptyMap();
        }
    }

    /**
     * Starts a backup.
     *
     * @throws BackupException (EXISTS) if the name is taken, (BUSY) if an operation runs, (ELASTICSEARCH) if
     *     Elasticsearch cannot take part; nothing was begun then
     */
    public Operation create(CreateBackupRequest request, String user) {
        BackupName name = request.name() != null ? request.name() : defaultName();
        if (context.repository().catalog().exists(name)) {
            throw new BackupException(
                    Kind.EXISTS, "There is a backup '" + name + "' already. Choose another name, or delete it first.");
        }
        context.cluster().requireSame();
        context.engines().foresee(request.engine(context.properties()));
        return runner.start(OperationKind.BACKUP, name, user, operation -> {
            backupRun.run(request.named(name), Trigger.MANUAL, user, operation, operation::phase);
            verifyIfWanted(name, operation);
            return Outcome.DONE;
        });
    }

    /**
     * Starts a backup that nobody asked for but the schedule.
     *
     * @param afterwards done in the same operation once the backup is there
     * @throws BackupException (BUSY) if an operation runs
     */
    public Operation createScheduled(Consumer<RunningOperation> afterwards) {
        BackupName name = defaultName();
        CreateBackupRequest request = new CreateBackupRequest(name, null, null, null, false);
        return runner.start(OperationKind.BACKUP, name, SCHEDULE, operation -> {
            backupRun.run(request, Trigger.SCHEDULED, SCHEDULE, operation, operation::phase);
            // before older ones go, for the sake of this one
            verifyIfWanted(name, operation);
            afterwards.accept(operation);
            return Outcome.DONE;
        });
    }

    private void verifyIfWanted(BackupName name, RunningOperation operation) {
        boolean wanted;
        try {
            wanted = settings.get().verification().afterBackup();
        } catch (BackupException e) {
            operation.log("The backup is made. Whether it should be verified cannot be told: " + e.getMessage());
            wanted = false;
        }
        if (wanted) {
            verifications.verify(name, new VerifyRequest(false), operation);
        }
        context.history().requireUndamaged(name);
    }

    /** The time in UTC, and a number where that is taken. */
    private BackupName defaultName() {
        String time = DEFAULT_NAME.format(Instant.now());
        BackupName name = BackupName.of(time);
        for (int i = 2; context.repository().catalog().exists(name); i++) {
            name = BackupName.of(time + "-" + i);
        }
        return name;
    }

    /**
     * Starts the deletion of a backup, damaged or not. It is gone at once; a failure afterwards only leaves what it
     * used, and the next start of the plugin goes on.
     *
     * @throws BackupException (NOT_FOUND) if there is none of this name, (BUSY) if an operation runs
     */
    public Operation delete(BackupName name, String user) {
        BackupCatalog catalog = context.repository().catalog();
        if (!catalog.exists(name)) {
            throw new BackupException(Kind.NOT_FOUND, "There is no backup named '" + name + "'.");
        }
        return runner.start(OperationKind.DELETE, name, user, operation -> {
            operation.phase(Phase.DELETING);
            remove(name, operation);
            return Outcome.DONE;
        });
    }

    /**
     * Starts the deletion of backups, one after the other.
     *
     * @throws BackupException (BUSY) if an operation runs
     */
    public Operation prune(List<BackupName> names, String user) {
        return runner.start(OperationKind.PRUNE, null, user, operation -> {
            operation.phase(Phase.DELETING);
            letGo(names, operation);
            return Outcome.DONE;
        });
    }

    /** Deletes backups that the retention names, but for those that were pinned meanwhile. */
    public void letGo(List<BackupName> names, RunningOperation operation) {
        for (BackupName name : names) {
            operation.checkCancelled();
            if (note(get(name)).pinned()) {
                continue;
            }
            operation.log("The retention lets go: " + name + ".");
            remove(name, operation);
        }
    }

    /** Deletes a backup in the course of an operation. */
    void remove(BackupName name, RunningOperation operation) {
        operation.requireLock();
        BackupCatalog catalog = context.repository().catalog();
        Path withdrawn = catalog.withdraw(name);
        context.discardCaptures(withdrawn);
        context.platform().audit(operation.snapshot().user(), "deleted", "The backup " + name + " was deleted.", true);
        catalog.purge(withdrawn, operation);
    }
}
