package org.alien4cloud.plugin.backup.elasticsearch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.elasticsearch.search.SearchHit;

/**
 * Writes the list of an index' documents and their digests: {@code documents/<index>.gz}, gzip of one JSON object per
 * line ({@link org.alien4cloud.plugin.backup.model.DocumentDigest}), in the order of {@link DigestReader#ORDER}. Memory
 * does not grow with the number of documents.
 */
final class DigestList implements AutoCloseable {

    private static final JsonFactory JSON = new JsonFactory();

    private final Path file;
    private final boolean durable;
    private final DigestSorter sorter;

    /** @param file to write; replaced if it exists; flushed to the disk by {@link #write} */
    DigestList(Path file) {
        this(file, true);
    }

    /** @param durable false for a list that nobody needs after a crash */
    DigestList(Path file, boolean durable) {
        this.file = file;
        this.durable = durable;
        this.sorter = new DigestSorter(file.toAbsolutePath().getParent());
    }

    void add(SearchHit hit) throws IOException {
        sorter.add(
                hit.getId(),
                DocumentScroll.routing(hit),
                DocumentScroll.seqNo(hit),
                SourceDigest.of(hit.getSourceRef()));
    }

    /** Writes the list. */
    void write() throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
                GZIPOutputStream gzip = new FastGzip(out);
                JsonGenerator json = JSON.createGenerator(gzip)) {
            json.setRootValueSeparator(new SerializedString("\n"));
            sorter.forEach((id, routing, seqNo, sha256) -> {
                json.writeStartObject();
                json.writeStringField("id", id);
                if (routing != null) {
                    json.writeStringField("routing", routing);
                }
                json.writeNumberField("seqNo", seqNo);
                json.writeStringField("sha256", Digests.hex(sha256));
                json.writeEndObject();
            });
            json.writeRaw('\n');
        }
        if (durable) {
            DurableFiles.syncFile(file);
        }
    }

    /** Removes temporary files. */
    @Override
    public void close() throws IOException {
        sorter.close();
    }

    /**
     * Compresses with the fastest level: digests are random, and for documents the default level takes 2.4 to 3.6 times
     * as long for files that are a sixth to a quarter smaller.
     */
    static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
