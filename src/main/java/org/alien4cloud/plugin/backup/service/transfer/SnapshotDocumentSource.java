package org.alien4cloud.plugin.backup.service.transfer;

import java.nio.file.Path;
import org.alien4cloud.plugin.backup.elasticsearch.IndexEngine;
import org.alien4cloud.plugin.backup.elasticsearch.RestoreTarget;
import org.alien4cloud.plugin.backup.elasticsearch.TestRestore;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.operation.RunningOperation;
import org.alien4cloud.plugin.backup.repository.DocumentSource;
import org.alien4cloud.plugin.backup.service.BackupContext;

/**
 * The documents of a backup that are in a snapshot of Elasticsearch only: each index is restored beside the live ones,
 * read and removed again.
 */
final class SnapshotDocumentSource implements DocumentSource {

    private final BackupContext context;
    private final Manifest backup;
    private final IndexEngine engine;
    private final Path scratch;
    private final RunningOperation operation;

    /**
     * @param scratch an existing directory
     * @throws BackupException (ELASTICSEARCH, PRECONDITION) if the snapshot is not there
     */
    SnapshotDocumentSource(BackupContext context, Manifest backup, Path scratch, RunningOperation operation) {
        this.context = context;
        this.backup = backup;
        this.engine = context.engineOf(backup);
        this.scratch = scratch;
        this.operation = operation;
        engine.requireCaptured(backup);
    }

    @Override
    public void write(IndexEntry index, Path file) {
        operation.log("Getting the documents of " + index.name() + " out of the snapshot.");
        new TestRestore(
                        context.platform().elasticsearch(),
                        engine,
                        backup,
                        context.repository().catalog().directoryOf(backup.name()),
                        RestoreTarget.beside(context.temporaryPrefix(), operation.id()))
                .export(index, file, scratch, operation.quiet());
    }
}
