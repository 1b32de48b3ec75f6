package org.alien4cloud.devhost.sample;

import java.util.LinkedHashMap;
import java.util.Map;
import org.elasticsearch.action.bulk.BulkRequestBuilder;
import org.elasticsearch.action.bulk.BulkResponse;
import org.elasticsearch.client.Client;

/** Writes documents in bulk. */
final class SampleDocuments implements AutoCloseable {
    private static final int BULK = 2000;

    private final Client client;
    private BulkRequestBuilder bulk;
    private long count;

    SampleDocuments(Client client) {
        this.client = client;
        this.bulk = client.prepareBulk();
    }

    void add(String index, String id, Object... fieldsAndValues) {
        add(index, id, map(fieldsAndValues));
    }

    void add(String index, String id, Map<String, Object> document) {
        bulk.add(client.prepareIndex(index, "_doc", id).setSource(document));
        count++;
        if (bulk.numberOfActions() >= BULK) {
            flush();
        }
    }

    long count() {
        return count;
    }

    private void flush() {
        if (bulk.numberOfActions() > 0) {
            BulkResponse response = bulk.get();
            if (response.hasFailures()) {
                throw new IllegalStateException("Sample data was refused: " + response.buildFailureMessage());
            }
            bulk = client.prepareBulk();
        }
    }

    @Override
    public void close() {
        flush();
        client.admin().indices().prepareRefresh().get();
    }

    static Map<String, Object> map(Object... fieldsAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            map.put((String) fieldsAndValues[i], fieldsAndValues[i + 1]);
        }
        return map;
    }
}
