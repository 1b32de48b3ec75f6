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
 * Reads of an index only what was written since a backup captured it. Each write to a shard gets the next sequence
 * number, and a document has that of its last write (Elasticsearch's field {@code _seq_no}): a live document with none
 * above those that the backup knows is as it was captured. What was deleted since left nothing to be found, but is
 * missed when all are counted; then the whole index is to be read.
 */
final class ChangedDocuments {

    private static final TimeValue KEEP = TimeValue.timeValueMinutes(10);
    /** To ask for a shard takes about as long as to read so many documents. */
    private static final long DOCUMENTS_PER_SHARD = 100;

    private final Client client;

    ChangedDocuments(Client client) {
        this.client = Objects.requireNonNull(client, "client");
    }

    /**
     * Writes the list of the documents that were written since.
     *
     * @param captured list of the backup's documents of this index
     * @param file to write; replaced if it exists
     * @return whether all others are as they were captured; else the list is of no use, and reading the whole index is
     *     what remains
     * @throws BackupException (ELASTICSEARCH) if any shard fails, (CHECK_FAILED) if the backup's list is damaged,
     *     (CANCELLED)
     * @throws IOException if the list cannot be written
     */
    boolean read(IndexState live, IndexEntry entry, Path captured, Path file, Progress progress) throws IOException {
        if (!live.goesOnFrom(entry)
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
                // after what was written: a document that is written in between is missed here, and not taken for one
                // that stayed
                others += DocumentScroll.countOthers(client, live, shard, last);
            }
            list.write();
        }
        return others == notIn(file, captured);
    }

    /** How many of the captured documents are not in the list of those that were written since. */
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
