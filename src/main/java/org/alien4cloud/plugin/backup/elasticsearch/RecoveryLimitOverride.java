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
 * Lets each node restore more than four primary shards at a time, Elasticsearch's default, while a restore of many
 * indices runs.
 *
 * <p>This is a transient setting of the whole cluster, so it is put back whatever happens: a note in the backup
 * directory is on the disk before the setting is made, and whoever finds it puts it back. A value that an administrator
 * has chosen, before or meanwhile, is left as it is.
 */
final class RecoveryLimitOverride {

    /**
     * Counted for each node by Elasticsearch's ThrottlingAllocationDecider; the only limit that holds for shards of a
     * snapshot.
     */
    static final String SETTING = "cluster.routing.allocation.node_initial_primaries_recoveries";
    /** Nothing that anybody else would choose, so that it can be told from an administrator's. */
    static final String RAISED = "61";

    private static final String DOING = "Setting " + SETTING;

    private final Client client;
    private final Path note;

    /** @param note a file that is there while the limit may be raised */
    RecoveryLimitOverride(Client client, Path note) {
        this.client = client;
        this.note = Objects.requireNonNull(note, "note");
    }

    /** Runs a restore with the limit raised, or as it is where it cannot be raised: it is only slower then. */
    void during(Progress progress, Runnable restore) {
        try {
            raise(progress);
            restore.run();
        } catch (RuntimeException | Error e) {
            try {
                putBack();
            } catch (BackupException another) {
                e.addSuppressed(another);
            }
            throw e;
        }
        try {
            putBack();
        } catch (CancelledException e) {
            throw e;
        } catch (BackupException e) {
            // what was restored is whole all the same
            progress.log(SETTING + " could not be put back yet; the next restore or start of the plugin does it. "
                    + e.getMessage());
        }
    }

    private void raise(Progress progress) {
        try {
            putBack();
            if (isChosen()) {
                return;
            }
            writeNote();
            set(RAISED);
        } catch (CancelledException e) {
            throw e;
        } catch (BackupException e) {
            progress.log("The indices are restored at Elasticsearch's own pace. " + e.getMessage());
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
     * Puts back what this or an earlier process has raised; does nothing if there is nothing.
     *
     * @throws BackupException (ELASTICSEARCH) if Elasticsearch does not let it, (IO) if the note cannot be removed: the
     *     note is still there then
     */
    void putBack() {
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

    /** For an administrator who finds it; that it is there is all that counts. */
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
                    BackupException.Kind.ELASTICSEARCH, DOING + " failed: not all nodes have said yes in time.");
        }
    }
}
