package org.alien4cloud.plugin.backup.elasticsearch;

import java.io.IOException;
import java.util.Arrays;
import org.alien4cloud.plugin.backup.io.LowPriorityWork;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.action.ActionFuture;
import org.elasticsearch.action.search.SearchRequestBuilder;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.client.Client;
import org.elasticsearch.cluster.routing.Preference;
import org.elasticsearch.common.document.DocumentField;
import org.elasticsearch.common.unit.TimeValue;
import org.elasticsearch.index.query.QueryBuilders;
import org.elasticsearch.search.SearchHit;
import org.elasticsearch.search.sort.SortOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every document of an index as of one moment, with routing, version and sequence number.
 *
 * <p>Memory is bounded by bytes of sources, see {@link PageSize}. Elasticsearch 6.8 fixes the number of documents per
 * page when a scroll is opened. So a first scroll reads a few documents, and another one is opened with the page size
 * that these suggest. All pages are of the moment when the last scroll was opened. After a page that is larger than
 * intended, the next one is fetched only once this one is processed. At worst, memory holds one page of
 * {@link PageSize#MOST} documents of any size, beside one of {@link PageSize#BYTES}.
 */
final class DocumentScroll implements AutoCloseable {

    /** Receives one document after the other. */
    interface Visitor {
        void accept(SearchHit hit) throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(DocumentScroll.class);
    /** From this number of documents on, a second thread is worth its cost. */
    private static final int MANY = 10_000;
    /**
     * Elasticsearch's name for "the format of the mapping"; works as docvalue field in all of 6.x, unlike
     * seq_no_primary_term.
     */
    static final String SEQ_NO = "_seq_no";

    private static final String USE_FIELD_MAPPING = "use_field_mapping";

    private final Client client;
    private final String index;
    private final String doing;
    private final TimeValue keep;
    private final long pageBytes;
    private final SearchRequestBuilder search;
    private ActionFuture<SearchResponse> sent;
    private SearchResponse first;
    private String scroll;

    private DocumentScroll(
            Client client, IndexState index, TimeValue keep, long pageBytes, SearchRequestBuilder search) {
        this.client = client;
        this.index = index.name();
        this.doing = doing(index);
        this.keep = keep;
        this.pageBytes = pageBytes;
        this.search = search.setScroll(keep)
                .addSort("_doc", SortOrder.ASC)
                .setFetchSource(true)
                .setVersion(true)
                .addDocValueField(SEQ_NO, USE_FIELD_MAPPING);
        this.sent = ElasticsearchFailures.send(doing, search.setSize(PageSize.FIRST));
    }

    private static String doing(IndexState index) {
        return "Reading index " + index.name();
    }

    /**
     * Refreshes the index and asks for its first documents, without waiting for them.
     *
     * @param keep how long Elasticsearch waits for the request for the next page
     * @param pageBytes how many bytes of sources the first page has at most, unless a single document has more; later
     *     pages should have no more
     */
    static DocumentScroll open(Client client, IndexState index, TimeValue keep, long pageBytes) {
        return new DocumentScroll(client, index, keep, pageBytes, search(client, index));
    }

    /**
     * Does as {@link #open}, but reads only the documents of one shard whose sequence number is above the given one.
     */
    static DocumentScroll openWritten(Client client, IndexState index, int shard, long seqNo, TimeValue keep) {
        return new DocumentScroll(
                client,
                index,
                keep,
                PageSize.BYTES,
                search(client, index)
                        .setPreference(ofShard(shard))
                        .setQuery(QueryBuilders.rangeQuery(SEQ_NO).gt(seqNo)));
    }

    /**
     * Counts the documents of a shard that {@link #openWritten} does not read.
     *
     * @throws BackupException (ELASTICSEARCH) if Elasticsearch fails
     */
    static long countOthers(Client client, IndexState index, int shard, long seqNo) {
        SearchResponse response = ElasticsearchFailures.answer(
                doing(index),
                ElasticsearchFailures.send(
                        doing(index),
                        search(client, index)
                                .setPreference(ofShard(shard))
                                .setSize(0)
                                .setTrackTotalHits(true)
                                .setQuery(QueryBuilders.rangeQuery(SEQ_NO).lte(seqNo))));
        checkShards(doing(index), response);
        return response.getHits().getTotalHits();
    }

    private static String ofShard(int shard) {
        return Preference.SHARDS.type() + ":" + shard;
    }

    private static SearchRequestBuilder search(Client client, IndexState index) {
        ElasticsearchFailures.refresh("Refreshing index " + index.name(), client, index.name());
        return client.prepareSearch(index.name())
                .setIndicesOptions(IndicesOptions.strictSingleIndexNoExpandForbidClosed())
                .setAllowPartialSearchResults(false);
    }

    /**
     * Waits until Elasticsearch has fixed what will be read, in pages of the right size. Keeps the first page until it
     * is read.
     *
     * @throws BackupException (ELASTICSEARCH) if any shard fails
     */
    void awaitFirst() {
        first = receive(sent);
        sent = null;
        SearchHit[] few = first.getHits().getHits();
        if (few.length < first.getHits().getTotalHits()) {
            reopen(PageSize.of(
                    Arrays.stream(few).mapToLong(DocumentScroll::bytes).max().orElse(0), pageBytes));
        }
        reopen(fitting(first.getHits().getHits()));
    }

    private void reopen(int size) {
        if (size != first.getHits().getHits().length) {
            first = null;
            clear();
            scroll = null;
            sent = ElasticsearchFailures.send(doing, search.setSize(size));
            first = receive(sent);
            sent = null;
        }
    }

    /** Returns how many of these documents fit into a page. */
    private int fitting(SearchHit[] hits) {
        long bytes = 0;
        int fitting = 0;
        while (fitting < hits.length && (fitting == 0 || bytes + bytes(hits[fitting]) <= pageBytes)) {
            bytes += bytes(hits[fitting++]);
        }
        return fitting;
    }

    private static long bytes(SearchHit hit) {
        return hit.hasSource() ? hit.getSourceRef().length() : 0;
    }

    private SearchResponse receive(ActionFuture<SearchResponse> answer) {
        SearchResponse page = ElasticsearchFailures.answer(doing, answer);
        scroll = page.getScrollId();
        checkShards(doing, page);
        return page;
    }

    private ActionFuture<SearchResponse> sendNext() {
        return ElasticsearchFailures.send(
                doing, client.prepareSearchScroll(scroll).setScroll(keep));
    }

    /**
     * Passes all documents to the visitor, one after the other. Many documents are processed on a low-priority thread,
     * so that user requests stay fast. May be called only once.
     *
     * @param visitor must not start a thread that outlives the call
     * @return how many there are
     * @throws BackupException (ELASTICSEARCH) if any shard fails, (PRECONDITION) if a document is stored without source
     * @throws IOException what the visitor throws
     */
    long forEach(Visitor visitor, Progress progress) throws IOException {
        if (first == null) {
            awaitFirst();
        }
        long expected = first.getHits().getTotalHits();
        SearchHit[] page = first.getHits().getHits();
        first = null;
        long read = 0;
        try (LowPriorityWork work = new LowPriorityWork("page")) {
            while (page.length > 0) {
                read += page.length;
                // The next page is fetched while this one is processed, if memory allows two such pages.
                boolean together = read < expected
                        && Arrays.stream(page).mapToLong(DocumentScroll::bytes).sum() <= PageSize.BYTES;
                ActionFuture<SearchResponse> next = together ? sendNext() : null;
                visit(page, visitor, expected < MANY ? null : work);
                progress.checkCancelled();
                if (read >= expected) {
                    break;
                }
                // frees its memory before the next one arrives
                page = null;
                page = receive(next == null ? sendNext() : next).getHits().getHits();
            }
        }
        if (read != expected) {
            throw new BackupException(
                    BackupException.Kind.ELASTICSEARCH,
                    doing + " failed: " + read + " of " + expected + " documents were read. Try again.");
        }
        return read;
    }

    private void visit(SearchHit[] hits, Visitor visitor, LowPriorityWork work) throws IOException {
        if (work == null) {
            visit(hits, visitor);
        } else {
            work.run(() -> visit(hits, visitor));
        }
    }

    private void visit(SearchHit[] hits, Visitor visitor) throws IOException {
        for (SearchHit hit : hits) {
            requireSource(hit);
            visitor.accept(hit);
        }
    }

    private void requireSource(SearchHit hit) {
        if (!hit.hasSource()) {
            throw new BackupException(
                    BackupException.Kind.PRECONDITION,
                    "Document " + hit.getId() + " of index " + index
                            + " has no stored source and cannot be backed up. Enable _source in the mapping of this index.");
        }
    }

    private static void checkShards(String doing, SearchResponse page) {
        if (page.getFailedShards() > 0 || page.isTimedOut()) {
            String reason = page.getShardFailures().length == 0
                    ? "no reason given"
                    : ElasticsearchFailures.summary(page.getShardFailures()[0].getCause());
            throw new BackupException(
                    BackupException.Kind.ELASTICSEARCH,
                    doing + " failed: " + page.getFailedShards() + " of " + page.getTotalShards() + " shards failed ("
                            + reason + ").");
        }
    }

    /** Returns the routing of a document, null if it has none. */
    static String routing(SearchHit hit) {
        DocumentField routing = hit.field("_routing");
        return routing == null ? null : routing.<Object>getValue().toString();
    }

    /** Returns the sequence number of a document, -1 if it has none. */
    static long seqNo(SearchHit hit) {
        DocumentField seqNo = hit.field(SEQ_NO);
        return seqNo == null || seqNo.getValues().isEmpty() ? -1 : ((Number) seqNo.getValue()).longValue();
    }

    /** Closes the search in Elasticsearch. */
    @Override
    public void close() {
        try {
            if (scroll == null) {
                receive(sent);
            }
            clear();
        } catch (BackupException e) {
            // Thrown, it would hide why reading failed. Elasticsearch closes the search automatically when it expires.
            LOG.debug("A search could not be closed; Elasticsearch closes it when it expires", e);
        }
    }

    private void clear() {
        ElasticsearchFailures.answer(
                "Closing a search", client.prepareClearScroll().addScrollId(scroll));
    }
}
