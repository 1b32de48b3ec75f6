package org.alien4cloud.plugin.backup.repository;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import org.alien4cloud.plugin.backup.io.AsciiJson;

/** Provides the JSON mapper and writer of this package. */
final class Json {

    private static final ObjectMapper MAPPER = AsciiJson.mapper();
    private static final ObjectWriter PRETTY = MAPPER.writer().with(SerializationFeature.INDENT_OUTPUT);

    private Json() {}

    static ObjectMapper mapper() {
        return MAPPER;
    }

    static ObjectWriter pretty() {
        return PRETTY;
    }
}
