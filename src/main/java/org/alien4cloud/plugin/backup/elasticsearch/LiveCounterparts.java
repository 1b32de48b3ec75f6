package org.alien4cloud.plugin.backup.elasticsearch;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.elasticsearch.client.Client;

/**
 * Pairs each document of a {@link DocumentLog} file with the live one of the same index, id and routing, some hundreds
 * per request.
 */
final class LiveCounterparts {

    private static final int MOST = 500;
    private static final long MOST_BYTES = 5 << 20;

    private final DocumentFetcher fetcher;

    LiveCounterparts(Client client) {
        fetcher = new DocumentFetcher(client);
    }

    /** Passes each document of the log, in its order, and the live one to the consumer. */
    void forEach(Path log, BiConsumer<Document, Document> consumer) {
        forEach(log, index -> true, consumer);
    }

    void forEach(Path log, Predicate<String> indices, BiConsumer<Document, Document> consumer) {
        Map<DocumentId, Document> batch = new LinkedHashMap<>();
        String[] index = new String[1];
        long[] bytes = new long[1];
        DocumentLog.forEach(log, document -> {
            if (!indices.test(document.index())) {
                return;
            }
            if (!document.index().equals(index[0]) || batch.size() >= MOST || bytes[0] > MOST_BYTES) {
                fetch(index[0], batch, consumer);
                bytes[0] = 0;
            }
            index[0] = document.index();
            batch.put(document.id(), document);
            bytes[0] += document.exists() ? document.source().length() : 0;
        });
        fetch(index[0], batch, consumer);
    }

    private void fetch(String index, Map<DocumentId, Document> batch, BiConsumer<Document, Document> consumer) {
        if (!batch.isEmpty()) {
            fetcher.fetch(index, index, batch.keySet(), live -> consumer.accept(batch.get(live.id()), live));
            batch.clear();
        }
    }

    /** Adds the live documents that are not as in the log to the differences. */
    void compare(Path log, DifferenceList differences) {
        forEach(log, (wanted, live) -> {
            if (!same(wanted, live)) {
                differences.add("document " + wanted.id() + " of index " + wanted.index()
                        + (live.exists() ? wanted.exists() ? " has another content" : " exists" : " is missing"));
            }
        });
    }

    private static boolean same(Document a, Document b) {
        return a.exists() == b.exists() && (!a.exists() || a.source().equals(b.source()));
    }
}
