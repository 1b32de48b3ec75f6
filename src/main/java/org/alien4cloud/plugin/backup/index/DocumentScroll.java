package org.alien4cloud.plugin.backup.index;

import java.io.IOException;
import org.alien4cloud.plugin.backup.io.BackgroundWork;
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

/** Every document of an index as it was when this was opened, with routing, version and sequence number; a page in memory at a time. */
final class DocumentScroll implements AutoCloseable {

    /** Takes one document after the other. */
    interface Visitor {
        void accept(SearchHit hit) throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(DocumentScroll.class);
    private static final int LARGEST_PAGE = 4000;
    /** From so many on, another thread takes less than it is worth. */
    private static final int MANY = 10_000;
    /** Bytes of an index on disk that one page stands for; the sources are some times larger. */
    static final long PAGE_BYTES = 2 << 20;
    /** Elasticsearch's name for "the format of the mapping"; works as docvalue field in all of 6.x, unlike seq_no_primary_term. */
    static final String SEQ_NO = "_seq_no";
    private static final String USE_FIELD_MAPPING = "use_field_mapping";

    private final Client client;
    private final String index;
    private final String doing;
    private final TimeValue keep;
    private final ActionFuture<SearchResponse> first;
    private String scroll;

    private DocumentScroll(Client client, IndexState index, TimeValue keep, SearchRequestBuilder search) {
        this.client = client;
        this.index = index.name();
        this.doing = doing(index);
        this.keep = keep;
        this.first = ElasticsearchFailures.send(doing, search.setScroll(keep).addSort("_doc", SortOrder.ASC).setFetchSource(true).setVersion(true)
                .addDocValueField(SEQ_NO, USE_FIELD_MAPPING));
    }

    private static String doing(IndexState index) {
        return "Reading index " + index.name();
    }

    /**
     * Refreshes the index and asks for its first page, without waiting for it: several can be opened at once.
     *
     * @param index its state, which tells how large a page of documents may be
     * @param keep how long Elasticsearch is to wait for the next page
     * @param pageBytes how many bytes of the index on disk a page may stand for: at least one document, whatever its size
     */
    static DocumentScroll open(Client client, IndexState index, TimeValue keep, long pageBytes) {
        return new DocumentScroll(client, index, keep, search(client, index).setSize(pageSize(index, pageBytes)));
    }

    /** As {@link #open}, but of one shard only the documents whose sequence number is above another. */
    static DocumentScroll openWritten(Client client, IndexState index, int shard, long seqNo, TimeValue keep) {
        return new DocumentScroll(client, index, keep, search(client, index).setPreference(ofShard(shard)).setSize(pageSize(index, PAGE_BYTES))
                .setQuery(QueryBuilders.rangeQuery(SEQ_NO).gt(seqNo)));
    }

    /** How many documents a shard has beside those that {@link #openWritten} reads. @throws BackupException (ELASTICSEARCH) if it does not tell */
    static long countOthers(Client client, IndexState index, int shard, long seqNo) {
        SearchResponse response = ElasticsearchFailures.answer(doing(index), ElasticsearchFailures.send(doing(index), search(client, index)
                .setPreference(ofShard(shard)).setSize(0).setTrackTotalHits(true).setQuery(QueryBuilders.rangeQuery(SEQ_NO).lte(seqNo))));
        checkShards(doing(index), response);
        return response.getHits().getTotalHits();
    }

    private static String ofShard(int shard) {
        return Preference.SHARDS.type() + ":" + shard;
    }

    private static SearchRequestBuilder search(Client client, IndexState index) {
        ElasticsearchFailures.refresh("Refreshing index " + index.name(), client, index.name());
        return client.prepareSearch(index.name()).setIndicesOptions(IndicesOptions.strictSingleIndexNoExpandForbidClosed())
                .setAllowPartialSearchResults(false);
    }

    private static int pageSize(IndexState index, long pageBytes) {
        long average = index.documents() == 0 ? 0 : index.bytes() / index.documents();
        return (int) Math.max(1, Math.min(LARGEST_PAGE, pageBytes / Math.max(1, average)));
    }

    /** Waits until Elasticsearch has fixed what will be read. */
    SearchResponse awaitFirst() {
        SearchResponse page = ElasticsearchFailures.answer(doing, first);
        scroll = page.getScrollId();
        return page;
    }

    /**
     * Hands over all documents, one after the other; where they are many, on a thread that gives way to those that users wait for. To be called once.
     *
     * @param visitor starts no thread that outlives the call
     * @return how many there are
     * @throws BackupException (ELASTICSEARCH) if any shard fails, (PRECONDITION) if a document is stored without source
     * @throws IOException what the visitor throws
     */
    long forEach(Visitor visitor, Progress progress) throws IOException {
        SearchResponse page = awaitFirst();
        long expected = page.getHits().getTotalHits();
        long read = 0;
        try (BackgroundWork work = new BackgroundWork("page")) {
            while (true) {
                checkShards(doing, page);
                SearchHit[] hits = page.getHits().getHits();
                if (hits.length == 0) {
                    break;
                }
                // The next page is fetched while this one is worked on.
                ActionFuture<SearchResponse> next = ElasticsearchFailures.send(doing, client.prepareSearchScroll(scroll).setScroll(keep));
                if (expected < MANY) {
                    visit(hits, visitor);
                } else {
                    work.run(() -> visit(hits, visitor));
                }
                read += hits.length;
                progress.checkCancelled();
                page = ElasticsearchFailures.answer(doing, next);
                scroll = page.getScrollId();
            }
        }
        if (read != expected) {
            throw new BackupException(BackupException.Kind.ELASTICSEARCH,
                    doing + " failed: " + read + " of " + expected + " documents were read. Try again.");
        }
        return read;
    }

    private void visit(SearchHit[] hits, Visitor visitor) throws IOException {
        for (SearchHit hit : hits) {
            requireSource(hit);
            visitor.accept(hit);
        }
    }

    private void requireSource(SearchHit hit) {
        if (!hit.hasSource()) {
            throw new BackupException(BackupException.Kind.PRECONDITION, "Document " + hit.getId() + " of index " + index
                    + " has no stored source and cannot be backed up. Enable _source in the mapping of this index.");
        }
    }

    private static void checkShards(String doing, SearchResponse page) {
        if (page.getFailedShards() > 0 || page.isTimedOut()) {
            String reason = page.getShardFailures().length == 0 ? "no reason given"
                    : ElasticsearchFailures.summary(page.getShardFailures()[0].getCause());
            throw new BackupException(BackupException.Kind.ELASTICSEARCH,
                    doing + " failed: " + page.getFailedShards() + " of " + page.getTotalShards() + " shards failed (" + reason + ").");
        }
    }

    /** The routing of a document, null if it has none. */
    static String routing(SearchHit hit) {
        DocumentField routing = hit.field("_routing");
        return routing == null ? null : routing.<Object>getValue().toString();
    }

    /** The sequence number of a document, -1 if it has none. */
    static long seqNo(SearchHit hit) {
        DocumentField seqNo = hit.field(SEQ_NO);
        return seqNo == null || seqNo.getValues().isEmpty() ? -1 : ((Number) seqNo.getValue()).longValue();
    }

    /** Lets Elasticsearch forget what was opened. */
    @Override
    public void close() {
        try {
            if (scroll == null) {
                awaitFirst();
            }
            ElasticsearchFailures.answer("Closing a search", client.prepareClearScroll().addScrollId(scroll));
        } catch (BackupException e) {
            // It would hide why reading failed, and Elasticsearch drops the search by itself when its time is over.
            LOG.debug("A search was left to expire", e);
        }
    }
}
