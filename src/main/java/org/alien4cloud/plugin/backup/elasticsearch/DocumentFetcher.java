package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.elasticsearch.action.get.GetResponse;
import org.elasticsearch.action.get.MultiGetItemResponse;
import org.elasticsearch.action.get.MultiGetRequest;
import org.elasticsearch.action.get.MultiGetRequestBuilder;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.document.DocumentField;

/**
 * Reads documents by id as they are now, also those that searches do not see yet. The number per request follows the
 * sizes of the documents before, see {@link PageSize}: it at most doubles, but falls without delay.
 */
final class DocumentFetcher {

    private final Client client;
    private String last;
    private int size = PageSize.FIRST;

    DocumentFetcher(Client client) {
        this.client = client;
    }

    /**
     * @param index to read from
     * @param as the index name that the documents get
     * @param consumer receives one document for each id, in the same order; it has no source if it does not exist
     * @throws org.alien4cloud.plugin.backup.model.BackupException (ELASTICSEARCH) if any cannot be read
     */
    void fetch(String index, String as, Collection<DocumentId> ids, Consumer<Document> consumer) {
        if (!index.equals(last)) {
            // the sizes of another index tell nothing
            last = index;
            size = PageSize.FIRST;
        }
        List<DocumentId> batch = new ArrayList<>();
        for (DocumentId id : ids) {
            batch.add(id);
            if (batch.size() >= size) {
                fetchBatch(index, as, batch, consumer);
                batch.clear();
            }
        }
        if (!batch.isEmpty()) {
            fetchBatch(index, as, batch, consumer);
        }
    }

    private void fetchBatch(String index, String as, List<DocumentId> batch, Consumer<Document> consumer) {
        String doing = "Reading documents of index " + as;
        MultiGetRequestBuilder request = client.prepareMultiGet().setRealtime(true);
        for (DocumentId id : batch) {
            request.add(new MultiGetRequest.Item(index, null, id.id()).routing(id.routing()));
        }
        MultiGetItemResponse[] items =
                ElasticsearchFailures.answer(doing, request).getResponses();
        long largest = 0;
        for (int i = 0; i < items.length; i++) {
            if (items[i].isFailed()) {
                throw ElasticsearchFailures.explain(
                        doing + " (" + batch.get(i) + ")", items[i].getFailure().getFailure());
            }
            Document document = new Document(as, batch.get(i), null);
            GetResponse found = items[i].getResponse();
            // One of the same id and another routing may live in the same shard, and then answers too.
            if (found.isExists() && Objects.equals(routing(found), batch.get(i).routing())) {
                document = new Document(as, batch.get(i), found.getSourceAsBytesRef());
                if (!document.exists()) {
                    throw ElasticsearchFailures.explain(
                            doing, new IllegalStateException(batch.get(i) + " has no stored source"));
                }
                largest = Math.max(largest, document.source().length());
            }
            consumer.accept(document);
        }
        size = Math.min(2 * batch.size(), PageSize.of(largest, PageSize.BYTES));
    }

    private static String routing(GetResponse found) {
        DocumentField routing = found.getField("_routing");
        return routing == null ? null : routing.<Object>getValue().toString();
    }
}
