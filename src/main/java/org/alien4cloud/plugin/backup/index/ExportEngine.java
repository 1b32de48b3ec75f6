package org.alien4cloud.plugin.backup.index;

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

/** Keeps documents in files of the backup's own directory: needs nothing of Elasticsearch but its documents. */
public final class ExportEngine implements IndexEngine {

    /** The name of this engine in manifests. */
    public static final String NAME = "export";

    private final Client client;

    public ExportEngine(Client client) {
        this.client = Objects.requireNonNull(client, "client");
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
    public void prepare() {
        // nothing to set up
    }

    @Override
    public IndexCapture begin(BackupName backup, List<String> indices, Path directory, DocumentVisitor visitor) {
        new IndexInspector(client).requireUsable(indices);
        return new ExportCapture(client, indices, directory, visitor);
    }

    @Override
    public BackedUpDocuments open(Manifest manifest, Path directory, Collection<String> indices, String workId, Progress progress) {
        return new ExportDocuments(directory, progress);
    }

    @Override
    public void requireCaptured(Manifest manifest) {
        // all of it is in the backup's directory, which is checked by its digests
    }

    @Override
    public Optional<VisibleSnapshot> visibleFiles(Map<String, String> engineData) {
        return Optional.empty();
    }

    @Override
    public void removeLeftovers() {
        // there are none outside of the backup's directory
    }

    @Override
    public void discard(Path directory) {
        // as above
    }
}
