package org.alien4cloud.plugin.backup.bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.TreeScanner;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.Progress;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Measures how a backup scans a tree, in order and with all attributes that it keeps, beside Java's own tree walk. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class WalkingParts {

    private static final int FILES = 10_000;

    private Path directory;

    @Setup
    public void write() throws IOException {
        directory = Files.createTempDirectory("parts");
        for (int i = 0; i < FILES; i++) {
            Path parent = Files.createDirectories(
                    directory.resolve("csar/archive" + i / 40 + "/1.0.0/expanded/part" + i % 5));
            Files.createFile(parent.resolve("file" + i));
        }
    }

    @TearDown
    public void delete() throws IOException {
        DurableFiles.deleteTree(directory);
    }

    @Benchmark
    public long treeScanner() {
        long[] count = new long[1];
        new TreeScanner(Progress.NONE).scan(new DataTree(directory, Collections.emptyList()), entry -> count[0]++);
        return count[0];
    }

    @Benchmark
    public long bareWalk() throws IOException {
        long[] count = new long[1];
        Files.walkFileTree(directory, new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                count[0]++;
                return FileVisitResult.CONTINUE;
            }
        });
        return count[0];
    }
}
