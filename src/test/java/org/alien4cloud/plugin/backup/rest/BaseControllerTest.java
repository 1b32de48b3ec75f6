package org.alien4cloud.plugin.backup.rest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import javax.servlet.ServletOutputStream;
import javax.servlet.WriteListener;
import javax.servlet.http.HttpServletResponse;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.junit.Test;

public class BaseControllerTest {

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    @Test
    public void answersEachFailureWithItsStatusAndMessage() throws IOException {
        Map<Kind, Integer> expected = new EnumMap<>(Kind.class);
        expected.put(Kind.INVALID, 400);
        expected.put(Kind.NOT_FOUND, 404);
        expected.put(Kind.EXISTS, 409);
        expected.put(Kind.BUSY, 409);
        expected.put(Kind.PRECONDITION, 409);
        expected.put(Kind.CANCELLED, 409);
        expected.put(Kind.CHECK_FAILED, 422);
        expected.put(Kind.ELASTICSEARCH, 503);
        expected.put(Kind.NO_SPACE, 507);
        expected.put(Kind.IO, 500);
        for (Kind kind : Kind.values()) {
            HttpServletResponse response = response();
            new BaseController() {}.onBackupException(new BackupException(kind, "what to do about " + kind), response);
            verify(response).setStatus(expected.get(kind));
            JsonNode error = new ObjectMapper().readTree(body.toByteArray()).path("error");
            assertEquals("what to do about " + kind, error.path("message").asText());
            assertTrue("0 with 503 means maintenance", error.path("code").asInt() > 0);
        }
    }

    private HttpServletResponse response() throws IOException {
        body.reset();
        HttpServletResponse response = mock(HttpServletResponse.class);
        when(response.getOutputStream()).thenReturn(new ServletOutputStream() {
            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                // nobody listens
            }

            @Override
            public void write(int b) {
                body.write(b);
            }
        });
        return response;
    }
}
