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
 * Checks, before a restore starts, what would make it fail and can be found quickly. The restore itself checks the rest
 * before it changes anything.
 */
final class RestorePreflight {

    private final BackupContext context;
    private final ServerPresence servers;

    RestorePreflight(BackupContext context, ServerPresence servers) {
        this.context = context;
        this.servers = servers;
    }

    /**
     * Checks that a backup can be restored into this server.
     *
     * @throws InvalidInputException if something was chosen that the backup does not have
     * @throws BackupException (PRECONDITION) if the backup cannot be restored into this server while it runs, with the
     *     reason, or its snapshot repository is missing; (CHECK_FAILED) if its snapshot is lost; (ELASTICSEARCH) if
     *     Elasticsearch does not answer
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
                    "This Alien4Cloud is one of several (ha.ha_enabled is true). As soon as this one is brought to rest, another"
                            + " one would take over, on half restored data. Stop all of them, then restore.");
        }
        requireAlone();
        if (!context.repository().isOurs(manifest.clusterUuid())) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "Backup " + manifest.name() + " was made of another Elasticsearch cluster ("
                            + manifest.clusterName()
                            + "). It cannot be restored while Alien4Cloud runs. docs/command-line.md describes how to restore"
                            + " with Alien4Cloud stopped.");
        }
    }

    private void requireAlone() {
        List<String> others;
        try {
            others = servers.others();
        } catch (IOException e) {
            throw new BackupException(
                    Kind.IO, "Cannot find out whether another Alien4Cloud works on the same data: " + e, e);
        }
        if (!others.isEmpty()) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "Another Alien4Cloud works on the same data: " + String.join("; ", others)
                            + ". It would continue while this one is brought to rest. Stop all but this one, or stop all of them, then"
                            + " restore. One that died on another machine no longer counts after 30 s.");
        }
    }

    private static void requireNotOlder(String then, String now) {
        if (then != null && now != null && Version.fromString(now).before(Version.fromString(then))) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "The backup was made with Elasticsearch " + then + ", this server has " + now
                            + ". An older version cannot read the data of a newer one. Update Elasticsearch first.");
        }
    }
}
