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

/** Captures the documents of Elasticsearch into a backup, and restores them. */
public interface IndexEngine {

    /** Returns the name of this engine in manifests, such as {@code snapshot}. */
    String name();

    /**
     * Tells whether the directory of a backup holds all of its documents, so that nothing outside of it can be missing.
     */
    boolean isSelfContained();

    /**
     * Checks that a capture is possible now, as far as this can be known without setting anything up.
     *
     * @throws BackupException (ELASTICSEARCH) if not; its message says what to change
     */
    void checkAvailable();

    /**
     * Sets up what captures and restores need, and checks it. May wait for snapshots of others.
     *
     * @throws BackupException (ELASTICSEARCH) if that is not possible; its message says what to change; (BUSY) if
     *     others do not end in time
     */
    void prepare(Progress progress);

    /**
     * Prepares the capture of the given indices; nothing is captured yet.
     *
     * @param directory of the backup that is being made
     * @param previous an earlier backup: indices that have not changed since are not read again
     * @param visitor receives every document of the backup, except of unchanged indices that it does not want
     * @throws BackupException (PRECONDITION) naming all indices that are missing, closed or red, (ELASTICSEARCH) if
     *     Elasticsearch fails
     */
    DocumentCapture begin(
            BackupName backup, List<String> indices, Path directory, PreviousCapture previous, DocumentVisitor visitor);

    /**
     * Opens the documents of a backup for reading. Live documents are never changed.
     *
     * @param indices those that may be read; costly work for an index is done only when it is first read
     * @param workId distinguishes the temporary indices, so that they can be found after a crash: see
     *     {@link #removeLeftovers}
     */
    BackupDocumentReader open(
            Manifest manifest, Path directory, Collection<String> indices, String workId, Progress progress);

    /**
     * Creates whole indices of a backup: definition and all documents, searchable and counted.
     *
     * @param indices none of which may exist under its name in {@code target}
     * @throws BackupException (PRECONDITION) naming all that exist; (CHECK_FAILED) if the backup is damaged;
     *     (ELASTICSEARCH) if Elasticsearch fails. Indices that were created are removed then.
     */
    void restore(
            Manifest manifest, Path directory, Collection<String> indices, RestoreTarget target, Progress progress);

    /**
     * Checks that the snapshot of a backup is present, if it has one. Sets nothing up for that.
     *
     * @throws BackupException (PRECONDITION) if it is elsewhere, with the place and what to do; (CHECK_FAILED) if it is
     *     lost; (ELASTICSEARCH) if that is unknown now
     */
    void requirePresent(Manifest manifest);

    /**
     * Checks the same, and sets up what {@link #visibleFiles} and a test restore need.
     *
     * @throws BackupException as {@link #requirePresent}
     */
    void requireCaptured(Manifest manifest);

    /**
     * Returns the files of a backup's snapshot, if this machine can see them.
     *
     * @param engineData as in the backup's manifest
     * @return empty if the backup has no snapshot, or its files are elsewhere
     * @throws BackupException (CHECK_FAILED) if they are here but cannot be read, (ELASTICSEARCH) if Elasticsearch does
     *     not answer
     */
    Optional<SnapshotOnDisk> visibleFiles(Map<String, String> engineData);

    /**
     * Removes the temporary indices that {@link #open}, {@link #restore} or a capture left after a crash, and resets
     * the limits of Elasticsearch that were left raised. Does nothing if there are none.
     */
    void removeLeftovers();

    /**
     * Removes the snapshots of captures into this directory, completed or not: for a backup that failed, was
     * interrupted by a crash, or is being deleted. Succeeds if they are gone already.
     *
     * @param directory as given to {@link #begin}, or where it was moved since
     */
    void discard(Path directory);
}
