package org.alien4cloud.plugin.backup.elasticsearch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.io.ObservedStream;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.elasticsearch.common.bytes.BytesArray;
import org.elasticsearch.common.bytes.BytesReference;
import org.elasticsearch.search.SearchHit;

/**
 * All documents of an index in a file of a backup: {@code indices/<index>.ndjson.gz}, gzip of one JSON object a line;
 * docs/format.md specifies it. The source comes last, byte for byte as Elasticsearch stores it; one that is no JSON
 * object on one line is written as {@code sourceBase64}.
 */
final class ExportFile {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String ENCODED = "sourceBase64";
    private static final byte[] ENCODED_SOURCE = (",\"" + ENCODED + "\":\"").getBytes(StandardCharsets.US_ASCII);
    /** Divisible by three, since Base64 makes four characters of three bytes. */
    private static final int PIECE = 3 << 14;

    private static final byte[] SOURCE = ",\"source\":".getBytes(StandardCharsets.US_ASCII);

    private ExportFile() {}

    /** Writes the file. It is complete only after {@link #finish}. */
    static final class Writer implements Closeable {

        private final FileChannel channel;
        private final DigestList.FastGzip gzip;
        private final OutputStream out;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);

        /** @param file that must not exist yet */
        Writer(Path file) throws IOException {
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

        /** Piece by piece, since the source may be large; only the last one is padded. */
        private void writeEncoded(byte[] source) throws IOException {
            for (int from = 0; from < source.length; from += PIECE) {
                out.write(Base64.getEncoder()
                        .encode(Arrays.copyOfRange(source, from, Math.min(source.length, from + PIECE))));
            }
        }

        /** Whether it is an object on one line, and JSON for everybody: Elasticsearch takes comments, too. */
        private static boolean isOneLineObject(byte[] source) {
            if (source.length < 2 || source[0] != '{' || source[source.length - 1] != '}') {
                return false;
            }
            // nothing searches bytes faster
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

        /** Ends what is written, too, but only {@link #finish} has all of it on the disk. */
        @Override
        public void close() throws IOException {
            try (FileChannel last = channel) {
                gzip.close();
            }
        }
    }

    /** Reads the documents of a file, one after the other. */
    static final class Reader implements Closeable {

        private final Path file;
        private final String index;
        private final InputStream in;
        private final byte[] block = new byte[1 << 16];
        private final Line line = new Line();
        private int position;
        private int limit;
        private long compressed;
        private long count;

        /**
         * @param index the name that the documents get
         * @throws BackupException (CHECK_FAILED) if the file is missing or no gzip file, (IO) if it cannot be read
         */
        Reader(Path file, String index) {
            this.file = file;
            this.index = index;
            InputStream bytes = null;
            try {
                bytes = new ObservedStream(Files.newInputStream(file)) {
                    @Override
                    protected void observe(byte[] target, int offset, int read) {
                        compressed += Math.max(0, read);
                    }
                };
                in = new GZIPInputStream(bytes, 1 << 16);
            } catch (IOException e) {
                BackupException failure = failure(e);
                closeQuietly(bytes, failure);
                throw failure;
            }
        }

        private static void closeQuietly(InputStream in, BackupException failure) {
            if (in != null) {
                try {
                    in.close();
                } catch (IOException e) {
                    failure.addSuppressed(e);
                }
            }
        }

        /** How much of the file was read until now. */
        long bytesRead() {
            return compressed;
        }

        /**
         * The next document, null behind the last one.
         *
         * @throws BackupException (CHECK_FAILED) if the file is truncated or damaged, (IO) if it cannot be read
         */
        Document next() {
            try {
                line.reset();
                while (fill()) {
                    int end = position;
                    while (end < limit && block[end] != '\n') {
                        end++;
                    }
                    line.write(block, position, end - position);
                    position = end + 1;
                    if (end < limit) {
                        count++;
                        return parse();
                    }
                }
                if (line.size() > 0) {
                    throw new EOFException("The last line has no end");
                }
                return null;
            } catch (IOException e) {
                throw failure(e);
            }
        }

        /** Whether there are bytes to look at. */
        private boolean fill() throws IOException {
            if (position >= limit) {
                limit = in.read(block, 0, block.length);
                position = 0;
            }
            return limit > 0;
        }

        private Document parse() throws IOException {
            String id = null;
            String routing = null;
            try (JsonParser json = JSON.createParser(line.bytes(), 0, line.size())) {
                json.nextToken();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.getCurrentName();
                    json.nextToken();
                    if (name.equals("id")) {
                        id = json.getText();
                    } else if (name.equals("routing")) {
                        routing = json.getText();
                    } else if (name.equals(ENCODED) && id != null) {
                        return new Document(index, new DocumentId(id, routing), new BytesArray(json.getBinaryValue()));
                    } else if (name.equals("source") && id != null) {
                        int begin = (int) json.getTokenLocation().getByteOffset();
                        return new Document(
                                index, new DocumentId(id, routing), new BytesArray(line.copy(begin, line.size() - 1)));
                    } else {
                        json.skipChildren();
                    }
                }
            }
            throw new BackupException(
                    Kind.CHECK_FAILED,
                    "The file of documents " + file + " is damaged: line " + count + " has no id or source.");
        }

        private BackupException failure(IOException e) {
            if (e instanceof NoSuchFileException) {
                return new BackupException(Kind.CHECK_FAILED, "The file of documents " + file + " is missing.", e);
            }
            if (e instanceof EOFException) {
                return new BackupException(Kind.CHECK_FAILED, "The file of documents " + file + " is truncated.", e);
            }
            if (e instanceof ZipException || e instanceof JsonProcessingException) {
                return new BackupException(
                        Kind.CHECK_FAILED,
                        "The file of documents " + file + " is damaged behind line " + count + ".",
                        e);
            }
            return DiskFailures.BACKUP_DIRECTORY.reading(file, e);
        }

        @Override
        public void close() {
            try {
                in.close();
            } catch (IOException e) {
                throw DiskFailures.BACKUP_DIRECTORY.reading(file, e);
            }
        }
    }

    /** A line's bytes, without a copy of all of them for each look. */
    private static final class Line extends ByteArrayOutputStream {

        byte[] bytes() {
            return buf;
        }

        byte[] copy(int from, int to) {
            return Arrays.copyOfRange(buf, from, to);
        }
    }
}
