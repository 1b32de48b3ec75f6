package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.Map;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.elasticsearch.snapshots.SnapshotInfo;
import org.elasticsearch.snapshots.SnapshotMissingException;
import org.elasticsearch.snapshots.SnapshotState;

/**
 * Checks that the snapshot of a backup is present. Distinguishes a repository that is elsewhere, which is no damage,
 * from one that has lost the snapshot. A repository that is not registered yet is registered read-only under another
 * name, for the time of the check; nothing is created.
 */
final class SnapshotPresence {

    private final SnapshotRepository repository;

    SnapshotPresence(SnapshotRepository repository) {
        this.repository = repository;
    }

    /**
     * Checks that Elasticsearch has the whole snapshot of a backup.
     *
     * @throws BackupException (PRECONDITION) if its repository is elsewhere, with the place and what to do;
     *     (CHECK_FAILED) if the repository is here and has lost the snapshot; (ELASTICSEARCH) if that is unknown now
     */
    void require(Manifest manifest) {
        String snapshot = SnapshotEngine.snapshotOf(manifest.engineData());
        try {
            repository.checkAvailable();
        } catch (SharedRepositoryPath.NotSetUp e) {
            throw elsewhere(manifest, "Here, " + e.getMessage() + '.', "a directory that path.repo names", e);
        }
        SnapshotInfo info = repository.readOnly(readable -> find(manifest, snapshot, readable));
        if (info.state() != SnapshotState.SUCCESS || info.failedShards() > 0) {
            throw new BackupException(
                    Kind.CHECK_FAILED,
                    "Elasticsearch's snapshot " + snapshot + " is " + info.state() + ", " + info.failedShards()
                            + " of its shards failed.");
        }
    }

    private SnapshotInfo find(Manifest manifest, String snapshot, SnapshotRepository readable) {
        try {
            return readable.snapshot(snapshot);
        } catch (BackupException e) {
            if (e.kind() != Kind.CHECK_FAILED) {
                throw e;
            }
            String here = repository.wantedLocation();
            String place = here == null ? "the snapshot repository that is configured here" : here;
            if (readable.isEmpty()) {
                throw elsewhere(manifest, "There is no snapshot in " + place + ".", place, e);
            }
            String then = manifest.engineData().get(SnapshotEngine.LOCATION);
            if (e.getCause() instanceof SnapshotMissingException && then != null && !then.equals(here)) {
                throw elsewhere(manifest, "In " + place + " there are other snapshots only.", place, e);
            }
            throw e;
        }
    }

    private static BackupException elsewhere(Manifest manifest, String here, String place, BackupException cause) {
        Map<String, String> then = manifest.engineData();
        String location = then.get(SnapshotEngine.LOCATION);
        String type = then.get(SnapshotEngine.TYPE);
        boolean isDirectory = location != null || type == null || type.equals("fs");
        String where = location != null
                ? "the directory " + location
                : isDirectory
                        ? "the directory " + then.get(SnapshotEngine.REPOSITORY) + " below path.repo"
                        : "a snapshot repository of type " + type;
        return new BackupException(
                Kind.PRECONDITION,
                "The documents of the backup " + manifest.name() + " are not in its own directory, but in " + where
                        + " of the Elasticsearch that it was made with (cluster " + manifest.clusterName() + "). "
                        + here + ' '
                        + (isDirectory
                                ? "Copy that directory to " + place
                                        + ", readable for Elasticsearch, or mount the disk that it is on"
                                : "Configure that repository here (backup.elasticsearch.repository)")
                        + "; or use the second copy of the backup directory, which has the documents in it.",
                cause);
    }
}
