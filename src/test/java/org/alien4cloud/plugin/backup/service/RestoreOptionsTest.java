package org.alien4cloud.plugin.backup.service;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.junit.Test;

public class RestoreOptionsTest {

    private static RestoreOptions read(String json) throws IOException {
        return new ObjectMapper().readValue(json, RestoreOptions.class);
    }

    @Test
    public void shouldBeEverythingAndASafetyBackupWhereNothingIsSaid() throws IOException {
        RestoreOptions options = read("{}");
        assertFalse(options.scope().isPartial());
        assertTrue(options.safetyBackup());
        assertEquals(
                options.ofImpact(),
                RestoreOptions.ofDryRun(null, null, false, true, false).ofImpact());
    }

    @Test
    public void shouldRefuseAnAcknowledgementWithoutDigestUnlessForced() throws IOException {
        Throwable refused = assertThrows(JsonMappingException.class, () -> read("{\"acknowledge\": [\"users\"]}"))
                .getCause();
        assertTrue(String.valueOf(refused), refused instanceof InvalidInputException);
        read("{\"acknowledge\": [\"users\"], \"force\": true}");
        read("{\"acknowledge\": [\"users\"], \"impactDigest\": \"0\"}");
        read("{\"acknowledge\": []}");
    }
}
