package org.alien4cloud.plugin.backup.service;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.elasticsearch.ExportEngine;
import org.alien4cloud.plugin.backup.elasticsearch.IndexEngine;
import org.alien4cloud.plugin.backup.elasticsearch.SnapshotEngine;
import org.alien4cloud.plugin.backup.elasticsearch.SnapshotRepositorySettings;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.CancelledException;
import org.alien4cloud.plugin.backup.model.EngineKind;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.client.Client;

/** Selects the index engine for a new backup or an existing one. */
public class EngineSelector {

    private final IndexEngine snapshot;
    private final IndexEngine export;

    /** @param limitsNote a file that exists while a limit of Elasticsearch may be raised */
    EngineSelector(Client elasticsearch, SnapshotRepositorySettings repository, Path limitsNote) {
        this(
                new SnapshotEngine(elasticsearch, repository, limitsNote),
                new ExportEngine(elasticsearch, repository.temporaryPrefix()));
    }

    EngineSelector(IndexEngine snapshot, IndexEngine export) {
        this.snapshot = snapshot;
        this.export = export;
    }

    /** Returns all engines, since any of them may have to clean up after a backup. */
    public List<IndexEngine> all() {
        return Arrays.asList(snapshot, export);
    }

    /** @throws BackupException (PRECONDITION) if this version has no engine of this name */
    IndexEngine named(String name) {
        return all().stream()
                .filter(engine -> engine.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BackupException(
                        Kind.PRECONDITION,
                        "This version of the plugin has no index engine '" + name + "'. Install a newer version."));
    }

    /**
     * Chooses, sets up and checks the engine for a new backup.
     *
     * @throws BackupException (ELASTICSEARCH) if the requested engine cannot be used; the message says what to change;
     *     (BUSY) if other snapshots do not end in time
     */
    public Choice choose(EngineKind wanted, Progress progress) {
        return choose(wanted, engine -> engine.prepare(progress));
    }

    /**
     * Returns the engine that {@link #choose} would most likely choose, without setting it up. A snapshot repository is
     * only registered when it is needed.
     *
     * @throws BackupException as {@link #choose}
     */
    public Choice preview(EngineKind wanted) {
        return choose(wanted, IndexEngine::checkAvailable);
    }

    private Choice choose(EngineKind wanted, Consumer<IndexEngine> check) {
        if (wanted == EngineKind.EXPORT) {
            return new Choice(export, "it was requested");
        }
        try {
            check.accept(snapshot);
            return new Choice(
                    snapshot, wanted == EngineKind.SNAPSHOT ? "it was requested" : "Elasticsearch can make snapshots");
        } catch (CancelledException e) {
            throw e;
        } catch (BackupException e) {
            if (wanted == EngineKind.SNAPSHOT) {
                throw e;
            }
            return new Choice(export, e.getMessage());
        }
    }

    /** An engine, and the reason for choosing it. */
    public static final class Choice {

        private final IndexEngine engine;
        private final String reason;

        Choice(IndexEngine engine, String reason) {
            this.engine = engine;
            this.reason = reason;
        }

        public IndexEngine engine() {
            return engine;
        }

        public String reason() {
            return reason;
        }
    }
}
