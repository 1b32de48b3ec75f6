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

/**
 * Brings Alien4Cloud up on whole data, restored or previous ones, and ends the restore: maintenance mode off, leftovers
 * removed. Each step may be repeated after a crash.
 */
class RestoreCompletion {

    private static final Logger LOG = LoggerFactory.getLogger(RestoreCompletion.class);

    private final BackupContext context;
    private final Rollback rollback;

    RestoreCompletion(BackupContext context, Rollback rollback) {
        this.context = context;
        this.rollback = rollback;
    }

    /**
     * Brings Alien4Cloud up on the restored data, and ends the restore. If Alien4Cloud does not come up, puts the
     * previous data back and brings it up on those.
     *
     * @return HANDED_OVER if the next instance of the plugin, or {@link Recovery}, is to end it
     * @throws BackupException (PRECONDITION) if Alien4Cloud does not come up at all
     */
    Outcome completeRestored(RestoreInProgress restore, RunningOperation operation) {
        operation.phase(Phase.RESUMING);
        try {
            context.platform().resume();
        } catch (BackupException e) {
            undoAndResume(restore, e, operation);
        }
        return endIfLoaded(restore, operation);
    }

    /**
     * Brings Alien4Cloud up on the previous data, after an undo, and ends the restore. If Alien4Cloud does not come up
     * and the journal could not note the undo, undoes and tries once more.
     *
     * @return as {@link #completeRestored}
     * @throws BackupException as {@link #completeRestored}
     */
    Outcome completeUndone(RestoreInProgress restore, RunningOperation operation) {
        operation.phase(Phase.RESUMING);
        try {
            context.platform().resume();
        } catch (BackupException e) {
            if (restore.wasUndone()) {
                throw e;
            }
            undoAndResume(restore, e, operation);
        }
        return endIfLoaded(restore, operation);
    }

    private void undoAndResume(RestoreInProgress restore, BackupException cause, RunningOperation operation) {
        rollback.undo(restore, cause, operation);
        context.platform().resume();
    }

    private Outcome endIfLoaded(RestoreInProgress restore, RunningOperation operation) {
        restore.appendIfPossible(JournalState.RESUMED, JournalFacts.builder(), operation);
        return context.platform().isLoaded() ? end(restore, operation) : Outcome.HANDED_OVER;
    }

    /**
     * Waits until Alien4Cloud is up, ends maintenance mode if the restore had begun it, removes leftovers, and ends the
     * operation. The operation's log names leftovers that cannot be removed; they do not make the restore fail.
     *
     * @return HANDED_OVER if something failed that {@link Recovery} is to try again; the operation then still runs
     */
    Outcome end(RestoreInProgress restore, RunningOperation operation) {
        operation.phase(Phase.FINISHING);
        try {
            finish(restore, operation);
            return Outcome.DONE;
        } catch (BackupException | ElasticsearchException e) {
            LOG.warn("Backup: the restore {} cannot be ended yet, trying again", restore.operationId(), e);
            String message =
                    (restore.isRestored() ? "The restore is complete." : "The state from before the restore is back.")
                            + " Cleaning up failed and will be retried: " + e.getMessage();
            if (!message.equals(operation.snapshot().message())) {
                operation.log(message);
            }
            return Outcome.HANDED_OVER;
        }
    }

    private void finish(RestoreInProgress restore, RunningOperation operation) {
        AlienPlatform platform = context.platform();
        JournalState state = restore.journal().state().orElse(null);
        boolean restored = restore.isRestored();
        if (state != JournalState.RESUMED && state != JournalState.CLOSED) {
            platform.awaitUp();
        }
        if (state != null && state != JournalState.CLOSED) {
            if (!restore.facts().maintenanceWasOn()) {
                platform.maintenance().disable();
            }
            if (restored) {
                if (!restore.facts().isPartial()) {
                    context.cluster().adopt(operation);
                }
                rewriteLocations(restore, operation);
                reportPlugins(restore, operation);
                removePluginDirectories(restore, operation);
                putBackConfiguration(restore, operation);
            }
            removeTemporaryIndices(operation);
            restore.journal().append(JournalState.CLOSED);
            if (restored) {
                operation.log(RestoreTimeEstimate.describe(restore.journal()));
                RestoreTimeEstimate.record(context.repository().directory(), restore.journal());
            }
        }
        removeArea(restore, operation);
        // ended before the journal is removed: after a crash in between, the operation still tells the truth
        if (restored) {
            operation.end(OperationState.SUCCEEDED, null);
        } else {
            operation.end(restore.facts().outcome(), restore.facts().reason());
        }
        restore.discard();
    }

    private void rewriteLocations(RestoreInProgress restore, RunningOperation operation) {
        restore.facts().movedFrom().ifPresent(from -> {
            AlienPlatform platform = context.platform();
            operation.log("Locations of files that point to " + platform.dataDirectory() + " now and pointed to " + from
                    + " before: "
                    + new GitLocationRewriter(platform.elasticsearch()).rewrite(from, platform.dataDirectory())
                    + ".");
        });
    }

    private static void removePluginDirectories(RestoreInProgress restore, RunningOperation operation) {
        try {
            restore.files().finish();
        } catch (BackupException e) {
            operation.log("Directories of removed plugins could not be deleted; nothing uses them: " + e.getMessage());
        }
    }

    /** Alien4Cloud reads the configuration only at its next start. So it is put back last, and is never undone. */
    private void putBackConfiguration(RestoreInProgress restore, RunningOperation operation) {
        if (!restore.facts().configuration()) {
            return;
        }
        try {
            BackupCatalog catalog = context.repository().catalog();
            Manifest manifest = catalog.get(BackupName.of(restore.facts().backup()));
            new ConfigurationFileBackup(context.platform(), operation)
                    .putBack(manifest, catalog.directoryOf(manifest.name()));
        } catch (BackupException e) {
            operation.log(
                    "The configuration files could not be put back; everything else is restored. " + e.getMessage());
        }
    }

    private static void removeArea(RestoreInProgress restore, RunningOperation operation) {
        try {
            restore.removeArea();
        } catch (BackupException e) {
            operation.log(e.getMessage() + " The next start tries it again.");
        }
    }

    private void removeTemporaryIndices(RunningOperation operation) {
        try {
            context.engines().all().forEach(IndexEngine::removeLeftovers);
        } catch (BackupException e) {
            operation.log("Temporary indices stay until the next start: " + e.getMessage());
        }
    }

    private void reportPlugins(RestoreInProgress restore, RunningOperation operation) {
        if (context.platform().isStopped()) {
            return;
        }
        Set<String> missing = new TreeSet<>(restore.facts().enabledPlugins());
        missing.removeAll(context.platform().loadedPlugins());
        if (!missing.isEmpty()) {
            operation.log("Plugins that are enabled in the restored data but were not loaded: " + missing
                    + ". See the server's log.");
        }
    }
}
