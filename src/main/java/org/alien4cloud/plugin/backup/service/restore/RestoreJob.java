package org.alien4cloud.plugin.backup.service.restore;

import java.util.List;
import org.alien4cloud.plugin.backup.elasticsearch.BackupDocumentReader;
import org.alien4cloud.plugin.backup.impact.ImpactCalculator;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.ImpactWarning;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Phase;
import org.alien4cloud.plugin.backup.operation.JournalState;
import org.alien4cloud.plugin.backup.operation.OperationRunner.Outcome;
import org.alien4cloud.plugin.backup.operation.RunningOperation;
import org.alien4cloud.plugin.backup.platform.Maintenance;
import org.alien4cloud.plugin.backup.repository.BackupCatalog;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.alien4cloud.plugin.backup.service.capture.BackupJob;
import org.alien4cloud.plugin.backup.service.capture.ConfigurationFileBackup;

/**
 * Runs one restore: plans it, checks warnings, makes the safety backup, changes the data, and brings Alien4Cloud up. A
 * hot restore runs until Alien4Cloud has loaded the restored data, and the next instance of the plugin ends it. With
 * Alien4Cloud stopped it runs to its end. The package comment describes all steps.
 */
public class RestoreJob {

    private final BackupContext context;
    private final SafetyBackup safetyBackup;
    private final RestoreChange change;
    private final RestoreCompletion completion;

    public RestoreJob(BackupContext context, BackupJob backupJob) {
        this.context = context;
        this.safetyBackup = new SafetyBackup(context, backupJob);
        Rollback rollback = new Rollback(context);
        this.change = new RestoreChange(context, rollback);
        this.completion = new RestoreCompletion(context, rollback);
    }

    /**
     * Plans, asks for acknowledged warnings, backs up the present state, changes the data, and brings Alien4Cloud up.
     *
     * @throws BackupException if it fails before anything was changed, or Alien4Cloud could not be brought up again;
     *     the next instance of the plugin reports a later failure
     */
    Outcome run(Manifest manifest, RestoreRequest request, RunningOperation operation) {
        BackupCatalog catalog = context.repository().catalog();
        List<String> indices = request.scope().indices(manifest);
        catalog.check(manifest, request::needs, operation);
        if (!indices.isEmpty()) {
            context.engineOf(manifest).prepare(operation);
        }

        ImpactAssessment assessment = new ImpactAssessment(context, manifest, request, operation.user());
        RestoreInProgress restore = RestoreInProgress.begin(context, operation.id());
        BackupDocumentReader documents = null;
        RestorePlan plan;
        QuiescenceWait quiescence;
        List<ImpactWarning> accepted;
        try {
            operation.phase(Phase.PLANNING);
            quiescence = QuiescenceWait.begin(context);
            documents = context.engineOf(manifest)
                    .open(manifest, catalog.directoryOf(manifest.name()), indices, operation.id(), operation);
            plan = RestorePlan.compute(context, restore, manifest, request, documents, operation);
            if (plan.nothingDiffers()) {
                endWithoutChange(manifest, request, operation);
                abandon(restore, documents, null);
                return Outcome.DONE;
            }
            operation.log("To put back: " + plan.describe() + ".");
            accepted = requireAcknowledged(plan, assessment, request, operation);
            context.repository()
                    .requireSpace(plan.bytesToKeep()
                            + (request.safetyBackup() ? context.history().expectedGrowth() : 0));
            long safetyMillis = safetyBackup.make(request, operation);
            JournalFacts.Builder facts = plan.addSize(facts(manifest, request));
            RestoreTimeEstimate.addPreparation(operation.snapshot().startedAt(), safetyMillis, facts);
            context.lineage().markRestore(operation.id());
            enterMaintenance(restore, manifest, facts);
        } catch (RuntimeException | Error e) {
            abandon(restore, documents, e);
            throw e;
        }
        RestoreChange.Result result = change.run(
                restore,
                plan,
                quiescence,
                () -> request.acknowledgement()
                        .requireNothingNew(accepted, loggedWarnings(assessment.assess(plan), operation)),
                operation);
        return result == RestoreChange.Result.APPLIED
                ? completion.completeRestored(restore, operation)
                : completion.completeUndone(restore, operation);
    }

    private void endWithoutChange(Manifest manifest, RestoreRequest request, RunningOperation operation) {
        operation.log("Nothing to do: the server is as it was in backup " + manifest.name() + ".");
        if (request.configuration()) {
            new ConfigurationFileBackup(context.platform(), operation)
                    .putBack(manifest, context.repository().catalog().directoryOf(manifest.name()));
        }
        if (!request.scope().isPartial()) {
            context.cluster().adopt(operation);
        }
    }

    private static List<ImpactWarning> requireAcknowledged(
            RestorePlan plan, ImpactAssessment assessment, RestoreRequest request, RunningOperation operation) {
        ImpactCalculator calculator = assessment.assess(plan);
        List<ImpactWarning> warnings = loggedWarnings(calculator, operation);
        request.acknowledgement().require(warnings, assessment.digest(calculator));
        return warnings;
    }

    private static List<ImpactWarning> loggedWarnings(ImpactCalculator calculator, RunningOperation operation) {
        List<ImpactWarning> warnings = calculator.warnings();
        warnings.forEach(warning -> operation.log(warning.message() + ' ' + warning.consequence()));
        return warnings;
    }

    /** Writes the journal first, so that a recovery after a crash ends the maintenance mode. */
    private void enterMaintenance(RestoreInProgress restore, Manifest manifest, JournalFacts.Builder facts) {
        Maintenance maintenance = context.platform().maintenance();
        // a stopped Alien4Cloud has no users to keep out, and the restore does not decide which mode it starts in
        boolean usersOwn = context.platform().isStopped() || maintenance.isOn();
        restore.journal()
                .append(JournalState.PLANNED, facts.maintenanceWasOn(usersOwn).toData());
        if (!usersOwn && !maintenance.enable()) {
            // a user has switched it on since, so it stays on
            restore.journal()
                    .append(JournalState.PLANNED, facts.maintenanceWasOn(true).toData());
        }
        maintenance.update("Backup " + manifest.name() + " is being restored.", 1);
        if (!context.platform().isLoaded()) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "The backup plugin was disabled or deleted before the restore began. Nothing was changed.");
        }
    }

    /**
     * Ends a restore that has changed nothing, while Alien4Cloud is up. {@link Recovery} finds the journal and repeats
     * what fails here.
     */
    private void abandon(RestoreInProgress restore, BackupDocumentReader documents, Throwable cause) {
        try {
            if (restore.journal().state().isPresent() && !restore.facts().maintenanceWasOn()) {
                context.platform().maintenance().disable();
            }
            if (documents != null) {
                documents.close();
            }
            restore.discard();
        } catch (RuntimeException e) {
            if (cause == null) {
                throw e;
            }
            cause.addSuppressed(e);
        }
    }

    private JournalFacts.Builder facts(Manifest manifest, RestoreRequest request) {
        JournalFacts.Builder facts = JournalFacts.builder()
                .backup(manifest.name().value())
                .engine(manifest.engine())
                .cluster(manifest.clusterUuid())
                .liveCluster(context.cluster().uuid())
                .configuration(request.configuration())
                .stopped(context.platform().isStopped());
        if (request.rewriteLocations()) {
            facts.movedFrom(manifest.dataDirectory());
        }
        request.scope().describe().ifPresent(facts::scope);
        return facts;
    }
}
