package org.alien4cloud.plugin.backup.io;

import static org.junit.Assert.assertEquals;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Random;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;
import org.junit.Test;

public class EntryJsonTest {

    private static final String[] TEXTS = {
        null, "a", "a/b c", "\u00fcml\u00e4ut", "\uDC80byte", "\uD83D\uDE00", "quote\"\\ \n\u0001", ""
    };

    /** The general way is what docs/format.md and lists that were written before go by. */
    @Test
    public void agreesWithTheGeneralMapper() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            FileEntry entry = FileEntry.builder("x" + text(random), Type.values()[random.nextInt(3)])
                    .size(number(random))
                    .mtime(number(random))
                    .mode(random.nextInt(010000))
                    .owner(text(random))
                    .group(text(random))
                    .sha256(text(random))
                    .target(text(random))
                    .ctime(number(random))
                    .inode(number(random))
                    .build();
            String general = AsciiJson.mapper().writeValueAsString(entry);
            StringWriter written = new StringWriter();
            try (JsonGenerator out = AsciiJson.mapper().getFactory().createGenerator(written)) {
                EntryJson.write(entry, out);
            }
            assertEquals(general, written.toString());
            try (JsonParser in = AsciiJson.mapper().getFactory().createParser(general)) {
                in.nextToken();
                assertEquals(general, AsciiJson.mapper().writeValueAsString(EntryJson.read(in)));
            }
        }
    }

    private static String text(Random random) {
        return TEXTS[random.nextInt(TEXTS.length)];
    }

    private static long number(Random random) {
        return random.nextInt(3) == 0 ? 0 : random.nextLong();
    }
}
