package org.alien4cloud.plugin.backup.service.restore;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.alien4cloud.plugin.backup.elasticsearch.BackedUpDocuments;
import org.alien4cloud.plugin.backup.impact.ImpactCalculator;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Consistency;
import org.alien4cloud.plugin.backup.model.EngineKind;
import org.alien4cloud.plugin.backup.model.ImpactWarning;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Phase;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.model.Trigger;
import org.alien4cloud.plugin.backup.operation.JournalState;
import org.alien4cloud.plugin.backup.operation.OperationRunner.Outcome;
import org.alien4cloud.plugin.backup.operation.RunningOperation;
import org.alien4cloud.plugin.backup.platform.Maintenance;
import org.alien4cloud.plugin.backup.repository.BackupCatalog;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.alien4cloud.plugin.backup.service.capture.BackupJob;
import org.alien4cloud.plugin.backup.service.capture.ConfigurationFileBackup;
import org.alien4cloud.plugin.backup.service.capture.CreateBackupRequest;

/**
 * One restore, hot up to the moment when Alien4Cloud has loaded the restored data, with Alien4Cloud stopped up to its
 * end; the package comment tells the whole way.
 */
public class RestoreJob {

    private static final DateTimeFormatter NAME_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd_HH-mm-ss").withZone(ZoneOffset.UTC);

    private final BackupContext context;
    private final BackupJob backupRun;
    private final Rollback rollback;
    private final RestoreCompletion completion;

    public RestoreJob(BackupContext context, BackupJob backupRun) {
        this.context = context;
        this.backupRun = backupRun;
        this.rollback = new Rollback(context);
        this.completion = new RestoreCompletion(context);
    }

    /**
     * @throws BackupException if it fails before anything was changed; a later failure is for the next instance of the
     *     plugin to tell, unless Alien4Cloud could not be brought up again
     */
    Outcome run(Manifest manifest, RestoreRequest options, RunningOperation operation) {
        BackupCatalog catalog = context.repository().catalog();
        List<String> indices = options.scope().indices(manifest);
        catalog.check(manifest, options::needs, operation);
        if (!indices.isEmpty()) {
            context.engineOf(manifest).prepare(operation);
        }

        ImpactAssessment check = new ImpactAssessment(context, manifest, options, operation.user());
        RestoreInProgress work = RestoreInProgress.begin(context, operation.id());
        BackedUpDocuments documents = null;
        RestorePlan plans;
        QuiescenceCheck quiescence;
        List<ImpactWarning> accepted;
        try {
            operation.phase(Phase.PLANNING);
            quiescence = new QuiescenceCheck(context);
            documents = context.engineOf(manifest)
                    .open(manifest, catalog.directoryOf(manifest.name()), indices, operation.id(), operation);
            plans = new RestorePlan(context, work, manifest, options, documents, operation);
            if (plans.nothingDiffers()) {
                operation.log("Nothing to do: the server is as it was in backup " + manifest.name() + ".");
                if (options.configuration()) {
                    new ConfigurationFileBackup(context.platform(), operation)
                            .putBack(manifest, catalog.directoryOf(manifest.name()));
                }
                if (!options.scope().isPartial()) {
                    context.cluster().adopt(operation);
                }
                abandon(work, documents, null);
                return Outcome.DONE;
            }
            operation.log("To put back: " + plans.describe() + ".");
            accepted = requireAcknowledged(plans, check, options, operation);
            context.repository()
                    .requireSpace(plans.bytesToKeep()
                            + (options.safetyBackup() ? context.history().expectedGrowth() : 0));
            long safetyMillis = safetyBackup(options, operation);
            Map<String, String> sizes = plans.sizes();
            RestoreTimeEstimate.note(operation.snapshot().startedAt(), safetyMillis, sizes);
            context.lineage().markRestore(operation.id());
            enterMaintenance(work, manifest, options, sizes);
        } catch (RuntimeException | Error e) {
            abandon(work, documents, e);
            throw e;
        }
        change(
                work,
                plans,
                quiescence,
                () -> options.acknowledgement().requireNothingNew(accepted, warnings(check.reckon(plans), operation)),
                operation);
        rollback.resume(work, operation);
        if (!context.platform().isLoaded()) {
            return Outcome.HANDED_OVER;
        }
        return completion.end(work, operation);
    }

    private static List<ImpactWarning> requireAcknowledged(
            RestorePlan plans, ImpactAssessment check, RestoreRequest options, RunningOperation operation) {
        ImpactCalculator calculator = check.reckon(plans);
        List<ImpactWarning> warnings = warnings(calculator, operation);
        options.acknowledgement().require(warnings, check.digest(calculator));
        return warnings;
    }

    private static List<ImpactWarning> warnings(ImpactCalculator calculator, RunningOperation operation) {
        List<ImpactWarning> warnings = calculator.warnings();
        warnings.forEach(warning -> operation.log(warning.message() + ' ' + warning.consequence()));
        return warnings;
    }

