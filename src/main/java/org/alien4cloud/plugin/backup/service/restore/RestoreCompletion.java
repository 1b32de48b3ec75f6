package org.alien4cloud.plugin.backup.service.restore;

import java.util.Set;
import java.util.TreeSet;
import org.alien4cloud.plugin.backup.elasticsearch.IndexEngine;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.model.Phase;
import org.alien4cloud.plugin.backup.operation.JournalState;
import org.alien4cloud.plugin.backup.operation.OperationRunner.Outcome;
import org.alien4cloud.plugin.backup.operation.RunningOperation;
import org.alien4cloud.plugin.backup.platform.AlienPlatform;
import org.alien4cloud.plugin.backup.repository.BackupCatalog;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.alien4cloud.plugin.backup.service.capture.ConfigurationFileBackup;
import org.elasticsearch.ElasticsearchException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last steps of a restore, whichever way it went, once the data are whole. Each may be repeated after a crash. */
class RestoreCompletion {

    private static final Logger LOG = LoggerFactory.getLogger(RestoreCompletion.class);

    private final BackupContext context;

    RestoreCompletion(BackupContext context) {
        this.context = context;
    }

    /**
     * Waits until Alien4Cloud is up, ends maintenance mode if the restore had begun it, tidies up, and ends the
     * operation. What cannot be tidied up is told in the operation's log, and does not make a whole state a failure.
     *
     * @return HANDED_OVER if something failed that {@link Recovery} is to try again; the operation then still runs
     */
    Outcome end(RestoreInProgress work, RunningOperation operation) {
        operation.phase(Phase.FINISHING);
        try {
            finish(work, operation);
            return Outcome.DONE;
        } catch (BackupException | ElasticsearchException e) {
            LOG.warn("Backup: the restore {} cannot be brought to its end yet", work.operationId(), e);
            String told = "The data are whole, "
                    + (work.isRestored() ? "those of the backup" : "those from before the restore")
                    + ". What is left to do is tried again: " + e.getMessage();
            if (!told.equals(operation.snapshot().message())) {
                operation.log(told);
            }
            return Outcome.HANDED_OVER;
        }
    }

    private void finish(RestoreInProgress work, RunningOperation operation) {
        AlienPlatform platform = context.platform();
        JournalState state = work.journal().state().orElse(null);
        boolean restored = work.isRestored();
        if (state != JournalState.RESUMED && state != JournalState.CLOSED) {
            platform.awaitUp();
        }
        if (state != null && state != JournalState.CLOSED) {
            if (!work.maintenanceWasOn()) {
                platform.maintenance().disable();
            }
            if (restored) {
                if (work.journal().value(RestoreInProgress.SCOPE) == null) {
                    context.cluster().adopt(operation);
                }
                moveLocations(work, operation);
                reportPlugins(work, operation);
                removeDeferred(work, operation);
                putConfigurationBack(work, operation);
            }
            removeTemporaryIndices(operation);
            work.journal().append(JournalState.CLOSED);
            if (restored) {
                operation.log(RestoreTimeEstimate.describe(work.journal()));
                RestoreTimeEstimate.record(context.repository().directory(), work.journal());
            }
        }
        removeArea(work, operation);
        // told before the journal goes: a crash in between must not make a lie of it
        if (restored) {
            operation.end(OperationState.SUCCEEDED, null);
        } else {
            operation.end(work.outcome(), work.reason());
        }
        work.discard();
    }

    private void moveLocations(RestoreInProgress work, RunningOperation operation) {
        String from = work.journal().value(RestoreInProgress.MOVED_FROM);
        if (from != null) {
            AlienPlatform platform = context.platform();
            operation.log("Locations of files that point to " + platform.dataDirectory() + " now and pointed to " + from
                    + " before: "
                    + new GitLocationRewriter(platform.elasticsearch()).move(from, platform.dataDirectory())
                    + ".");
        }
    }

    private static void removeDeferred(RestoreInProgress work, RunningOperation operation) {
        try {
            work.files().finish();
        } catch (BackupException e) {
            operation.log(
                    "Directories of plugins that are gone could not be removed; nothing uses them: " + e.getMessage());
        }
    }

    /** Alien4Cloud reads it at its next start only, so it is not part of what the restore puts back as a whole. */
    private void putConfigurationBack(RestoreInProgress work, RunningOperation operation) {
        if (!Boolean.parseBoolean(work.journal().value(RestoreInProgress.CONFIGURATION))) {
            return;
        }
        try {
            BackupCatalog catalog = context.repository().catalog();
            Manifest manifest = catalog.get(BackupName.of(work.journal().value(RestoreInProgress.BACKUP)));
            new ConfigurationFileBackup(context.platform(), operation)
                    .putBack(manifest, catalog.directoryOf(manifest.name()));
        } catch (BackupException e) {
            operation.log("The configuration files could not be put back; all else is. " + e.getMessage());
        }
    }

    private static void removeArea(RestoreInProgress work, RunningOperation operation) {
        try {
            work.removeArea();
        } catch (BackupException e) {
            operation.log(e.getMessage() + " It is tried again at the next start.");
        }
    }

    private void removeTemporaryIndices(RunningOperation operation) {
        try {
            context.engines().all().forEach(IndexEngine::removeLeftovers);
        } catch (BackupException e) {
            operation.log("Temporary indices stay until the next start: " + e.getMessage());
        }
    }

    private void reportPlugins(RestoreInProgress work, RunningOperation operation) {
        if (context.platform().isStopped()) {
            return;
        }
        Set<String> missing = new TreeSet<>(work.expectedPlugins());
        missing.removeAll(context.platform().loadedPlugins());
        if (!missing.isEmpty()) {
            operation.log("Plugins that are enabled in the restored data but were not loaded: " + missing
                    + ". See the server's log.");
        }
    }
}
