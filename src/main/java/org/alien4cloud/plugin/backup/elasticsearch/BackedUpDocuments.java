package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.Collection;
import java.util.function.Consumer;

/** The documents of a backup, open for reading. */
public interface BackedUpDocuments extends AutoCloseable {

    /** How many documents should be asked for at once. */
    int batch();

    /**
     * Hands over the documents of the given ids, in any order.
     *
     * @throws org.alien4cloud.plugin.backup.model.BackupException (CHECK_FAILED) if one is missing in the backup
     */
    void read(String index, Collection<DocumentId> ids, Consumer<Document> consumer);

    /** Removes what was made for reading. */
    @Override
    void close();
}
