package org.alien4cloud.plugin.backup.service;

import java.nio.file.Path;
import org.alien4cloud.plugin.backup.index.IndexEngine;
import org.alien4cloud.plugin.backup.index.RestoreTarget;
import org.alien4cloud.plugin.backup.index.TestRestore;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.operation.RunningOperation;
import org.alien4cloud.plugin.backup.repository.DocumentSource;

/**
 * The documents of a backup that are in a snapshot of Elasticsearch only: each index is restored beside the live ones,
 * read and removed again.
 */
final class RestoredDocuments implements DocumentSource {

    private final Workspace workspace;
    private final Manifest backup;
    private final IndexEngine engine;
    private final Path scratch;
    private final RunningOperation operation;

    /**
     * @param scratch an existing directory
     * @throws BackupException (ELASTICSEARCH, PRECONDITION) if the snapshot is not there
     */
    RestoredDocuments(Workspace workspace, Manifest backup, Path scratch, RunningOperation operation) {
        this.workspace = workspace;
        this.backup = backup;
        this.engine = workspace.engineOf(backup);
        this.scratch = scratch;
        this.operation = operation;
        engine.requireCaptured(backup);
    }

    @Override
    public void write(IndexEntry index, Path file) {
        operation.log("Getting the documents of " + index.name() + " out of the snapshot.");
        new TestRestore(
                        workspace.platform().elasticsearch(),
                        engine,
                        backup,
                        workspace.repository().catalog().directoryOf(backup.name()),
                        RestoreTarget.beside(workspace.temporaryPrefix(), operation.id()))
                .export(index, file, scratch, operation.quiet());
    }
}
