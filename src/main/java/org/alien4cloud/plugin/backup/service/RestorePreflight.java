package org.alien4cloud.plugin.backup.service;

import org.alien4cloud.plugin.backup.index.IndexInspector;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.elasticsearch.Version;

/** What keeps a restore from being begun, as far as that can be told at once; what takes longer to find is found before anything changes. */
final class RestorePreflight {

    private final Workspace workspace;

    RestorePreflight(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * @throws InvalidInputException if something was chosen that the backup does not have
     * @throws BackupException (PRECONDITION) if the backup cannot be restored into this server while it runs, with the reason; (ELASTICSEARCH)
     *             if Elasticsearch does not answer
     */
    void check(Manifest manifest, RestoreOptions options) {
        options.scope().requireIn(manifest);
        if (workspace.platform().isHighlyAvailable()) {
            throw new BackupException(Kind.PRECONDITION, "This Alien4Cloud is one of several (ha.ha_enabled is true): another one would take over as"
                    + " soon as this one is brought to rest, on data that are half restored. Stop all of them and restore then.");
        }
        if (!manifest.clusterUuid().equals(workspace.repository().clusterUuid())) {
            throw new BackupException(Kind.PRECONDITION, "Backup " + manifest.name() + " was made of another Elasticsearch cluster ("
                    + manifest.clusterName() + "). It cannot be restored while Alien4Cloud runs.");
        }
        requireNotOlder(manifest.versions().elasticsearch(), workspace.platform().versions().elasticsearch());
        new IndexInspector(workspace.platform().elasticsearch()).requireUsable(options.scope().indices(manifest));
        workspace.engineOf(manifest).look();
    }

    private static void requireNotOlder(String then, String now) {
        if (then != null && now != null && Version.fromString(now).before(Version.fromString(then))) {
            throw new BackupException(Kind.PRECONDITION, "The backup was made with Elasticsearch " + then + ", this server has " + now
                    + ". An older one cannot take a newer one's data. Update Elasticsearch first.");
        }
    }
}
