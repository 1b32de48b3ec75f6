package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.Map;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * Captures the documents of all indices for one backup. {@link #take} may be repeated until documents and files agree;
 * {@link #finish} then describes the last capture. {@link IndexEngine#discard} removes what an unfinished capture
 * leaves.
 */
public interface DocumentCapture {

    /**
     * Returns the present state of the indices, by name. Two samples tell what has changed between them.
     *
     * @throws BackupException (ELASTICSEARCH) if Elasticsearch does not answer
     */
    Map<String, IndexState> sampleStates();

    /**
     * Captures the documents as they are now. Until this call succeeds, the earlier capture counts.
     *
     * @throws BackupException if Elasticsearch fails, any shard was not captured, or the operation shall stop
     */
    void take(Progress progress);

    /**
     * Reads in advance what {@link #finish} has to know of the documents, so that it only reads later changes. Calling
     * it is optional. Another thread may call it during {@link #take}.
     *
     * @param states a recent sample; {@link #take} reports the indices that cannot be read
     * @throws BackupException if Elasticsearch fails, a file cannot be written, or the operation shall stop
     */
    default void read(Map<String, IndexState> states, Progress progress) {
        // take() has read it
    }

    /**
     * Writes {@code documents/<index>.gz} and {@code indices/<index>.json} of the last capture into the directory of
     * the backup. Discards the earlier captures.
     *
     * @throws BackupException if Elasticsearch fails or the files cannot be written
     */
    CapturedIndices finish(Progress progress);
}
