package org.alien4cloud.plugin.backup.service;

import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Progress;

/** Compares the Elasticsearch cluster that this server has with the one that its backups belong to. */
public class ClusterBinding {

    private static final String UNKNOWN_UUID = "_na_";

    private final BackupContext context;

    ClusterBinding(BackupContext context) {
        this.context = context;
    }

    /**
     * Of the Elasticsearch that this server has now: of a running one it was compared when the repository was opened.
     */
    public String uuid() {
        return context.platform().isStopped()
                ? liveUuid()
                : context.repository().clusterUuid();
    }

    /**
     * Of the Elasticsearch that this server has now. @throws BackupException (ELASTICSEARCH) if it has not formed its
     * cluster yet
     */
    public String liveUuid() {
        String clusterUuid = context.platform()
                .elasticsearch()
                .admin()
                .cluster()
                .prepareState()
                .clear()
                .setMetaData(true)
                .get()
                .getState()
                .metaData()
                .clusterUUID();
        if (UNKNOWN_UUID.equals(clusterUuid)) {
            throw new BackupException(
                    Kind.ELASTICSEARCH, "Elasticsearch has not formed its cluster yet. Try again in a moment.");
        }
        return clusterUuid;
    }

    /**
     * Whether the Elasticsearch that this server has now is the one that its backups are of; else only a restore may
     * begin.
     */
    public boolean isSame() {
        return !context.platform().isStopped()
                || context.repository().clusterUuid().equals(liveUuid());
    }

    /** A server that was restored as a whole on another cluster is at home there. */
    public void adopt(Progress progress) {
        if (!isSame()) {
            context.repository().moveTo(liveUuid());
            progress.log("The backup directory now belongs to this Elasticsearch cluster.");
        }
    }

    /**
     * @throws BackupException (PRECONDITION) if the backups are of another cluster than the one that this server has
     *     now
     */
    public void requireSame() {
        if (!isSame()) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "The backup directory " + context.properties().directory()
                            + " is of another Elasticsearch cluster (uuid "
                            + context.repository().clusterUuid() + ") than this server has (" + uuid()
                            + "). Restore a backup of it here first, or use another backup directory.");
        }
    }
}
