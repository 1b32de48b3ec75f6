package org.alien4cloud.plugin.backup.files.plan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import org.alien4cloud.plugin.backup.io.AsciiJson;
import org.alien4cloud.plugin.backup.io.EntryJson;
import org.alien4cloud.plugin.backup.model.FileEntry;

/**
 * Writes and reads the operations of a plan as lines of JSON:
 * {@code {"number":n,"kind":k,"staged":s,"deferred":d,"target":entry,"previous":entry}}.
 */
final class PlanLines implements Closeable {

    private static final JsonFactory JSON = AsciiJson.mapper().getFactory();

    private final OutputStream out;
    private final JsonGenerator generator;

    /** Starts to write lines; {@link #close} leaves the stream open. */
    PlanLines(OutputStream out) throws IOException {
        this.out = out;
        this.generator = JSON.createGenerator(out)
                .setRootValueSeparator(null)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
    }

    void write(PlanOperation operation) throws IOException {
        generator.writeStartObject();
        generator.writeNumberField("number", operation.number());
        generator.writeStringField("kind", operation.kind().name());
        generator.writeNumberField("staged", operation.staged());
        generator.writeBooleanField("deferred", operation.deferred());
        entry("target", operation.target());
        entry("previous", operation.previous());
        generator.writeEndObject();
        generator.flush();
        out.write('\n');
    }

    private void entry(String name, FileEntry entry) throws IOException {
        if (entry != null) {
            generator.writeFieldName(name);
            EntryJson.write(entry, generator);
        }
    }

    @Override
    public void close() throws IOException {
        generator.close();
    }

    /**
     * Parses a line.
     *
     * @throws com.fasterxml.jackson.core.JsonProcessingException if the line is not an operation
     */
    static PlanOperation read(String line) throws IOException {
        long number = 0;
        PlanOperation.Kind kind = null;
        long staged = 0;
        boolean deferred = false;
        FileEntry target = null;
        FileEntry previous = null;
        try (JsonParser in = JSON.createParser(line)) {
            in.nextToken();
            EntryJson.requireObject(in);
            for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                in.nextToken();
                switch (name) {
                    case "number":
                        number = in.getLongValue();
                        break;
                    case "kind":
                        kind = kind(in);
                        break;
                    case "staged":
                        staged = in.getLongValue();
                        break;
                    case "deferred":
                        deferred = in.getBooleanValue();
                        break;
                    case "target":
                        target = EntryJson.read(in);
                        break;
                    case "previous":
                        previous = EntryJson.read(in);
                        break;
                    default:
                        in.skipChildren();
                }
            }
            if (in.currentToken() != JsonToken.END_OBJECT || kind == null || target == null && previous == null) {
                throw new JsonParseException(in, "No operation");
            }
        }
        return new PlanOperation(number, kind, staged, deferred, target, previous);
    }

    private static PlanOperation.Kind kind(JsonParser in) throws IOException {
        for (PlanOperation.Kind kind : PlanOperation.Kind.values()) {
            if (kind.name().equals(in.getText())) {
                return kind;
            }
        }
        throw new JsonParseException(in, "No kind of operation");
    }
}
