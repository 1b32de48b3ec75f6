package org.alien4cloud.plugin.backup.elasticsearch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.DocumentDigest;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.unit.TimeValue;

/**
 * Reads only those documents of an index that were written since a backup captured it. Each write to a shard gets the
 * next sequence number, and a document keeps that of its last write (Elasticsearch's field {@code _seq_no}). So a live
 * document is unchanged if its number is not above those in the backup. A deletion leaves no document, but makes the
 * count differ; the whole index must be read then.
 */
final class ChangedDocuments {

    private static final TimeValue KEEP = TimeValue.timeValueMinutes(10);
    /** Asking for one shard takes about as long as reading this many documents. */
    private static final long DOCUMENTS_PER_SHARD = 100;

    private final Client client;

    ChangedDocuments(Client client) {
        this.client = Objects.requireNonNull(client, "client");
    }

    /**
     * Writes the list of the documents that were written since the backup.
     *
     * @param captured list of the backup's documents of this index
     * @param file to write; replaced if it exists
     * @return whether all other documents are as captured; if not, the list is useless and the whole index must be read
     * @throws BackupException (ELASTICSEARCH) if any shard fails, (CHECK_FAILED) if the backup's list is damaged,
     *     (CANCELLED)
     * @throws IOException if the list cannot be written
     */
    boolean read(IndexState live, IndexEntry entry, Path captured, Path file, Progress progress) throws IOException {
        if (!live.continues(entry)
                || live.writtenSince(entry) + live.shards() * DOCUMENTS_PER_SHARD >= entry.documents()) {
            return false;
        }
        long others = 0;
        try (DigestList list = new DigestList(file, false)) {
            for (int shard = 0; shard < live.shards(); shard++) {
                long last = entry.maxSeqNos().get(shard);
                try (DocumentScroll written = DocumentScroll.openWritten(client, live, shard, last, KEEP)) {
                    written.forEach(list::add, progress);
                }
                // counted last: a document that is written in between is missing here, not counted as unchanged
                others += DocumentScroll.countOthers(client, live, shard, last);
            }
            list.write();
        }
        return others == notIn(file, captured);
    }

    /** Counts the captured documents that are not in the list of later writes. */
    private static long notIn(Path list, Path captured) {
        long count = 0;
        try (DigestReader all = new DigestReader(captured);
                DigestReader some = new DigestReader(list)) {
            DocumentDigest next = some.next();
            for (DocumentDigest digest = all.next(); digest != null; digest = all.next()) {
                while (next != null && DigestReader.ORDER.compare(next, digest) < 0) {
                    next = some.next();
                }
                count += next != null && DigestReader.ORDER.compare(next, digest) == 0 ? 0 : 1;
            }
        }
        return count;
    }
}
