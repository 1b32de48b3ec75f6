package org.alien4cloud.plugin.backup.elasticsearch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.alien4cloud.plugin.backup.bench.DocumentData;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.it.EmbeddedElasticsearch;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.action.bulk.BulkRequestBuilder;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.bytes.BytesArray;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.XContentType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Measures how a restore writes documents, beside plain bulk requests of a thousand documents each. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class BulkParts {

    private static final int DOCUMENTS = 5_000;
    private static final int BULK = 1_000;

    private final List<Document> documents = new ArrayList<>();
    private Path directory;
    private EmbeddedElasticsearch elasticsearch;
    private Client client;

    @Setup
    public void fill() throws IOException {
        directory = Files.createTempDirectory("parts");
        elasticsearch = EmbeddedElasticsearch.start(directory);
        client = elasticsearch.nodeClient();
        client.admin()
                .indices()
                .prepareCreate("bulk")
                .setSettings(Settings.builder().put("index.number_of_shards", 1).put("index.number_of_replicas", 0))
                .get();
        DocumentData data = new DocumentData(1);
        for (int i = 0; i < DOCUMENTS; i++) {
            documents.add(new Document(
                    "bulk",
                    new DocumentId("id-" + i, null),
                    new BytesArray("{\"name\":\"" + data.words(1_400) + "\"}")));
        }
    }

    @TearDown
    public void close() throws IOException {
        elasticsearch.close();
        DurableFiles.deleteTree(directory);
    }

    @Benchmark
    public void documentWriter() {
        try (DocumentWriter writer = new DocumentWriter(
                client, Collections.singletonMap("bulk", "_doc"), DocumentWriter.BATCH_BYTES, 2, Progress.NONE)) {
            documents.forEach(writer::put);
            writer.flush();
        }
    }

    @Benchmark
    public void bareBulk() {
        for (int i = 0; i < DOCUMENTS; ) {
            BulkRequestBuilder bulk = client.prepareBulk();
            for (int end = i + BULK; i < end; i++) {
                Document document = documents.get(i);
                bulk.add(client.prepareIndex("bulk", "_doc", document.id().id())
                        .setSource(document.source(), XContentType.JSON));
            }
            if (bulk.get().hasFailures()) {
                throw new IllegalStateException("Elasticsearch refused documents of the index \"bulk\"");
            }
        }
    }
}
