package org.alien4cloud.plugin.backup.service;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Holds the configuration of the plugin, from {@code backup} in {@code alien4cloud-config.yml}. */
public final class BackupProperties {

    private final Path directory;
    private final Path copyDirectory;
    private final Duration quiesceTimeout;
    private final Duration undoRetryTimeout;
    private final EngineProperties engine;
    private final ConsistencyProperties consistency;
    private final List<String> problems;

    /**
     * @param directory where backups are kept ({@code backup.directory})
     * @param copyDirectory where a second copy of them is kept ({@code backup.copy.directory}); null for no copy
     * @param quiesceTimeout how long a restore waits for writes to stop
     *     ({@code backup.restore.quiesce-timeout-seconds})
     * @param undoRetryTimeout how long a failed rollback is retried ({@code backup.restore.undo-retry-seconds})
     * @param engine which index engine new backups use
     * @param consistency how far a backup may go to make documents and files agree ({@code backup.consistency})
     */
    public BackupProperties(
            Path directory,
            Path copyDirectory,
            Duration quiesceTimeout,
            Duration undoRetryTimeout,
            EngineProperties engine,
            ConsistencyProperties consistency) {
        this(
                directory.toAbsolutePath().normalize(),
                copyDirectory == null ? null : copyDirectory.toAbsolutePath().normalize(),
                quiesceTimeout,
                undoRetryTimeout,
                engine,
                consistency,
                Collections.emptyList());
    }

    private BackupProperties(
            Path directory,
            Path copyDirectory,
            Duration quiesceTimeout,
            Duration undoRetryTimeout,
            EngineProperties engine,
            ConsistencyProperties consistency,
            List<String> problems) {
        this.directory = directory;
        this.copyDirectory = copyDirectory;
        this.quiesceTimeout = quiesceTimeout;
        this.undoRetryTimeout = undoRetryTimeout;
        this.engine = engine;
        this.consistency = consistency;
        this.problems = problems;
    }

    BackupProperties withProblems(List<String> found) {
        return new BackupProperties(
                directory,
                copyDirectory,
                quiesceTimeout,
                undoRetryTimeout,
                engine,
                consistency,
                Collections.unmodifiableList(new ArrayList<>(found)));
    }

    /** Returns sentences that name invalid values and what is used instead; empty if there are none. */
    public List<String> problems() {
        return problems;
    }

    public Path directory() {
        return directory;
    }

    public Optional<Path> copyDirectory() {
        return Optional.ofNullable(copyDirectory);
    }

    public Duration quiesceTimeout() {
        return quiesceTimeout;
    }

    public Duration undoRetryTimeout() {
        return undoRetryTimeout;
    }

    public EngineProperties engine() {
        return engine;
    }

    public ConsistencyProperties consistency() {
        return consistency;
    }
}
