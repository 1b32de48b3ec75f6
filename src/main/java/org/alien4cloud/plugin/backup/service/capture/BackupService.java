package org.alien4cloud.plugin.backup.service.capture;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.impact.Inventory;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupNote;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.model.Phase;
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

/** Makes, lists, changes and deletes backups. */
public class BackupService {

    /** The user name of operations that the schedule starts. */
    public static final String SCHEDULE = "schedule";

    private static final Logger LOG = LoggerFactory.getLogger(BackupService.class);

    private final BackupContext context;
    private final OperationRunner runner;
    private final BackupJob backupJob;
    private final SettingsService settings;
    private final VerifyService verifications;

    public BackupService(
            BackupContext context,
            OperationRunner runner,
            BackupJob backupJob,
            SettingsService settings,
            VerifyService verifications) {
        this.context = context;
        this.runner = runner;
        this.backupJob = backupJob;
        this.settings = settings;
        this.verifications = verifications;
    }

    /** Returns the backups, the newest first; with a query, those whose name or description contains it in any case. */
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

    /** Returns the present description of a backup, and whether it is pinned. */
    public BackupNote note(Manifest backup) {
        return context.repository().notes().of(backup);
    }

    /** Returns the manifest of a backup with its present description. */
    public Manifest described(Manifest backup) {
        return context.repository().notes().described(backup);
    }

    /**
     * Changes the description of a backup, and whether it is pinned.
     *
     * @throws BackupException (NOT_FOUND) if there is none of this name, (CHECK_FAILED) if it is damaged, (NO_SPACE,
     *     IO) if the note cannot be written
     */
    public synchronized Manifest amend(BackupName name, UpdateBackupRequest request) {
        Manifest backup = get(name);
        context.repository().notes().write(name, request.amend(note(backup)));
        return backup;
    }

    /**
     * Returns how many applications, archives, users and so on a backup has; empty if its inventory cannot be read,
     * which a verification explains.
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
     *     Elasticsearch is not available. No operation is started then.
     */
    public Operation create(CreateBackupRequest request, String user) {
        BackupName name = request.name() != null ? request.name() : defaultName();
        context.repository().catalog().requireNew(name);
        context.cluster().requireSame();
        context.engines().preview(request.engine(context.properties()));
        return runner.start(OperationKind.BACKUP, name, user, operation -> {
            backupJob.run(request.named(name), BackupOrigin.MANUAL, user, operation, operation::phase);
            verifyIfWanted(name, operation);
            return Outcome.DONE;
        });
    }

    /**
     * Starts a scheduled backup.
     *
     * @param afterwards runs in the same operation once the backup is complete
     * @throws BackupException (BUSY) if an operation runs
     */
    public Operation createScheduled(Consumer<RunningOperation> afterwards) {
        BackupName name = defaultName();
        CreateBackupRequest request = new CreateBackupRequest(name, null, null, null, false);
        return runner.start(OperationKind.BACKUP, name, SCHEDULE, operation -> {
            backupJob.run(request, BackupOrigin.SCHEDULED, SCHEDULE, operation, operation::phase);
            // before older backups are deleted, which may be the only good ones
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
            operation.log("The backup is complete, but it was not verified, since the settings cannot be read: "
                    + e.getMessage());
            wanted = false;
        }
        if (wanted) {
            verifications.verify(name, new VerifyRequest(false), operation);
        }
        context.history().requireUndamaged(name);
    }

    /** Returns the time in UTC as a name, with a number if that name is taken. */
    private BackupName defaultName() {
        BackupName time = TimestampName.of("", Instant.now());
        BackupName name = time;
        for (int i = 2; context.repository().catalog().exists(name); i++) {
            name = BackupName.of(time + "-" + i);
        }
        return name;
    }

    /**
     * Starts the deletion of a backup, damaged or not. The backup disappears atomically. If freeing its space fails
     * afterwards, the next start of the plugin continues.
     *
     * @throws BackupException (NOT_FOUND) if there is none of this name, (BUSY) if an operation runs
     */
    public Operation delete(BackupName name, String user) {
        context.repository().catalog().requireExisting(name);
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
            prune(names, operation);
            return Outcome.DONE;
        });
    }

    /** Deletes backups that the retention does not keep, except those that were pinned meanwhile. */
    public void prune(List<BackupName> names, RunningOperation operation) {
        for (BackupName name : names) {
            operation.checkCancelled();
            if (note(get(name)).pinned()) {
                continue;
            }
            operation.log("Deleting " + name + ": the retention settings do not keep it.");
            remove(name, operation);
        }
    }

    /** Deletes a backup within a running operation. */
    void remove(BackupName name, RunningOperation operation) {
        operation.requireLock();
        BackupCatalog catalog = context.repository().catalog();
        Path withdrawn = catalog.withdraw(name);
        context.discardCaptures(withdrawn);
        context.platform().audit(operation.snapshot().user(), "deleted", "The backup " + name + " was deleted.", true);
        catalog.purge(withdrawn, operation);
    }
}
