package org.alien4cloud.plugin.backup.elasticsearch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.ObservedStream;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.elasticsearch.common.bytes.BytesArray;

/** Reads the documents of a file that {@link ExportWriter} wrote, one after the other. */
final class ExportReader implements Closeable {

    private static final JsonFactory JSON = new JsonFactory();

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
     * @param index the index name that the documents get
     * @throws BackupException (CHECK_FAILED) if the file is missing or no gzip file, (IO) if it cannot be read
     */
    ExportReader(Path file, String index) {
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

    /** Returns how many bytes of the file were read. */
    long bytesRead() {
        return compressed;
    }

    /**
     * Returns the next document, null after the last one.
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

    /** Reads more bytes if needed; tells whether there are any. */
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
                } else if (name.equals(ExportWriter.ENCODED) && id != null) {
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
                    Kind.CHECK_FAILED, "The file of documents " + file + " is damaged after line " + count + ".", e);
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

    /** Collects the bytes of a line, and hands them out without a copy. */
    private static final class Line extends ByteArrayOutputStream {

        byte[] bytes() {
            return buf;
        }

        byte[] copy(int from, int to) {
            return Arrays.copyOfRange(buf, from, to);
        }
    }
}
