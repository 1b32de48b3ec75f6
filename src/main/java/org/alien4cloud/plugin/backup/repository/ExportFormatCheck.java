package org.alien4cloud.plugin.backup.repository;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.alien4cloud.plugin.backup.io.ObservedStream;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * Checks the format of a file of exported documents, {@code indices/<index>.ndjson.gz}: each line, its id, routing and
 * source, and the end. It reads the whole file in memory that depends neither on the number of documents nor on their
 * size.
 */
final class ExportFormatCheck {

    /** Receives each document. */
    interface Visitor {
        void document(String id, String routing);
    }

    private static final JsonFactory JSON = new JsonFactory();
    private static final OutputStream NOWHERE = new OutputStream() {
        @Override
        public void write(int one) {
            // it only matters whether the text can be decoded
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            // as above
        }
    };

    private final Path file;
    private final Progress progress;

    ExportFormatCheck(Path file, Progress progress) {
        this.file = file;
        this.progress = progress;
    }

    /**
     * Reads the file to its end.
     *
     * @return the number of documents
     * @throws IOException if the file cannot be read to its end, or is not as specified; the message says where
     */
    long read(Visitor visitor) throws IOException {
        long line = 0;
        try (InputStream in = ObservedStream.telling(progress, Files.newInputStream(file));
                InputStream unzipped = new GZIPInputStream(in, 1 << 16);
                JsonParser json = JSON.createParser(unzipped)) {
            while (json.nextToken() != null) {
                line++;
                // JSON allows a line feed between any two tokens, but here each line must be one object
                require(
                        json.currentToken() == JsonToken.START_OBJECT
                                && json.getTokenLocation().getLineNr() == line,
                        line,
                        "does not begin with an object");
                readDocument(json, line, visitor);
                require(json.getTokenLocation().getLineNr() == line, line, "has an incomplete object");
            }
            require(json.getCurrentLocation().getLineNr() == line + 1, line, "is not the last one, or does not end");
        }
        return line;
    }

    private static void readDocument(JsonParser json, long line, Visitor visitor) throws IOException {
        String id = null;
        String routing = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.getCurrentName();
            JsonToken value = json.nextToken();
            if (name.equals("id")) {
                require(value == JsonToken.VALUE_STRING, line, "has an id that is not a string");
                id = json.getText();
            } else if (name.equals("routing")) {
                require(value == JsonToken.VALUE_STRING, line, "has a routing that is not a string");
                routing = json.getText();
            } else if (name.equals("source") || name.equals("sourceBase64")) {
                require(id != null, line, "has no id before its source");
                readSource(json, name.equals("source"), line);
                require(json.nextToken() == JsonToken.END_OBJECT, line, "has something after its source");
                visitor.document(id, routing);
                return;
            } else {
                json.skipChildren();
            }
        }
        require(false, line, "has no source");
    }

    private static void readSource(JsonParser json, boolean plain, long line) throws IOException {
        if (plain) {
            require(json.currentToken() == JsonToken.START_OBJECT, line, "has a source that is not an object");
            json.skipChildren();
        } else {
            require(json.currentToken() == JsonToken.VALUE_STRING, line, "has a source that is not a string");
            try {
                json.readBinaryValue(Base64Variants.MIME_NO_LINEFEEDS, NOWHERE);
            } catch (IllegalArgumentException e) {
                throw new IOException("line " + line + " has a source that is not Base64: " + e.getMessage(), e);
            }
        }
    }

    private static void require(boolean holds, long line, String otherwise) throws IOException {
        if (!holds) {
            throw new IOException("line " + line + " " + otherwise);
        }
    }
}
