package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.elasticsearch.client.Client;

/** Reads documents of a snapshot. Each index is restored under a temporary name when it is first read. */
final class SnapshotDocuments implements BackupDocumentReader {

    private static final int BATCH = 500;

    private final String snapshot;
    private final Set<String> indices;
    private final TemporaryIndices temporary;
    private final DocumentFetcher fetcher;

    SnapshotDocuments(Client client, String snapshot, Collection<String> indices, TemporaryIndices temporary) {
        this.snapshot = snapshot;
        this.indices = new HashSet<>(indices);
        this.temporary = temporary;
        this.fetcher = new DocumentFetcher(client);
    }

    @Override
    public int batch() {
        return BATCH;
    }

    @Override
    public void read(String index, Collection<DocumentId> ids, Consumer<Document> consumer) {
        if (!indices.contains(index)) {
            throw new IllegalArgumentException("Index " + index + " was not opened");
        }
        fetcher.fetch(temporary.restore(snapshot, index), index, ids, document -> {
            if (!document.exists()) {
                throw new BackupException(
                        BackupException.Kind.CHECK_FAILED,
                        "Document " + document.id() + " of index " + index + " is missing in the snapshot " + snapshot
                                + ". Use another backup.");
            }
            consumer.accept(document);
        });
    }

    @Override
    public void close() {
        temporary.close();
    }
}
