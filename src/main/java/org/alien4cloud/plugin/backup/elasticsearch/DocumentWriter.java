package org.alien4cloud.plugin.backup.elasticsearch;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.action.ActionFuture;
import org.elasticsearch.action.DocWriteRequest;
import org.elasticsearch.action.bulk.BulkItemResponse;
import org.elasticsearch.action.bulk.BulkRequestBuilder;
import org.elasticsearch.action.bulk.BulkResponse;
import org.elasticsearch.action.delete.DeleteRequest;
import org.elasticsearch.action.index.IndexRequest;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.util.concurrent.EsRejectedExecutionException;
import org.elasticsearch.common.xcontent.XContentHelper;
import org.elasticsearch.common.xcontent.XContentType;
import org.elasticsearch.ingest.IngestService;
import org.elasticsearch.rest.RestStatus;

/**
 * Writes documents to Elasticsearch in bulk requests. Of a {@link DocumentLog}, all deletes come before all puts: a
 * document with a changed routing is a delete and a put of the same id, perhaps in the same shard. Repeating the
 * writes, in whole or from any point, changes nothing.
 */
final class DocumentWriter implements AutoCloseable {

    /** Bytes of one request; a single document may have more. */
    static final long BATCH_BYTES = 5 << 20;
    /** Bytes that Elasticsearch counts for each document besides its source. */
    private static final int OVERHEAD = 50;

    private static final int BATCH_COUNT = 1000;
    private static final String DOING = "Writing documents";
    private static final long RETRY_MILLIS = TimeUnit.MINUTES.toMillis(2);
    /** Long, since a request may wait behind others, and must not count as lost while it may still be executed. */
    private static final long LOST_MINUTES = 30;

    private final Client client;
    private final Map<String, String> types;
    private final long mostBytes;
    private final int parallel;
    private final Progress progress;
    private final Deque<Sent> sent = new ArrayDeque<>();
    private final List<DocWriteRequest<?>> batch = new ArrayList<>();
    private long batchBytes;
    private long sentBytes;

    /**
     * @param types the type of the documents of each index
     * @param mostBytes bytes of one request, unless a single document has more
     * @param parallel how many requests may run at the same time; fewer, but at least one, if a large document exceeds
     *     their bytes
     * @param progress receives the bytes of sources, and is checked for cancellation before each request
     */
    DocumentWriter(Client client, Map<String, String> types, long mostBytes, int parallel, Progress progress) {
        this.client = client;
        this.types = types;
        this.mostBytes = mostBytes;
        this.parallel = parallel;
        this.progress = progress;
    }

    void write(Path log) {
        DocumentLog.forEach(log, document -> {
            if (!document.exists()) {
                add(
                        new DeleteRequest(
                                        document.index(),
                                        types.get(document.index()),
                                        document.id().id())
                                .routing(document.id().routing()),
                        0);
            }
        });
        flush();
        DocumentLog.forEach(log, document -> {
            if (document.exists()) {
                put(document);
            }
        });
        flush();
    }

    /** Puts one document. It is sent together with others, at the latest by {@link #flush}. */
    @SuppressWarnings("deprecation") // only the first bytes of a source tell its format
    void put(Document document) {
        XContentType format = XContentHelper.xContentType(document.source());
        add(
                new IndexRequest(
                                document.index(),
                                types.get(document.index()),
                                document.id().id())
                        .routing(document.id().routing())
                        .setPipeline(IngestService.NOOP_PIPELINE_NAME)
                        .source(document.source(), format == null ? XContentType.JSON : format),
                document.source().length());
    }

    private void add(DocWriteRequest<?> request, long sourceBytes) {
        long bytes = sourceBytes + OVERHEAD;
        if (batchBytes + bytes > mostBytes) {
            send();
        }
        batch.add(request);
        batchBytes += bytes;
        if (batch.size() >= BATCH_COUNT) {
            send();
        }
    }

    /**
     * Sends what was not sent yet, and waits for all answers.
     *
     * @throws BackupException (ELASTICSEARCH) if Elasticsearch fails, (PRECONDITION) if an index does not accept a
     *     document
     */
    void flush() {
        send();
        while (!sent.isEmpty()) {
            completeFirst();
        }
    }

