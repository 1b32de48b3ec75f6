package org.alien4cloud.plugin.backup.elasticsearch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.CancelledException;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.action.admin.cluster.node.info.NodeInfo;
import org.elasticsearch.action.admin.cluster.settings.ClusterUpdateSettingsResponse;
import org.elasticsearch.client.Client;
import org.elasticsearch.cluster.metadata.MetaData;
import org.elasticsearch.common.settings.Settings;

/**
 * Raises the number of primary shards that each node restores at a time, while a restore of many indices runs.
 * Elasticsearch's default is four.
 *
 * <p>This is a transient setting of the whole cluster, so it must be reset whatever happens. A note in the backup
 * directory is on the disk before the setting is made; the next restore or start that finds it resets the setting. A
 * value that an administrator has chosen, before or meanwhile, is not changed.
 */
final class RecoveryLimitOverride {

    /**
     * Counted for each node by Elasticsearch's ThrottlingAllocationDecider; the only limit that holds for shards of a
     * snapshot.
     */
    static final String SETTING = "cluster.routing.allocation.node_initial_primaries_recoveries";
    /** A value that no administrator would choose, so that it can be recognised. */
    static final String RAISED = "61";

    private static final String DOING = "Setting " + SETTING;

    private final Client client;
    private final Path note;

    /** @param note a file that exists while the limit may be raised */
    RecoveryLimitOverride(Client client, Path note) {
        this.client = client;
        this.note = Objects.requireNonNull(note, "note");
    }

    /** Runs a restore with the limit raised. If it cannot be raised, the restore is only slower. */
    void during(Progress progress, Runnable restore) {
        try {
            raise(progress);
            restore.run();
        } catch (RuntimeException | Error e) {
            try {
                reset();
            } catch (BackupException another) {
                e.addSuppressed(another);
            }
            throw e;
        }
        try {
            reset();
        } catch (CancelledException e) {
            throw e;
        } catch (BackupException e) {
            // the restored indices are complete nevertheless
            progress.log(SETTING + " could not be reset yet; the next restore or start of the plugin will do it. "
                    + e.getMessage());
        }
    }

    private void raise(Progress progress) {
        try {
            reset();
            if (isChosen()) {
                return;
            }
            writeNote();
            set(RAISED);
        } catch (CancelledException e) {
            throw e;
        } catch (BackupException e) {
            progress.log("The indices are restored more slowly, with Elasticsearch's own limit. " + e.getMessage());
        }
    }

    private boolean isChosen() {
        if (metaData().settings().hasValue(SETTING)) {
            return true;
        }
        for (NodeInfo node : ElasticsearchFailures.answer(
                        "Reading the settings of the Elasticsearch nodes",
                        client.admin().cluster().prepareNodesInfo().clear().setSettings(true))
                .getNodes()) {
            if (node.getSettings() != null && node.getSettings().hasValue(SETTING)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Resets the limit if this or an earlier process has raised it.
     *
     * @throws BackupException (ELASTICSEARCH) if Elasticsearch fails, (IO) if the note cannot be removed; the note then
     *     still exists
     */
    void reset() {
        if (Files.notExists(note)) {
            return;
        }
        if (RAISED.equals(metaData().transientSettings().get(SETTING))) {
            set(null);
        }
        try {
            Files.deleteIfExists(note);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.changing("remove", note, e);
        }
    }

    private MetaData metaData() {
        return ElasticsearchFailures.answer(
                        "Reading the settings of the Elasticsearch cluster",
                        client.admin().cluster().prepareState().clear().setMetaData(true))
                .getState()
                .metaData();
    }

    /** Writes a text for an administrator who finds the note; only its existence counts. */
    private void writeNote() {
        String text = "While this file is there, the backup plugin may have set the transient cluster setting "
                + SETTING + " to " + RAISED + ".\n";
        try {
            DurableFiles.replace(note, text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.changing("write", note, e);
        }
    }

    /** @param value null for Elasticsearch's default */
    private void set(String value) {
        ClusterUpdateSettingsResponse response = ElasticsearchFailures.answer(
                DOING,
                client.admin()
                        .cluster()
                        .prepareUpdateSettings()
                        .setTransientSettings(Settings.builder().put(SETTING, value)));
        if (!response.isAcknowledged()) {
            throw new BackupException(
                    BackupException.Kind.ELASTICSEARCH,
                    DOING + " failed: not all nodes confirmed it in time. Try again.");
        }
    }
}