    /** The journal first: whoever finds it after a crash ends the maintenance mode. */
    private void enterMaintenance(
            RestoreInProgress work, Manifest manifest, RestoreRequest options, Map<String, String> sizes) {
        Maintenance maintenance = context.platform().maintenance();
        // where Alien4Cloud is stopped, nobody needs to be kept out, and what mode it comes up in is not for the
        // restore to say
        boolean usersOwn = context.platform().isStopped() || maintenance.isOn();
        Map<String, String> facts = facts(manifest, options);
        facts.putAll(sizes);
        facts.put(RestoreInProgress.MAINTENANCE_WAS_ON, Boolean.toString(usersOwn));
        work.journal().append(JournalState.PLANNED, facts);
        if (!usersOwn && !maintenance.enable()) {
            // somebody was quicker: then it is theirs, and is left on
            facts.put(RestoreInProgress.MAINTENANCE_WAS_ON, Boolean.toString(true));
            work.journal().append(JournalState.PLANNED, facts);
        }
        maintenance.update("Backup " + manifest.name() + " is being restored.", 1);
        if (!context.platform().isLoaded()) {
            throw new BackupException(
                    Kind.PRECONDITION, "The backup plugin was disabled or deleted meanwhile. Nothing was changed.");
        }
    }

    /**
     * Nothing was changed and Alien4Cloud is up. What fails here is left to {@link Recovery}, which finds the journal.
     */
    private void abandon(RestoreInProgress work, BackedUpDocuments documents, Throwable cause) {
        try {
            if (work.journal().state().isPresent() && !work.maintenanceWasOn()) {
                context.platform().maintenance().disable();
            }
            if (documents != null) {
                documents.close();
            }
            work.discard();
        } catch (RuntimeException e) {
            if (cause == null) {
                throw e;
            }
            cause.addSuppressed(e);
        }
    }

    private Map<String, String> facts(Manifest manifest, RestoreRequest options) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(RestoreInProgress.BACKUP, manifest.name().value());
        facts.put(RestoreInProgress.ENGINE, manifest.engine());
        facts.put(RestoreInProgress.CLUSTER, manifest.clusterUuid());
        facts.put(RestoreInProgress.LIVE_CLUSTER, context.cluster().uuid());
        facts.put(RestoreInProgress.CONFIGURATION, Boolean.toString(options.configuration()));
        facts.put(RestoreInProgress.STOPPED, Boolean.toString(context.platform().isStopped()));
        if (options.rewriteLocations()) {
            facts.put(RestoreInProgress.MOVED_FROM, manifest.dataDirectory());
        }
        options.scope().describe().ifPresent(scope -> facts.put(RestoreInProgress.SCOPE, scope));
        return facts;
    }

    /**
     * Keeps the present state while Alien4Cloud still serves: how long it takes grows with the data. What is written
     * after it is in the undo log.
     *
     * @return how many milliseconds it took; 0 if none was made
     */
    private long safetyBackup(RestoreRequest options, RunningOperation operation) {
        if (!options.safetyBackup()) {
            return 0;
        }
        if (context.platform().isStopped() && context.platform().ownedIndices().isEmpty()) {
            operation.log("There are no documents on this server yet, so no backup of its present state is made.");
            return 0;
        }
        long begin = System.nanoTime();
        // two clusters must not write to one snapshot repository
        EngineKind engine = context.cluster().isSame() ? null : EngineKind.EXPORT;
        operation.phase(Phase.SAFETY_BACKUP);
        BackupName name = BackupName.of("before-restore-" + NAME_TIME.format(Instant.now()));
        CreateBackupRequest request = new CreateBackupRequest(
                name, "State before the restore of " + operation.backup(), engine, Consistency.LIVE, false);
        backupRun.run(request, Trigger.SAFETY, operation.user(), operation, phase -> {});
        operation.log("The present state is kept in backup " + name + ".");
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    private static void reapplyOverwritten(RestorePlan plans, Progress progress) {
        long written = plans.reapplyOverwritten(progress);
        if (written > 0) {
            progress.log(
                    written
                            + " documents were written by somebody else while Alien4Cloud was at rest; the backup's were written over them.");
        }
    }

    /** From rest to {@link JournalState#COMMITTED}, or back to the state before. */
    private void change(
            RestoreInProgress work,
            RestorePlan plans,
            QuiescenceCheck quiescence,
            Runnable judge,
            RunningOperation operation) {
        try {
            operation.checkCancelled();
            operation.phase(Phase.QUIESCING);
            context.platform()
                    .maintenance()
                    .update(
                            "Plugins and orchestrators are being unloaded.",
                            operation.snapshot().percent());
            operation.outlivesPlugin();
            context.platform().quiesce();
            quiescence.await();
            if (plans.lookAgain(quiescence.filesMoved())) {
                judge.run();
            }
            work.journal().append(JournalState.QUIESCED, plans.digests());

            operation.phase(Phase.UNDO_LOG);
            plans.writeUndoLog();
            work.journal().append(JournalState.UNDO_LOGGED);

            Progress untilCommitted = operation.stoppedBy(context.platform()::requireAtRest);
            operation.requireLock();
            untilCommitted.checkCancelled();
            operation.phase(Phase.APPLYING);
            work.journal().append(JournalState.APPLYING);
            plans.apply(untilCommitted);
            work.journal().append(JournalState.APPLIED);

            operation.phase(Phase.VERIFYING);
            reapplyOverwritten(plans, untilCommitted);
            plans.verify();
            untilCommitted.checkCancelled();
            work.journal().append(JournalState.VERIFIED);
            operation.pointOfNoReturn();
            work.journal()
                    .append(
                            JournalState.COMMITTED,
                            Collections.singletonMap(RestoreInProgress.PLUGINS, plans.enabledPlugins()));
        } catch (RuntimeException | Error e) {
            if (operation.isLockLost()) {
                // whoever has taken it over finds the journal, and puts the old state back: not two at a time
                throw e;
            }
            rollback.undo(work, e, operation);
        }
    }
}
