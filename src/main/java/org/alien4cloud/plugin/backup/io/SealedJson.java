package org.alien4cloud.plugin.backup.io;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Writes and reads small files that carry their own digest, so that a single flipped bit is found. Such a file is a
 * line of JSON, and a line with the SHA-256 of the first line without its line feed. docs/format.md, "Sealed files".
 */
public final class SealedJson {

    private static final int SEAL_BYTES = 1 + 64 + 1;

    private SealedJson() {}

    /** Returns the whole file for a value. The mapper must write one line. */
    public static byte[] seal(ObjectMapper mapper, Object value) throws IOException {
        byte[] json = mapper.writeValueAsBytes(value);
        byte[] seal = sealOf(json);
        byte[] file = Arrays.copyOf(json, json.length + seal.length);
        System.arraycopy(seal, 0, file, json.length, seal.length);
        return file;
    }

    /**
     * Returns the value that a file was made of.
     *
     * @param file where the content is from, for the message
     * @throws IOException if the content does not match its digest, or is not the JSON of such a value
     */
    public static <T> T open(ObjectMapper mapper, Path file, byte[] content, Class<T> type) throws IOException {
        int length = content.length - SEAL_BYTES;
        byte[] json = Arrays.copyOf(content, Math.max(0, length));
        if (length < 0 || !Arrays.equals(sealOf(json), Arrays.copyOfRange(content, length, content.length))) {
            throw new IOException(file + " is damaged: the SHA-256 in its last line is not that of the line before");
        }
        return mapper.readValue(json, type);
    }

    private static byte[] sealOf(byte[] json) {
        return ('\n' + Digests.hex(Digests.sha256().digest(json)) + '\n').getBytes(StandardCharsets.US_ASCII);
    }
}
