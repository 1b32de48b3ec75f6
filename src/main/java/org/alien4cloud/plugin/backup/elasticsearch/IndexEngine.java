package org.alien4cloud.plugin.backup.elasticsearch;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;

/** How the documents of Elasticsearch get into a backup and out of it again. */
public interface IndexEngine {

    /** The name that a manifest knows this engine by, such as {@code snapshot}. */
    String name();

    /** Whether the directory of a backup holds all of its documents, so that nothing outside of it can be missing. */
    boolean isSelfContained();

    /**
     * Checks that a capture could be made now, as far as that can be told without setting anything up.
     *
     * @throws BackupException (ELASTICSEARCH) if not; its message says what to change
     */
    void checkAvailable();

    /**
     * Sets up what captures and restores need, and checks it. May have to wait for snapshots of others.
     *
     * @throws BackupException (ELASTICSEARCH) if that is not possible; its message says what to change; (BUSY) if
     *     others do not end in time
     */
    void prepare(Progress progress);

    /**
     * Begins to capture the given indices; nothing is captured yet.
     *
     * @param directory of the backup that is being made
     * @param previous an earlier backup: indices in which nothing has moved since are not read again
     * @param visitor shown every document that the backup will hold, but of indices that are not read and that it does
     *     not want
     * @throws BackupException (PRECONDITION) naming all indices that are missing, closed or red, (ELASTICSEARCH) if
     *     Elasticsearch fails
     */
    IndexCapture begin(
            BackupName backup, List<String> indices, Path directory, PreviousCapture previous, DocumentVisitor visitor);

    /**
     * Makes the documents of a backup readable beside the live ones, which it never touches.
     *
     * @param indices those that may be asked for; whatever is costly is only done for an index when it is first asked
     *     for
     * @param workId distinguishes what is made in Elasticsearch meanwhile, so that it can be found after a crash: see
     *     {@link #removeLeftovers}
     */
    BackedUpDocuments open(
            Manifest manifest, Path directory, Collection<String> indices, String workId, Progress progress);

    /**
     * Makes whole indices of a backup anew: definition and all documents, searchable and counted.
     *
     * @param indices none of which may exist under its name in {@code target}
     * @throws BackupException (PRECONDITION) naming all that exist; (CHECK_FAILED) if the backup is damaged;
     *     (ELASTICSEARCH) if Elasticsearch fails. What was made until then is removed.
     */
    void restore(
            Manifest manifest, Path directory, Collection<String> indices, RestoreTarget target, Progress progress);

    /**
     * Checks that what a backup counts on outside of its directory is here, and makes nothing for it.
     *
     * @throws BackupException (PRECONDITION) if it is elsewhere, with where that is and what to do; (CHECK_FAILED) if
     *     it is lost; (ELASTICSEARCH) if that cannot be told now
     */
    void requirePresent(Manifest manifest);

    /**
     * The same, and sets up what {@link #visibleFiles} and a test restore need.
     *
     * @throws BackupException as {@link #requirePresent}
     */
    void requireCaptured(Manifest manifest);

    /**
     * What a backup counts on outside of its directory, as far as its files can be seen from this machine.
     *
     * @param engineData as in the backup's manifest
     * @return empty if there is nothing of that kind, or it is elsewhere
     * @throws BackupException (CHECK_FAILED) if it is here but cannot be read, (ELASTICSEARCH) if Elasticsearch does
     *     not answer
     */
    Optional<SnapshotOnDisk> visibleFiles(Map<String, String> engineData);

    /**
     * Removes the temporary indices that {@link #open}, {@link #restore} or a capture made and a crash left behind, and
     * puts back the limits of Elasticsearch that it left raised. Does nothing if there are none.
     */
    void removeLeftovers();

    /**
     * Removes what captures into this directory made outside of it, whether they were completed or not: for a backup
     * that failed, that a crash has interrupted, or that is being deleted. Succeeds if it is gone already.
     *
     * @param directory that {@link #begin} was given, or what it was renamed to
     */
    void discard(Path directory);
}
