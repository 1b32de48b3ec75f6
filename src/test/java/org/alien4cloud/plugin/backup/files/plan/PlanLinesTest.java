package org.alien4cloud.plugin.backup.files.plan;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.junit.Test;

public class PlanLinesTest {

    private static final FileEntry NEW = FileEntry.file("a/b")
            .size(3)
            .mtime(7)
            .mode(0644)
            .owner("o")
            .group("g")
            .sha256("5e")
            .ctime(8)
            .inode(9)
            .build();
    private static final FileEntry OLD =
            FileEntry.link("a/b", "\uDC80\"kind\":\"REMOVE\"").build();

    @Test
    public void readsWhatItWrote() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PlanLines lines = new PlanLines(bytes)) {
            lines.write(new PlanOperation(12, PlanOperation.Kind.PUT, 5, false, NEW, OLD));
            lines.write(new PlanOperation(13, PlanOperation.Kind.REMOVE, 0, true, null, OLD));
        }
        String[] lines = new String(bytes.toByteArray(), StandardCharsets.US_ASCII).split("\n");
        assertEquals(2, lines.length);
        PlanOperation put = PlanLines.read(lines[0]);
        assertEquals(12, put.number());
        assertEquals(PlanOperation.Kind.PUT, put.kind());
        assertEquals(5, put.staged());
        assertTrue(put.target().sameState(NEW) && put.target().sameStat(NEW));
        assertTrue(put.previous().sameState(OLD));
        PlanOperation removal = PlanLines.read(lines[1]);
        assertTrue(removal.deferred());
        assertNull(removal.target());
        assertTrue(removal.previous().sameState(OLD));
    }

    @Test
    public void readsPlansOfEarlierAndLaterVersions() throws IOException {
        PlanOperation operation = PlanLines.read(
                "{\"number\":1,\"kind\":\"PUT\",\"later\":{\"a\":[1]},\"staged\":2,\"deferred\":false,\"target\":"
                        + "{\"path\":\"a\",\"type\":\"FILE\",\"mode\":420,\"sha256\":\"5e\",\"later\":{\"b\":{}}},\"previous\":null}");
        assertEquals("a", operation.path());
        assertEquals(0644, operation.target().mode());
        assertEquals(2, operation.staged());
    }

    @Test
    public void refusesInvalidOperation() {
        String entry = "{\"path\":\"a\",\"type\":\"FILE\"}";
        for (String line : new String[] {
            "",
            "[]",
            "{}",
            "null",
            "{\"kind\":\"PUT\"}",
            "{\"kind\":\"OTHER\",\"target\":" + entry + "}",
            "{\"kind\":\"PUT\",\"target\":" + entry,
            "{\"kind\":\"PUT\",\"target\":{\"path\":\"a\"}}",
            "{\"kind\":\"PUT\",\"target\":[" + entry + "]}",
            "{\"kind\":\"PUT\",\"number\":\"x\",\"target\":" + entry + "}",
            "{\"kind\":\"PUT\",\"target\":{\"path\":\"../a\",\"type\":\"FILE\"}}",
            "{\"kind\":\"PUT\",\"target\":{\"path\":\"a\",\"type\":\"DOOR\"}}"
        }) {
            assertThrows(line, JsonProcessingException.class, () -> PlanLines.read(line));
        }
    }
}
