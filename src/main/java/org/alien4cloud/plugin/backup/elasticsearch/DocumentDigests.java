package org.alien4cloud.plugin.backup.elasticsearch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.unit.TimeValue;

/** Reads live indices, and writes the {@link DigestList} of each. */
public final class DocumentDigests {

    /** Long, since one open search waits until the index before it is read. */
    private static final TimeValue KEEP = TimeValue.timeValueHours(1);

    private final Client client;
    private final boolean durable;

    public DocumentDigests(Client client) {
        this(client, true);
    }

    /** @param durable false for lists that nobody needs after a crash */
    DocumentDigests(Client client, boolean durable) {
        this.client = Objects.requireNonNull(client, "client");
        this.durable = durable;
    }

    /**
     * Reads every document of an index as it is now, and writes the list.
     *
     * @param index its state
     * @param file to write; replaced if it exists
     * @param visitor receives each document
     * @return how many documents there are
     * @throws BackupException (ELASTICSEARCH) if any shard fails or a document is stored without source, (IO) if the
     *     file cannot be written
     */
    public long scan(IndexState index, Path file, DocumentVisitor visitor, Progress progress) {
        try {
            return scan(index, file, asHitVisitor(visitor), progress);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.changing("write", file, e);
        }
    }

    private static DocumentScroll.Visitor asHitVisitor(DocumentVisitor visitor) {
        return hit -> visitor.document(hit.getId(), hit.getSourceRef());
    }

    /**
     * Does the same, and gives the visitor all that Elasticsearch returns of a document.
     *
     * @throws IOException what the visitor throws
     */
    long scan(IndexState index, Path file, DocumentScroll.Visitor visitor, Progress progress) throws IOException {
        try (DocumentScroll documents = open(index)) {
            return write(documents, file, visitor, progress);
        }
    }

    /**
     * Does the same for several indices; while one is read, the next one is already open.
     *
     * @param files where to write the list of an index
     * @param visitor learns the name of each index before its documents
     * @return how many documents there are, by index
     * @throws BackupException as {@link #scan(IndexState, Path, DocumentVisitor, Progress)}
     */
    public Map<String, Long> scan(
            List<IndexState> indices, Function<String, Path> files, DocumentVisitor visitor, Progress progress) {
        Map<String, Long> counts = new LinkedHashMap<>();
        Deque<DocumentScroll> open = new ArrayDeque<>();
        Iterator<IndexState> following = indices.iterator();
        try {
            for (IndexState index : indices) {
                while (open.size() < 2 && following.hasNext()) {
                    open.add(open(following.next()));
                }
                try (DocumentScroll documents = open.remove()) {
                    visitor.begin(index.name());
                    counts.put(
                            index.name(), write(documents, files.apply(index.name()), asHitVisitor(visitor), progress));
                } catch (IOException e) {
                    throw DiskFailures.BACKUP_DIRECTORY.changing("write", files.apply(index.name()), e);
                }
            }
            return counts;
        } finally {
            open.forEach(DocumentScroll::close);
        }
    }

    private DocumentScroll open(IndexState index) {
        return DocumentScroll.open(client, index, KEEP, PageSize.BYTES);
    }

    private long write(DocumentScroll documents, Path file, DocumentScroll.Visitor visitor, Progress progress)
            throws IOException {
        try (DigestList list = new DigestList(file, durable)) {
            long count = documents.forEach(
                    hit -> {
                        list.add(hit);
                        visitor.accept(hit);
                    },
                    progress);
            list.write();
            return count;
        }
    }
}
