package org.alien4cloud.plugin.backup.service;

import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * Tells whether the backups belong to this server's Elasticsearch cluster, and binds the backup directory to it after a
 * whole restore.
 */
public class ClusterBinding {

    private static final String UNKNOWN_UUID = "_na_";

    private final BackupContext context;

    ClusterBinding(BackupContext context) {
        this.context = context;
    }

    /**
     * Returns the UUID of this server's cluster. For a running server, it was compared when the repository was opened.
     */
    public String uuid() {
        return context.platform().isStopped()
                ? liveUuid()
                : context.repository().clusterUuid();
    }

    /**
     * Asks Elasticsearch for the UUID of this server's cluster.
     *
     * @throws BackupException (ELASTICSEARCH) if Elasticsearch has not formed its cluster yet
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

    /** Tells whether the backups belong to this server's cluster. If not, only a restore may begin. */
    public boolean isSame() {
        return !context.platform().isStopped()
                || context.repository().clusterUuid().equals(liveUuid());
    }

    /** Binds the backup directory to this server's cluster, after a whole restore on another cluster. */
    public void adopt(Progress progress) {
        if (!isSame()) {
            context.repository().moveTo(liveUuid());
            progress.log("The backup directory now belongs to this Elasticsearch cluster.");
        }
    }

    /**
     * Checks that the backups belong to this server's cluster.
     *
     * @throws BackupException (PRECONDITION) if they belong to another one
     */
    public void requireSame() {
        if (!isSame()) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "The backup directory " + context.properties().directory()
                            + " belongs to another Elasticsearch cluster (uuid "
                            + context.repository().clusterUuid() + ") than this server (" + uuid()
                            + "). Restore one of its backups here first, or set another backup directory.");
        }
    }
}
