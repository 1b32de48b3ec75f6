package org.alien4cloud.plugin.backup.elasticsearch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;

/** Backs indices up with one engine, and measures how long the engine took to capture them. */
final class EngineBackup {

    private final IndexEngine engine;
    private final Path directory;
    private final double captureSeconds;
    private final Manifest manifest;

    private EngineBackup(IndexEngine engine, Path directory, double captureSeconds, Manifest manifest) {
        this.engine = engine;
        this.directory = directory;
        this.captureSeconds = captureSeconds;
        this.manifest = manifest;
    }

    /**
     * Makes a backup.
     *
     * @param directory a directory that is created; its name is the backup's
     */
    static EngineBackup make(IndexEngine engine, Path directory, List<String> indices) throws IOException {
        BackupName name = BackupName.of(directory.getFileName().toString());
        Files.createDirectories(directory);
        engine.prepare(Progress.NONE);
        long start = System.nanoTime();
        DocumentCapture capture = engine.begin(name, indices, directory, PreviousCapture.NONE, DocumentVisitor.NONE);
        capture.take(Progress.NONE);
        double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
        CapturedIndices captured = capture.finish(Progress.NONE);
        Manifest manifest = Manifest.builder()
                .name(name)
                .repositoryId("bench")
                .trigger(BackupOrigin.MANUAL)
                .engine(engine.name())
                .engineData(captured.engineData())
                .indices(captured.indices())
                .documents(captured.indices().stream()
                        .mapToLong(IndexEntry::documents)
                        .sum())
                .build();
        return new EngineBackup(engine, directory, seconds, manifest);
    }

    /** Restores indices that were deleted. */
    void restore(List<String> indices) {
        engine.restore(manifest, directory, indices, RestoreTarget.live(), Progress.NONE);
    }

    /** Returns the seconds that the engine took, without those that each backup takes with any engine. */
    double captureSeconds() {
        return captureSeconds;
    }

    Manifest manifest() {
        return manifest;
    }

    Path directory() {
        return directory;
    }
}
