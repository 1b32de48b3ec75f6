package org.alien4cloud.plugin.backup.service.restore;

import java.io.IOException;
import java.util.List;
import org.alien4cloud.plugin.backup.elasticsearch.IndexInspector;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.operation.ServerPresence;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.elasticsearch.Version;

/**
 * What keeps a restore from being begun, as far as that can be told at once; what takes longer to find is found before
 * anything changes.
 */
final class RestorePreflight {

    private final BackupContext context;
    private final ServerPresence servers;

    RestorePreflight(BackupContext context, ServerPresence servers) {
        this.context = context;
        this.servers = servers;
    }

    /**
     * @throws InvalidInputException if something was chosen that the backup does not have
     * @throws BackupException (PRECONDITION) if the backup cannot be restored into this server while it runs, with the
     *     reason, or its documents are elsewhere; (CHECK_FAILED) if they are lost; (ELASTICSEARCH) if Elasticsearch
     *     does not answer
     */
    void check(Manifest manifest, RestoreRequest request) {
        request.scope().requireIn(manifest);
        if (!context.platform().isStopped()) {
            checkHot(manifest);
        }
        requireNotOlder(
                manifest.versions().elasticsearch(),
                context.platform().versions().elasticsearch());
        if (!context.platform().isStopped()) {
            new IndexInspector(context.platform().elasticsearch())
                    .requireUsable(request.scope().indices(manifest));
        }
        if (!request.scope().indices(manifest).isEmpty()) {
            context.engineOf(manifest).requirePresent(manifest);
        }
    }

    private void checkHot(Manifest manifest) {
        if (context.platform().isHighlyAvailable()) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "This Alien4Cloud is one of several (ha.ha_enabled is true): another one would take over as"
                            + " soon as this one is brought to rest, on data that are half restored. Stop all of them and restore then.");
        }
        requireAlone();
        if (!context.repository().isOurs(manifest.clusterUuid())) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "Backup " + manifest.name() + " was made of another Elasticsearch cluster ("
                            + manifest.clusterName()
                            + "). It cannot be restored while Alien4Cloud runs: docs/command-line.md tells how to restore with it"
                            + " stopped.");
        }
    }

    private void requireAlone() {
        List<String> others;
        try {
            others = servers.others();
        } catch (IOException e) {
            throw new BackupException(
                    Kind.IO, "Whether another Alien4Cloud works on the same data cannot be told: " + e, e);
        }
        if (!others.isEmpty()) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "Another Alien4Cloud works on the same data: " + String.join("; ", others)
                            + ". It would go on while this one is brought to rest. Stop all but this one, or stop all of them and restore then. One that died on"
                            + " another machine counts as gone after 30 s.");
        }
    }

    private static void requireNotOlder(String then, String now) {
        if (then != null && now != null && Version.fromString(now).before(Version.fromString(then))) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "The backup was made with Elasticsearch " + then + ", this server has " + now
                            + ". An older one cannot take a newer one's data. Update Elasticsearch first.");
        }
    }
}