    private void send() {
        if (!batch.isEmpty()) {
            progress.checkCancelled();
            List<DocWriteRequest<?>> requests = new ArrayList<>(batch);
            progress.advance(batchBytes - (long) OVERHEAD * batch.size());
            while (!sent.isEmpty() && sentBytes + batchBytes > parallel * mostBytes) {
                completeFirst();
            }
            sent.add(new Sent(requests, batchBytes));
            sentBytes += batchBytes;
            batch.clear();
            batchBytes = 0;
        }
        while (sent.size() >= parallel) {
            completeFirst();
        }
    }

    private void completeFirst() {
        Sent first = sent.remove();
        sentBytes -= first.bytes;
        List<DocWriteRequest<?>> open = first.refused();
        long start = System.nanoTime();
        long pause = 50;
        while (!open.isEmpty()) {
            if (TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) > RETRY_MILLIS) {
                throw new BackupException(
                        BackupException.Kind.ELASTICSEARCH,
                        "Writing documents failed: Elasticsearch has refused " + open.size()
                                + " documents as too busy for " + RETRY_MILLIS / 1000
                                + " s. Try again when it has less to do.");
            }
            SnapshotConflictRetry.pause(pause);
            pause = Math.min(2 * pause, 5000);
            open = new Sent(open, first.bytes).refused();
        }
    }

    /** Waits until no request is running: a late one would undo later writes, or recreate a removed index. */
    @Override
    public void close() {
        BackupException failure = null;
        while (!sent.isEmpty()) {
            try {
                sent.remove().refused();
            } catch (BackupException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Waits for a request that was sent. */
    private final class Sent {

        private final List<DocWriteRequest<?>> requests;
        private final long bytes;
        private final ActionFuture<BulkResponse> answer;

        Sent(List<DocWriteRequest<?>> requests, long bytes) {
            this.requests = requests;
            this.bytes = bytes;
            BulkRequestBuilder bulk = client.prepareBulk();
            requests.forEach(request -> addTo(bulk, request));
            this.answer = ElasticsearchFailures.send(DOING, bulk);
        }

        /** Waits for the answer. Returns the writes that Elasticsearch was too busy for. */
        List<DocWriteRequest<?>> refused() {
            BulkResponse answered;
            try {
                answered = ElasticsearchFailures.answerWithin(DOING, answer, TimeUnit.MINUTES.toMillis(LOST_MINUTES));
            } catch (EsRejectedExecutionException e) {
                return requests;
            } catch (ElasticsearchException e) {
                throw ElasticsearchFailures.explain(DOING, e);
            }
            if (answered == null) {
                throw new BackupException(
                        BackupException.Kind.ELASTICSEARCH,
                        DOING + " failed: Elasticsearch did not answer within " + LOST_MINUTES + " minutes.");
            }
            BulkItemResponse[] items = answered.getItems();
            List<DocWriteRequest<?>> refused = new ArrayList<>();
            for (int i = 0; i < items.length; i++) {
                if (items[i].isFailed()) {
                    if (items[i].getFailure().getStatus() != RestStatus.TOO_MANY_REQUESTS) {
                        throw failure(items[i]);
                    }
                    refused.add(requests.get(i));
                }
            }
            return refused;
        }
    }

    private static void addTo(BulkRequestBuilder bulk, DocWriteRequest<?> request) {
        if (request instanceof IndexRequest) {
            bulk.add((IndexRequest) request);
        } else {
            bulk.add((DeleteRequest) request);
        }
    }

    private static BackupException failure(BulkItemResponse item) {
        String doing = "Writing document " + item.getId() + " of index " + item.getIndex();
        if (item.getFailure().getStatus() == RestStatus.BAD_REQUEST) {
            return new BackupException(
                    BackupException.Kind.PRECONDITION,
                    doing + " failed: the index does not accept it ("
                            + ElasticsearchFailures.summary(item.getFailure().getCause()) + ").",
                    item.getFailure().getCause());
        }
        return ElasticsearchFailures.explain(doing, item.getFailure().getCause());
    }
}
