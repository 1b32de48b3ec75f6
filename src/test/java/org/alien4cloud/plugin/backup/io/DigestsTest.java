package org.alien4cloud.plugin.backup.io;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.alien4cloud.plugin.backup.model.Progress;
import org.junit.Test;

public class DigestsTest {

    @Test
    public void readsWholeFilesOfAnyExpectedSize() throws IOException {
        Path file = Files.createTempFile("digest", null);
        for (int size : new int[] {0, 1, 4096, 65536, 200_000}) {
            byte[] content = new byte[size];
            new Random(size).nextBytes(content);
            Files.write(file, content);
            String expected = Digests.hex(Digests.sha256().digest(content));
            for (long thought : new long[] {0, 1, size, size + 1, 1L << 40}) {
                assertEquals(
                        size + " bytes, thought to be " + thought,
                        expected,
                        Digests.ofFile(file, thought, Progress.NONE));
            }
        }
        Files.delete(file);
    }
}
