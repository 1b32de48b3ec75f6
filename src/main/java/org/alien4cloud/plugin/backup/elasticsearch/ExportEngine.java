package org.alien4cloud.plugin.backup.elasticsearch;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.client.Client;

/**
 * Captures documents into files in the backup's own directory and restores them from there, without an Elasticsearch
 * snapshot.
 */
public final class ExportEngine implements IndexEngine {

    /** The name of this engine in manifests. */
    public static final String NAME = "export";

    private final Client client;
    private final String temporaryPrefix;

    /** @param temporaryPrefix the beginning of the names of all temporary indices */
    public ExportEngine(Client client, String temporaryPrefix) {
        this.client = Objects.requireNonNull(client, "client");
        this.temporaryPrefix = Objects.requireNonNull(temporaryPrefix, "temporaryPrefix");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean isSelfContained() {
        return true;
    }

    @Override
    public void checkAvailable() {
        // nothing has to be set up in Elasticsearch
    }

    @Override
    public void prepare(Progress progress) {
        // nothing to set up
    }

    @Override
    public DocumentCapture begin(
            BackupName backup,
            List<String> indices,
            Path directory,
            PreviousCapture previous,
            DocumentVisitor visitor) {
        new IndexInspector(client).requireUsable(indices);
        return new ExportCapture(client, indices, directory, previous, visitor, ExportCapture.OPEN_SHARDS);
    }

    @Override
    public BackupDocumentReader open(
            Manifest manifest, Path directory, Collection<String> indices, String workId, Progress progress) {
        return new ExportedDocuments(directory, progress);
    }

    @Override
    public void restore(
            Manifest manifest, Path directory, Collection<String> indices, RestoreTarget target, Progress progress) {
        new ExportRestore(client, new CaptureLayout(directory), target, progress).restore(manifest, indices);
    }

    @Override
    public void requirePresent(Manifest manifest) {
        // all of it is in the backup's directory
    }

    @Override
    public void requireCaptured(Manifest manifest) {
        // all of it is in the backup's directory, which is checked by its digests
    }

    @Override
    public Optional<SnapshotOnDisk> visibleFiles(Map<String, String> engineData) {
        return Optional.empty();
    }

    @Override
    public void removeLeftovers() {
        TemporaryIndices.removeAll(client, new SnapshotConflictRetry(), temporaryPrefix);
    }

    @Override
    public void discard(Path directory) {
        // nothing was made outside of it
    }
}
