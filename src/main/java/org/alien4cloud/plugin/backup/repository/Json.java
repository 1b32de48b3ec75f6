package org.alien4cloud.plugin.backup.repository;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import org.alien4cloud.plugin.backup.io.AsciiJson;
import org.alien4cloud.plugin.backup.model.FileEntry;

/** How this package writes and reads JSON. */
final class Json {

    private static final ObjectMapper MAPPER = AsciiJson.mapper();
    private static final ObjectWriter PRETTY = MAPPER.writer().with(SerializationFeature.INDENT_OUTPUT);
    private static final ObjectReader ENTRY_READER = MAPPER.readerFor(FileEntry.class);
    private static final ObjectWriter ENTRY_WRITER = MAPPER.writerFor(FileEntry.class).with(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);

    private Json() {
    }

    static ObjectMapper mapper() {
        return MAPPER;
    }

    static ObjectWriter pretty() {
        return PRETTY;
    }

    static ObjectReader entryReader() {
        return ENTRY_READER;
    }

    static ObjectWriter entryWriter() {
        return ENTRY_WRITER;
    }
}
