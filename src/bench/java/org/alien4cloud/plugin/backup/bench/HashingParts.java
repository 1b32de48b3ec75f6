package org.alien4cloud.plugin.backup.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.alien4cloud.plugin.backup.repository.ContentWriter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Measures how a content that is stored already is recognised, beside the bare digest of its bytes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HashingParts {

    /** The size of the content. */
    @Param({"4096", "1048576"})
    public int bytes;

    private Path directory;
    private byte[] content;
    private ContentWriter contents;

    @Setup
    public void store() throws IOException {
        directory = Files.createTempDirectory("parts");
        content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        contents = BackupRepository.open(directory, "bench").contents().begin();
        contents.store(new ByteArrayInputStream(content), bytes);
    }

    @TearDown
    public void delete() throws IOException {
        contents.close();
        DurableFiles.deleteTree(directory);
    }

    @Benchmark
    public String storedContent() throws IOException {
        return contents.store(new ByteArrayInputStream(content), bytes);
    }

    @Benchmark
    public byte[] bareDigest() throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256").digest(content);
    }
}
