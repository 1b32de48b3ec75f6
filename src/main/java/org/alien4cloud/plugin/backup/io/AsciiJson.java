package org.alien4cloud.plugin.backup.io;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Reads and writes JSON that names paths. Everything beyond ASCII is escaped: a path with bytes that are not UTF-8 is
 * held as lone surrogates (docs/format.md, Paths), which only an escape can carry. Unknown properties are skipped, so
 * that a later version may add some.
 */
public final class AsciiJson {

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
            .configure(JsonGenerator.Feature.ESCAPE_NON_ASCII, true);

    private AsciiJson() {}

    public static ObjectMapper mapper() {
        return MAPPER;
    }
}
