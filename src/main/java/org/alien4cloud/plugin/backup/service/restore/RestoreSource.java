package org.alien4cloud.plugin.backup.service.restore;

import java.nio.file.Path;
import org.alien4cloud.plugin.backup.elasticsearch.BackedUpIndices;
import org.alien4cloud.plugin.backup.elasticsearch.BackupDocumentReader;
import org.alien4cloud.plugin.backup.elasticsearch.BackupSource;
import org.alien4cloud.plugin.backup.elasticsearch.IndexEngine;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.platform.PluginOwnData;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.alien4cloud.plugin.backup.repository.FileEntryReader;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.elasticsearch.client.Client;

/** Gives a restore what it reads: the parts of one backup, and the Elasticsearch that they are compared with. */
final class RestoreSource {

    private final Manifest manifest;
    private final BackupRepository repository;
    private final Client elasticsearch;
    private final PluginOwnData footprint;
    private final IndexEngine engine;
    private final BackedUpIndices indices;
    private final BackupSource backup;
    private final boolean full;

    /** Takes everything from the server that is needed later, when Alien4Cloud is at rest. */
    RestoreSource(BackupContext context, Manifest manifest, BackupDocumentReader documents, boolean full) {
        this.manifest = manifest;
        this.repository = context.repository();
        this.elasticsearch = context.platform().elasticsearch();
        this.footprint = context.platform().footprint();
        this.engine = context.engineOf(manifest);
        this.indices = new BackedUpIndices(elasticsearch, manifest, directory(), full, context.temporaryPrefix());
        this.backup = new BackupSource(indices, documents, footprint::isDocument);
        this.full = full;
    }

    Manifest manifest() {
        return manifest;
    }

    /** Returns the directory of the backup. */
    Path directory() {
        return repository.catalog().directoryOf(manifest.name());
    }

    Client elasticsearch() {
        return elasticsearch;
    }

    IndexEngine engine() {
        return engine;
    }

    BackedUpIndices indices() {
        return indices;
    }

    /** Returns the documents of the backup, without those of this plugin, which no restore touches. */
    BackupSource backup() {
        return backup;
    }

    /** Tells whether a document belongs to this plugin, so that no restore touches it. */
    boolean isOwnDocument(String index, String id) {
        return footprint.isDocument(index, id);
    }

    /** Lists the files of the backup; the caller closes it. */
    FileEntryReader openFiles() {
        return repository.catalog().files(manifest.name());
    }

    BackupRepository repository() {
        return repository;
    }

    /** Tells whether everything is read, also what looks unchanged since the backup. */
    boolean full() {
        return full;
    }
}
