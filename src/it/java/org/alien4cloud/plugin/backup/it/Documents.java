package org.alien4cloud.plugin.backup.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.unit.TimeValue;
import org.elasticsearch.search.SearchHit;

/** Holds all documents of a server at one moment at which nobody writes. */
final class Documents {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final SortedMap<String, SortedMap<String, JsonNode>> byIndex = new TreeMap<>();

    private Documents() {}

    /** Reads all indices but the audit trail, which a hot restore leaves as it is, and the plugin's temporary ones. */
    static Documents read(Client client) throws Exception {
        Documents documents = new Documents();
        client.admin().indices().prepareRefresh().get();
        for (String index : client.admin()
                .cluster()
                .prepareState()
                .clear()
                .setMetaData(true)
                .get()
                .getState()
                .metaData()
                .getConcreteAllOpenIndices()) {
            if (!index.startsWith("audit") && !index.startsWith("a4c-backup")) {
                documents.read(client, index);
            }
        }
        return documents;
    }

    private void read(Client client, String index) throws Exception {
        TimeValue keep = TimeValue.timeValueMinutes(1);
        SortedMap<String, JsonNode> documents = byIndex.computeIfAbsent(index, none -> new TreeMap<>());
        SearchResponse page =
                client.prepareSearch(index).setScroll(keep).setSize(1000).get();
        while (page.getHits().getHits().length > 0) {
            for (SearchHit hit : page.getHits()) {
                documents.put(hit.getId(), MAPPER.readTree(hit.getSourceAsString()));
            }
            page = client.prepareSearchScroll(page.getScrollId())
                    .setScroll(keep)
                    .get();
        }
        client.prepareClearScroll().addScrollId(page.getScrollId()).get();
    }

    /** By id. */
    Map<String, JsonNode> of(String index) {
        return byIndex.getOrDefault(index, new TreeMap<>());
    }

    /** A missing node if there is none. */
    JsonNode get(String index, String id) {
        return of(index).getOrDefault(id, MissingNode.getInstance());
    }

    /** Every document with its name {@code index/id}. */
    void forEach(BiConsumer<String, JsonNode> consumer) {
        byIndex.forEach(
                (index, documents) -> documents.forEach((id, document) -> consumer.accept(index + "/" + id, document)));
    }
}
