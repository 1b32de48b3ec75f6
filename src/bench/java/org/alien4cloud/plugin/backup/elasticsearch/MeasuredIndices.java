package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.List;
import java.util.function.Supplier;
import org.elasticsearch.action.bulk.BulkRequestBuilder;
import org.elasticsearch.action.support.ActiveShardCount;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.XContentType;

/** Creates, fills and deletes the indices that a benchmark works on. */
final class MeasuredIndices {

    /** As Alien4Cloud maps documents: names are searched, contents are only stored. */
    private static final String MAPPING =
            "{\"_doc\":{\"properties\":{\"number\":{\"type\":\"long\"},\"name\":{\"type\":\"keyword\"},"
                    + "\"text\":{\"type\":\"text\",\"index\":false}}}}";

    private static final long BULK_BYTES = 4 << 20;

    private final Client client;

    MeasuredIndices(Client client) {
        this.client = client;
    }

    void create(String index) {
        client.admin()
                .indices()
                .prepareCreate(index)
                .setSettings(Settings.builder().put("index.number_of_shards", 1).put("index.number_of_replicas", 0))
                .addMapping("_doc", MAPPING, XContentType.JSON)
                .setWaitForActiveShards(ActiveShardCount.ALL)
                .get();
    }

    /** Creates an index with documents, then flushes and refreshes it. */
    void fill(String index, int documents, Supplier<String> text) {
        create(index);
        write(index, documents, text);
        client.admin().indices().prepareFlush(index).setForce(true).get();
        client.admin().indices().prepareRefresh(index).get();
    }

    /** Writes documents with the same identifiers each time. */
    void write(String index, int documents, Supplier<String> text) {
        for (int i = 0; i < documents; ) {
            BulkRequestBuilder bulk = client.prepareBulk();
            for (long size = 0; size < BULK_BYTES && i < documents; i++) {
                String source =
                        "{\"number\":" + i + ",\"name\":\"document " + i + "\",\"text\":\"" + text.get() + "\"}";
                bulk.add(client.prepareIndex(index, "_doc", Integer.toHexString(i * 31))
                        .setSource(source, XContentType.JSON));
                size += source.length();
            }
            if (bulk.get().hasFailures()) {
                throw new IllegalStateException("Elasticsearch refused documents of " + index);
            }
        }
    }

    void delete(List<String> indices) {
        client.admin().indices().prepareDelete(indices.toArray(new String[0])).get();
    }
}
