package org.alien4cloud.plugin.backup.elasticsearch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.elasticsearch.common.bytes.BytesReference;
import org.elasticsearch.search.SearchHit;

/**
 * Writes all documents of an index into a file of a backup: {@code indices/<index>.ndjson.gz}, gzip of one JSON object
 * per line; docs/format.md specifies it. The source comes last, byte for byte as Elasticsearch stores it. A source that
 * is no JSON object on one line is written as {@code sourceBase64}. The file is complete only after {@link #finish}.
 */
final class ExportWriter implements Closeable {

    /** The field of a source that is written as Base64. */
    static final String ENCODED = "sourceBase64";

    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] ENCODED_SOURCE = (",\"" + ENCODED + "\":\"").getBytes(StandardCharsets.US_ASCII);
    /** Divisible by three, since Base64 makes four characters of three bytes. */
    private static final int CHUNK = 3 << 14;

    private static final byte[] SOURCE = ",\"source\":".getBytes(StandardCharsets.US_ASCII);

    private final FileChannel channel;
    private final DigestList.FastGzip gzip;
    private final OutputStream out;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);

    /** @param file that must not exist yet */
    ExportWriter(Path file) throws IOException {
        channel = DurableFiles.create(file);
        gzip = new DigestList.FastGzip(new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16));
        out = new BufferedOutputStream(gzip, 1 << 16);
    }

    void add(SearchHit hit) throws IOException {
        byte[] source = BytesReference.toBytes(hit.getSourceRef());
        line.reset();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("id", hit.getId());
            String routing = DocumentScroll.routing(hit);
            if (routing != null) {
                json.writeStringField("routing", routing);
            }
            json.writeNumberField("version", hit.getVersion());
            json.writeEndObject();
        }
        out.write(line.toByteArray(), 0, line.size() - 1);
        if (isOneLineObject(source)) {
            out.write(SOURCE);
            out.write(source);
        } else {
            out.write(ENCODED_SOURCE);
            writeEncoded(source);
            out.write('"');
        }
        out.write('}');
        out.write('\n');
    }

    /** Encodes chunk by chunk, since the source may be large; only the last chunk is padded. */
    private void writeEncoded(byte[] source) throws IOException {
        for (int from = 0; from < source.length; from += CHUNK) {
            out.write(Base64.getEncoder()
                    .encode(Arrays.copyOfRange(source, from, Math.min(source.length, from + CHUNK))));
        }
    }

    /**
     * Tells whether the source is an object on one line, and JSON for any parser: Elasticsearch accepts comments, too.
     */
    private static boolean isOneLineObject(byte[] source) {
        if (source.length < 2 || source[0] != '{' || source[source.length - 1] != '}') {
            return false;
        }
        // the fastest way to search bytes
        String bytes = new String(source, StandardCharsets.ISO_8859_1);
        return bytes.indexOf('\n') < 0
                && bytes.indexOf('\r') < 0
                && (bytes.indexOf('/') < 0 || !isSlashOutsideText(source));
    }

    private static boolean isSlashOutsideText(byte[] source) {
        boolean text = false;
        boolean escaped = false;
        for (byte each : source) {
            if (each == '/' && !text) {
                return true;
            }
            if (escaped) {
                escaped = false;
            } else if (each == '\\') {
                escaped = true;
            } else if (each == '"') {
                text = !text;
            }
        }
        return false;
    }

    /** Writes the end, flushed to the disk. */
    void finish() throws IOException {
        out.flush();
        gzip.finish();
        gzip.flush();
        channel.force(true);
    }

    /** Closes the file. Only {@link #finish} flushes it to the disk. */
    @Override
    public void close() throws IOException {
        try (FileChannel last = channel) {
            gzip.close();
        }
    }
}
