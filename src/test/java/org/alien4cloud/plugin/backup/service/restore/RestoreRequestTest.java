package org.alien4cloud.plugin.backup.service.restore;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.junit.Test;

public class RestoreRequestTest {

    private static RestoreRequest read(String json) throws IOException {
        return new ObjectMapper().readValue(json, RestoreRequest.class);
    }

    @Test
    public void defaultsToEverythingAndASafetyBackup() throws IOException {
        RestoreRequest request = read("{}");
        assertFalse(request.scope().isPartial());
        assertTrue(request.safetyBackup());
        assertEquals(request.impactOptions(), RestoreRequest.builder().build().impactOptions());
    }

    @Test
    public void requiresADigestWithAcknowledgementsUnlessForced() throws IOException {
        Throwable refused = assertThrows(JsonMappingException.class, () -> read("{\"acknowledge\": [\"users\"]}"))
                .getCause();
        assertTrue(String.valueOf(refused), refused instanceof InvalidInputException);
        read("{\"acknowledge\": [\"users\"], \"force\": true}");
        read("{\"acknowledge\": [\"users\"], \"impactDigest\": \"0\"}");
        read("{\"acknowledge\": []}");
    }
}
