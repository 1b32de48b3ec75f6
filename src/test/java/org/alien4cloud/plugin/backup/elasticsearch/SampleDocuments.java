package org.alien4cloud.plugin.backup.elasticsearch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.elasticsearch.common.bytes.BytesArray;
import org.elasticsearch.common.bytes.BytesReference;
import org.elasticsearch.common.document.DocumentField;
import org.elasticsearch.common.text.Text;
import org.elasticsearch.common.xcontent.XContentBuilder;
import org.elasticsearch.common.xcontent.XContentFactory;
import org.elasticsearch.common.xcontent.XContentType;
import org.elasticsearch.search.SearchHit;

/**
 * Makes documents of all kinds that Elasticsearch accepts, and the files that the engine {@code export} writes of them.
 */
public final class SampleDocuments {

    private final List<SearchHit> hits = new ArrayList<>();

    /** Each third with a routing, some with the id of the one before; sources in all formats. */
    public SampleDocuments(int count, Random random) {
        for (int i = 0; i < count; i++) {
            String id = String.format("%05d", i % 6 == 1 ? i - 1 : i)
                    + (i % 5 == 2 ? " \u00fc,\"source\":\uD83D\uDE00" : "");
            add(id, i % 3 == 0 ? "r," + random.nextInt(3) : null, i, source(i, random));
        }
    }

    SampleDocuments() {
        // filled by add
    }

    void add(String id, String routing, long seqNo, BytesReference source) {
        Map<String, DocumentField> fields = new HashMap<>();
        fields.put("_seq_no", new DocumentField("_seq_no", Collections.singletonList(seqNo)));
        if (routing != null) {
            fields.put("_routing", new DocumentField("_routing", Collections.singletonList(routing)));
        }
        SearchHit hit = new SearchHit(hits.size(), id, new Text("_doc"), fields);
        hit.sourceRef(source);
        hit.version(seqNo + 3);
        hits.add(hit);
    }

    /** A source of one of ten forms. */
    static BytesReference source(int form, Random random) {
        switch (form % 10) {
            case 0:
                return json("{ \"name\" : \"a\u00fc\\\\ // \\\" /* no comment */\", \"n\":" + random.nextInt() + " }");
            case 1:
                return json("{\"n\":\r\n" + random.nextInt() + "}\n");
            case 2:
                return json("{\"n\":" + random.nextInt() + " /* Elasticsearch takes this */}");
            case 3:
                return json("{}");
            case 4:
                return binary(XContentType.SMILE, random);
            case 5:
                return binary(XContentType.CBOR, random);
            case 6:
                return binary(XContentType.YAML, random);
            default:
                return json("{\"name\":\"" + Long.toHexString(random.nextLong())
                        + "\",\"source\":{\"sourceBase64\":\"\u20ac}\"}}");
        }
    }

    private static BytesReference json(String text) {
        return new BytesArray(text.getBytes(StandardCharsets.UTF_8));
    }

    private static BytesReference binary(XContentType type, Random random) {
        try (XContentBuilder builder = XContentFactory.contentBuilder(type)) {
            return BytesReference.bytes(builder.startObject()
                    .field("n", random.nextInt())
                    .field("text", "a\nb")
                    .endObject());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<SearchHit> hits() {
        return hits;
    }

    /**
     * Writes {@code documents/<index>.gz} and {@code indices/<index>.ndjson.gz} into a directory that has these two.
     */
    public void write(Path backup, String index) throws IOException {
        CaptureLayout directories = new CaptureLayout(backup);
        try (DigestList list = new DigestList(directories.digests(index));
                ExportWriter documents = new ExportWriter(directories.export(index))) {
            for (SearchHit hit : hits) {
                list.add(hit);
                documents.add(hit);
            }
            list.write();
            documents.finish();
        }
    }
}
