package org.alien4cloud.plugin.backup.elasticsearch;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * Reads chosen documents of a backup made by the export engine, by scanning its files. Each call scans a file from the
 * beginning, for as many documents as memory allows.
 */
final class ExportedDocuments implements BackupDocumentReader {

    /** Bytes of memory per requested document: its id, its expected digest, and their containers. */
    private static final int BYTES_PER_ID = 500;
    /** The requested documents of one call may use one part of this many parts of the heap. */
    private static final int HEAP_PARTS = 16;

    private static final int FEWEST = 10_000;
    private static final int MOST = 200_000;
    private static final int CHECK_EVERY = 1000;

    private final CaptureLayout layout;
    private final Progress progress;

    ExportedDocuments(Path directory, Progress progress) {
        this.layout = new CaptureLayout(directory);
        this.progress = progress;
    }

    @Override
    public int batch() {
        return (int) Math.max(FEWEST, Math.min(MOST, Runtime.getRuntime().maxMemory() / HEAP_PARTS / BYTES_PER_ID));
    }

    @Override
    public void read(String index, Collection<DocumentId> ids, Consumer<Document> consumer) {
        Set<DocumentId> wanted = new HashSet<>(ids);
        try (ExportReader documents = new ExportReader(layout.export(index), index)) {
            int read = 0;
            for (Document document = documents.next();
                    document != null && !wanted.isEmpty();
                    document = documents.next()) {
                if (++read % CHECK_EVERY == 0) {
                    progress.checkCancelled();
                }
                if (wanted.remove(document.id())) {
                    consumer.accept(document);
                }
            }
        }
        if (!wanted.isEmpty()) {
            throw new BackupException(
                    BackupException.Kind.CHECK_FAILED,
                    "Document " + wanted.iterator().next() + " of index " + index + " is missing in "
                            + layout.export(index) + ". Use another backup.");
        }
    }

    @Override
    public void close() {
        // no temporary index was made
    }
}
