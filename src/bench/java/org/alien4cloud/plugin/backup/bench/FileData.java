package org.alien4cloud.plugin.backup.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes files like those of an Alien4Cloud: expanded archives of small texts, uploaded archives, and a few large
 * artifacts.
 */
public final class FileData {

    private static final int SMALL = 38_000;
    private static final int ARCHIVES = 1_990;
    private static final int ARTIFACTS = 10;
    private static final int ARTIFACT_BYTES = 40_000_000;
    private static final String[] WORDS =
            ("node_types properties: type: string required: true description: interfaces: Standard: create: start: stop: "
                            + "tosca.nodes.Root derived_from capabilities requirements relationship artifacts template_author org.alien4cloud version 1.0.0-SNAPSHOT")
                    .split(" ");

    private final Random random;

    public FileData(long seed) {
        this.random = new Random(seed);
    }

    /**
     * Writes the files.
     *
     * @param times 1 for 40,000 files and some 750 MB
     */
    public void write(Path directory, int times) throws IOException {
        for (int i = 0; i < SMALL * times; i++) {
            Path file = directory.resolve(
                    "csar/archive" + i / 40 + "/1.0." + i % 40 / 20 + "/expanded/part" + i % 5 + "/file" + i + ".yml");
            Files.createDirectories(file.getParent());
            Files.write(file, text(500 + random.nextInt(7_000)));
        }
        for (int i = 0; i < ARCHIVES * times; i++) {
            Path file = directory.resolve("csar/archive" + i + "/1.0.0/archive.zip");
            Files.createDirectories(file.getParent());
            Files.write(file, bytes(20_000 + random.nextInt(160_000)));
        }
        for (int i = 0; i < ARTIFACTS * times; i++) {
            Path file = directory.resolve("artifacts/" + i % 7 + "/artifact" + i);
            Files.createDirectories(file.getParent());
            Files.write(file, bytes(ARTIFACT_BYTES));
        }
    }

    private byte[] text(int length) {
        StringBuilder text = new StringBuilder(length + 40);
        while (text.length() < length) {
            text.append(WORDS[random.nextInt(WORDS.length)])
                    .append(random.nextInt(10) == 0 ? "\n" + random.nextInt(1_000_000) : " ");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /**
     * Changes one byte in each of {@code count} files, spread over expanded and uploaded archives.
     *
     * @return the size of these files in bytes
     */
    public long change(Path directory, int count) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory.resolve("csar"))) {
            files = walk.filter(Files::isRegularFile).sorted().collect(Collectors.toList());
        }
        long changed = 0;
        for (int i = 0; i < count; i++) {
            int each = files.size() / count;
            Path file = files.get(i * each + random.nextInt(each));
            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                open.seek(random.nextInt((int) open.length()));
                open.write(random.nextInt(256));
                changed += open.length();
            }
        }
        return changed;
    }
}
