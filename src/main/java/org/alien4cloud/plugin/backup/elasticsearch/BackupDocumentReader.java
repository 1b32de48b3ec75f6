package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.Collection;
import java.util.function.Consumer;

/** Reads documents of a backup by their ids. */
public interface BackupDocumentReader extends AutoCloseable {

    /** Returns how many documents to ask for with one call. */
    int batch();

    /**
     * Passes the documents of the given ids to the consumer, in any order.
     *
     * @throws org.alien4cloud.plugin.backup.model.BackupException (CHECK_FAILED) if one is missing in the backup
     */
    void read(String index, Collection<DocumentId> ids, Consumer<Document> consumer);

    /** Removes the temporary indices that were made for reading. */
    @Override
    void close();
}
