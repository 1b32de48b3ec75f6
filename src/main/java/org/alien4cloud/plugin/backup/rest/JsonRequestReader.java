package org.alien4cloud.plugin.backup.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import javax.servlet.http.HttpServletRequest;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.InvalidInputException;

/**
 * Reads the JSON body of a request strictly: at most 1 MB, no unknown fields, no conversions. By default, Jackson would
 * read {@code ""} as false and {@code 1.5} as 1, and would use the last of two fields with the same name. Errors become
 * readable messages instead of a stack trace.
 */
final class JsonRequestReader {

    private static final int MAX_BYTES = 1_000_000;
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(
                    DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private JsonRequestReader() {}

    /**
     * @return the body; for an empty body, what {@code {}} stands for
     * @throws TooLargeException if it is larger than 1 MB
     * @throws InvalidInputException if it is not JSON of the expected form
     */
    static <T> T read(HttpServletRequest request, Class<T> type) {
        try {
            byte[] body = readAll(request.getInputStream());
            T value = body.length == 0 ? JSON.readValue("{}", type) : JSON.readValue(body, type);
            if (value == null) {
                throw new InvalidInputException("The request's body is null. Send a JSON object.");
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            throw new InvalidInputException("The request has an unknown field '" + e.getPropertyName()
                    + "'. Known fields: " + e.getKnownPropertyIds());
        } catch (JsonMappingException e) {
            if (e.getCause() instanceof BackupException) {
                throw (BackupException) e.getCause();
            }
            throw new InvalidInputException("The request's body has a wrong value: " + e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            throw new InvalidInputException("The request's body is not valid JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new InvalidInputException("The request's body could not be read: " + e.getMessage());
        }
    }

    private static byte[] readAll(InputStream in) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            out.write(buffer, 0, n);
            if (out.size() > MAX_BYTES) {
                throw new TooLargeException();
            }
        }
        return out.toByteArray();
    }

    /** Says that a request's body is larger than 1 MB. */
    static final class TooLargeException extends RuntimeException {
        TooLargeException() {
            super("The request's body is larger than 1 MB. Send less.");
        }
    }
}
