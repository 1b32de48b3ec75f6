package org.alien4cloud.plugin.backup.index;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Progress;

/** The documents of a backup that was exported, read from its files: from the beginning, for as many documents at once as memory allows. */
final class ExportDocuments implements BackedUpDocuments {

    /** Ids take some 150 bytes each while they are looked for. */
    private static final int BATCH = 200_000;
    private static final int CHECK_EVERY = 1000;

    private final CaptureDirectories directories;
    private final Progress progress;

    ExportDocuments(Path directory, Progress progress) {
        this.directories = new CaptureDirectories(directory);
        this.progress = progress;
    }

    @Override
    public int batch() {
        return BATCH;
    }

    @Override
    public void read(String index, Collection<DocumentId> ids, Consumer<Document> consumer) {
        Set<DocumentId> wanted = new HashSet<>(ids);
        try (ExportFile.Reader documents = new ExportFile.Reader(directories.export(index), index)) {
            int read = 0;
            for (Document document = documents.next(); document != null && !wanted.isEmpty(); document = documents.next()) {
                if (++read % CHECK_EVERY == 0) {
                    progress.checkCancelled();
                }
                if (wanted.remove(document.id())) {
                    consumer.accept(document);
                }
            }
        }
        if (!wanted.isEmpty()) {
            throw new BackupException(BackupException.Kind.CHECK_FAILED, "Document " + wanted.iterator().next() + " of index " + index
                    + " is missing in " + directories.export(index) + ". Use another backup.");
        }
    }

    @Override
    public void close() {
        // nothing was made for reading
    }
}
