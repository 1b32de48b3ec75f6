package org.alien4cloud.plugin.backup.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.repository.FileEntryReader;
import org.alien4cloud.plugin.backup.repository.FileEntryWriter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Measures how a backup's list of files is written and read, beside compressing and uncompressing the same bytes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ListParts {

    private static final int ENTRIES = 40_000;

    private final FileEntry[] entries = new FileEntry[ENTRIES];
    private Path directory;
    private Path list;
    private byte[] text;
    private int count;

    @Setup
    public void write() throws IOException {
        directory = Files.createTempDirectory("parts");
        Random random = new Random(1);
        byte[] digest = new byte[32];
        for (int i = 0; i < ENTRIES; i++) {
            random.nextBytes(digest);
            long time = 1_700_000_000_000_000_000L + random.nextInt();
            entries[i] = FileEntry.file(
                            "csar/archive" + (10_000 + i / 40) + "/1.0.0/expanded/part/file" + (100_000 + i) + ".yml")
                    .size(random.nextInt(8_000))
                    .mtime(time)
                    .mode(0644)
                    .owner("alien")
                    .group("alien")
                    .sha256(Digests.hex(digest))
                    .ctime(time)
                    .inode(1_000_000 + i)
                    .build();
        }
        list = directory.resolve("list");
        write(list);
        try (InputStream in = new GZIPInputStream(Files.newInputStream(list), 1 << 16)) {
            text = in.readAllBytes();
        }
    }

    @TearDown
    public void delete() throws IOException {
        DurableFiles.deleteTree(directory);
    }

    private void write(Path file) {
        try (FileEntryWriter writer = new FileEntryWriter(file)) {
            for (FileEntry entry : entries) {
                writer.add(entry);
            }
        }
    }

    private Path next() {
        return directory.resolve("list-" + ++count);
    }

    @Benchmark
    public void listWritten() throws IOException {
        Path file = next();
        write(file);
        Files.delete(file);
    }

    @Benchmark
    public void bareGzip() throws IOException {
        Path file = next();
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file), 1 << 16)) {
            out.write(text);
        }
        Files.delete(file);
    }

    @Benchmark
    public long listRead() {
        long bytes = 0;
        try (FileEntryReader reader = new FileEntryReader(list)) {
            while (reader.hasNext()) {
                bytes += reader.next().size();
            }
        }
        return bytes;
    }

    @Benchmark
    public long bareGunzip() throws IOException {
        long bytes = 0;
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = new GZIPInputStream(Files.newInputStream(list), 1 << 16)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                bytes += read;
            }
        }
        return bytes;
    }
}
