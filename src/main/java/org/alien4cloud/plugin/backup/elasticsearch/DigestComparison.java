package org.alien4cloud.plugin.backup.elasticsearch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.DocumentDigest;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.client.Client;

/**
 * Compares live indices with those of a backup, document by document, by digests alone. Changes nothing. Sequence
 * numbers can save reading only where the live documents descend from those of the backup ({@link ElasticsearchMarks}).
 */
final class DigestComparison {

    /** Receives each document that differs between the backup and the live index. */
    @FunctionalInterface
    interface Difference {

        /**
         * @param stored null if the backup does not have it
         * @param live null if the live index does not have it
         */
        void found(DocumentDigest stored, DocumentDigest live);
    }

    private final Path workDirectory;
    private final Client client;
    private final Path backupDirectory;
    private final ProtectedDocuments protectedDocuments;
    private final Progress progress;
    private final boolean descends;

    /** @param workDirectory for a temporary file */
    DigestComparison(
            Path workDirectory,
            Client client,
            BackedUpIndices backedUp,
            ProtectedDocuments protectedDocuments,
            Progress progress) {
        this.workDirectory = workDirectory;
        this.client = client;
        this.backupDirectory = backedUp.directory();
        this.protectedDocuments = protectedDocuments;
        this.progress = progress;
        Optional<String> doubt = backedUp.full()
                ? Optional.of("A full comparison was requested.")
                : new ElasticsearchMarks(client).doubt(backedUp.manifest());
        doubt.ifPresent(why -> progress.log(why + " All documents are compared."));
        this.descends = !doubt.isPresent();
    }

    /**
     * Compares an index. An index that certainly has not changed since the backup is not read. Of a changed index, only
     * the later writes are read where that is enough.
     *
     * @param visitor receives each live document of an index that has changed, if it wants them
     * @return how many documents the index has once all differences are resolved
     * @throws BackupException (CHECK_FAILED) if the backup's list is damaged, (ELASTICSEARCH, IO)
     */
    long compare(IndexState live, IndexEntry entry, DocumentVisitor visitor, Difference difference) {
        if (descends && live.isAsCaptured(entry)) {
            return entry.documents();
        }
        progress.expect(live.bytes());
        Path captured = backupDirectory.resolve("documents").resolve(live.name() + ".gz");
        Path digests = workDirectory.resolve("live-digests.gz");
        try {
            boolean onlyWritten = descends
                    && !visitor.wants(live.name())
                    && new ChangedDocuments(client).read(live, entry, captured, digests, progress);
            if (!onlyWritten) {
                visitor.begin(live.name());
                new DocumentDigests(client, false).scan(live, digests, visitor, progress);
            }
            long documents;
            try (DigestReader stored = new DigestReader(captured);
                    DigestReader now = new DigestReader(digests)) {
                documents = merge(entry, stored, now, onlyWritten, difference);
            }
            Files.delete(digests);
            progress.advance(live.bytes());
            return documents;
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.changing("remove", digests, e);
        }
    }

    /** @param onlyWritten whether a document that is not in the live list is either unchanged or deleted */
    private long merge(
            IndexEntry entry, DigestReader stored, DigestReader live, boolean onlyWritten, Difference difference) {
        long documents = 0;
        DocumentDigest target = stored.next();
        DocumentDigest present = live.next();
        while (target != null || present != null) {
            int order = target == null ? 1 : present == null ? -1 : DigestReader.ORDER.compare(target, present);
            boolean untouched = protectedDocuments.isProtected(entry.name(), order <= 0 ? target.id() : present.id());
            if (order < 0 && onlyWritten) {
                documents++;
            } else if (untouched) {
                documents += order >= 0 ? 1 : 0;
            } else if (order > 0) {
                difference.found(null, present);
            } else {
                documents++;
                if (order < 0) {
                    difference.found(target, null);
                } else if (!target.sha256().equals(present.sha256())) {
                    difference.found(target, present);
                }
            }
            target = order <= 0 ? stored.next() : target;
            present = order >= 0 ? live.next() : present;
        }
        if (stored.count() != entry.documents()) {
            throw new BackupException(
                    BackupException.Kind.CHECK_FAILED,
                    "The list of documents of index " + entry.name() + " has " + stored.count()
                            + " lines, the manifest says " + entry.documents() + ". Use another backup.");
        }
        return documents;
    }
}
