package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.Map;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * The documents of one backup while it is being made: taken as often as is needed until they agree with the files, then
 * described once. What a capture that does not come to its end leaves is removed by {@link IndexEngine#discard}.
 */
public interface IndexCapture {

    /**
     * What the indices are like now, by name: two looks tell what has moved between them.
     *
     * @throws BackupException (ELASTICSEARCH) if Elasticsearch does not answer
     */
    Map<String, IndexState> sampleStates();

    /**
     * Captures the documents as they are now. What an earlier call captured counts until this one has succeeded.
     *
     * @throws BackupException if Elasticsearch fails, any shard was not captured, or the operation shall stop
     */
    void take(Progress progress);

    /**
     * Reads what {@link #finish} has to know of documents that are taken as they are now, so that it only needs to read
     * what has moved since. To be called or not; while {@link #take} goes on, by another thread, too.
     *
     * @param states what the indices were like a moment ago; those that cannot be read are left to {@link #take} to
     *     complain of
     * @throws BackupException if Elasticsearch fails, a file cannot be written, or the operation shall stop
     */
    default void read(Map<String, IndexState> states, Progress progress) {
        // taking has read it
    }

    /**
     * Writes {@code documents/<index>.gz} and {@code indices/<index>.json} of what was taken last into the directory of
     * the backup, and drops what was taken before.
     *
     * @throws BackupException if Elasticsearch fails or the files cannot be written
     */
    CapturedIndices finish(Progress progress);
}
