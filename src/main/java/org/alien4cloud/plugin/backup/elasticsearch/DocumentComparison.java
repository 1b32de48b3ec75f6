package org.alien4cloud.plugin.backup.elasticsearch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Change;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.client.Client;

/** Finds the documents that differ between a backup and the live indices, by comparing digests. */
public final class DocumentComparison {

    /** Receives each document that a restore would change. */
    @FunctionalInterface
    public interface Consumer {

        void accept(String index, String id, Change change);
    }

    private final Client client;
    private final BackedUpIndices backedUp;

    public DocumentComparison(Client client, BackedUpIndices backedUp) {
        this.client = client;
        this.backedUp = backedUp;
    }

    /**
     * Compares the given indices, one after the other.
     *
     * @param workDirectory for a temporary file
     * @param protectedDocuments that no restore changes
     * @param visitor receives the live documents of the indices that have changed since the backup, before their
     *     differences
     * @throws BackupException (PRECONDITION) naming all indices that the backup lacks, or that are missing, closed or
     *     incompatible live; (CHECK_FAILED) if the backup is damaged; (ELASTICSEARCH), (IO), (CANCELLED)
     */
    public void run(
            List<String> indices,
            Path workDirectory,
            ProtectedDocuments protectedDocuments,
            DocumentVisitor visitor,
            Consumer consumer,
            Progress progress) {
        Map<String, IndexEntry> entries = backedUp.entries(indices);
        backedUp.checked(indices);
        Map<String, IndexState> live = new IndexInspector(client).requireUsable(indices);
        DigestComparison comparison =
                new DigestComparison(workDirectory, client, backedUp, protectedDocuments, progress);
        for (String index : indices) {
            comparison.compare(
                    live.get(index),
                    entries.get(index),
                    visitor,
                    (stored, present) -> consumer.accept(
                            index,
                            stored == null ? present.id() : stored.id(),
                            Change.of(stored != null, present != null)));
        }
    }

    /**
     * Checks that restored indices hold just the documents of the backup.
     *
     * @throws BackupException as {@link #run}; (CHECK_FAILED) also naming the first 10 documents that are not those of
     *     the backup
     */
    public void requireNoDifference(
            List<String> indices, Path workDirectory, ProtectedDocuments protectedDocuments, Progress progress) {
        DifferenceList differences = new DifferenceList("The documents are not those of the backup");
        run(
                indices,
                workDirectory,
                protectedDocuments,
                DocumentVisitor.NONE,
                (index, id, change) -> differences.add("index " + index + ", document " + id),
                progress);
        differences.report();
    }
}
