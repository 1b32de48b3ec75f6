package org.alien4cloud.plugin.backup.index;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.action.ActionFuture;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.document.DocumentField;
import org.elasticsearch.common.unit.TimeValue;
import org.elasticsearch.search.SearchHit;
import org.elasticsearch.search.sort.SortOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the list of an index' documents and their digests: {@code documents/<index>.gz}, gzip of one JSON object a line
 * ({@link org.alien4cloud.plugin.backup.model.DocumentDigest}), in the order of {@link DigestReader#ORDER}. Memory does not grow with the
 * number of documents.
 */
public final class DocumentDigests {

    private static final Logger LOG = LoggerFactory.getLogger(DocumentDigests.class);
    private static final TimeValue KEEP = TimeValue.timeValueMinutes(5);
    private static final int LARGEST_PAGE = 1000;
    private static final int SMALLEST_PAGE = 5;
    /** Bytes of an index on disk that one page stands for; the sources are some times larger. */
    private static final long PAGE_BYTES = 2 << 20;
    /** Elasticsearch's name for "the format of the mapping"; works as docvalue field in all of 6.x, unlike seq_no_primary_term. */
    private static final String USE_FIELD_MAPPING = "use_field_mapping";
    private static final JsonFactory JSON = new JsonFactory();

    private final Client client;

    public DocumentDigests(Client client) {
        this.client = Objects.requireNonNull(client, "client");
    }

    /**
     * Reads every document of an index as of now and writes the list, flushed to the disk.
     *
     * @param index its state, which tells how large a page of documents may be
     * @param file to write; replaced if it exists
     * @param visitor shown each document
     * @return how many documents there are
     * @throws BackupException (ELASTICSEARCH) if any shard fails or a document is stored without source, (IO) if the file cannot be written
     */
    public long scan(IndexState index, Path file, DocumentVisitor visitor, Progress progress) {
        String name = index.name();
        ElasticsearchFailures.answer("Refreshing index " + name,
                client.admin().indices().prepareRefresh(name).setIndicesOptions(IndicesOptions.strictSingleIndexNoExpandForbidClosed()));
        try (DigestSorter sorter = new DigestSorter(file.toAbsolutePath().getParent())) {
            long documents = read(index, sorter, visitor, progress);
            write(sorter, file);
            return documents;
        } catch (IOException e) {
            throw Failures.changing("write", file, e);
        }
    }

    private long read(IndexState index, DigestSorter sorter, DocumentVisitor visitor, Progress progress) throws IOException {
        String doing = "Reading index " + index.name();
        SearchResponse page = ElasticsearchFailures.answer(doing, client.prepareSearch(index.name())
                .setIndicesOptions(IndicesOptions.strictSingleIndexNoExpandForbidClosed()).setScroll(KEEP).setSize(pageSize(index))
                .setAllowPartialSearchResults(false).addSort("_doc", SortOrder.ASC).setFetchSource(true)
                .addDocValueField("_seq_no", USE_FIELD_MAPPING));
        String scroll = page.getScrollId();
        try {
            long expected = page.getHits().getTotalHits();
            long read = 0;
            while (true) {
                checkShards(doing, page);
                SearchHit[] hits = page.getHits().getHits();
                if (hits.length == 0) {
                    break;
                }
                // The next page is fetched while this one is digested.
                ActionFuture<SearchResponse> next = ElasticsearchFailures.send(doing, client.prepareSearchScroll(scroll).setScroll(KEEP));
                for (SearchHit hit : hits) {
                    add(index.name(), hit, sorter);
                    visitor.document(hit.getId(), hit.getSourceRef());
                }
                read += hits.length;
                progress.checkCancelled();
                page = ElasticsearchFailures.answer(doing, next);
                scroll = page.getScrollId();
            }
            if (read != expected) {
                throw new BackupException(BackupException.Kind.ELASTICSEARCH,
                        doing + " failed: " + read + " of " + expected + " documents were read. Try again.");
            }
            return read;
        } finally {
            clear(scroll);
        }
    }

    private static void add(String index, SearchHit hit, DigestSorter sorter) throws IOException {
        if (!hit.hasSource()) {
            throw new BackupException(BackupException.Kind.PRECONDITION, "Document " + hit.getId() + " of index " + index
                    + " has no stored source and cannot be backed up. Enable _source in the mapping of this index.");
        }
        DocumentField routing = hit.field("_routing");
        DocumentField seqNo = hit.field("_seq_no");
        sorter.add(hit.getId(), routing == null ? null : routing.<Object>getValue().toString(),
                seqNo == null || seqNo.getValues().isEmpty() ? -1 : ((Number) seqNo.getValue()).longValue(), SourceDigest.of(hit.getSourceRef()));
    }

    private static void checkShards(String doing, SearchResponse page) {
        if (page.getFailedShards() > 0 || page.isTimedOut()) {
            String reason = page.getShardFailures().length == 0 ? "no reason given"
                    : ElasticsearchFailures.summary(page.getShardFailures()[0].getCause());
            throw new BackupException(BackupException.Kind.ELASTICSEARCH,
                    doing + " failed: " + page.getFailedShards() + " of " + page.getTotalShards() + " shards failed (" + reason + ").");
        }
    }

    private static int pageSize(IndexState index) {
        long average = index.documents() == 0 ? 0 : index.bytes() / index.documents();
        return (int) Math.max(SMALLEST_PAGE, Math.min(LARGEST_PAGE, PAGE_BYTES / Math.max(1, average)));
    }

    private void clear(String scroll) {
        if (scroll != null) {
            try {
                ElasticsearchFailures.answer("Closing a search", client.prepareClearScroll().addScrollId(scroll));
            } catch (BackupException e) {
                // It would hide why reading failed, and Elasticsearch drops the search by itself when KEEP is over.
                LOG.debug("A search was left to expire", e);
            }
        }
    }

    private static void write(DigestSorter sorter, Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
                GZIPOutputStream gzip = new GZIPOutputStream(out, 1 << 16) {
                    {
                        // Digests are random: working harder saves next to nothing.
                        def.setLevel(Deflater.BEST_SPEED);
                    }
                };
                JsonGenerator json = JSON.createGenerator(gzip)) {
            json.setRootValueSeparator(new SerializedString("\n"));
            sorter.forEach((id, routing, seqNo, sha256) -> {
                json.writeStartObject();
                json.writeStringField("id", id);
                if (routing != null) {
                    json.writeStringField("routing", routing);
                }
                json.writeNumberField("seqNo", seqNo);
                json.writeStringField("sha256", Digests.hex(sha256));
                json.writeEndObject();
            });
            json.writeRaw('\n');
        }
        DurableFiles.syncFile(file);
    }
}
