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
 * Reads the documents of a backup from its snapshot in Elasticsearch: it restores each index beside the live ones,
 * reads it and removes it again.
 */
final class SnapshotDocumentSource implements DocumentSource {

    private final BackupContext context;
    private final Manifest backup;
    private final IndexEngine engine;
    private final Path scratch;
    private final RunningOperation operation;

    /**
     * @param scratch an existing directory
     * @throws BackupException (ELASTICSEARCH, PRECONDITION) if there is no such snapshot
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
        operation.log("Reading the documents of " + index.name() + " from the snapshot.");
        new TestRestore(
                        context.platform().elasticsearch(),
                        engine,
                        backup,
                        context.repository().catalog().directoryOf(backup.name()),
                        RestoreTarget.beside(context.temporaryPrefix(), operation.id()))
                .export(index, file, scratch, operation.quiet());
    }
}
