package org.alien4cloud.plugin.backup.elasticsearch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.bytes.BytesReference;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.snapshots.SnapshotState;

/**
 * Imports documents from a snapshot that somebody else made, in a repository of their own. Nothing in that repository
 * changes.
 */
public final class ForeignSnapshot {

    private final Client client;
    private final SnapshotRepository repository;
    private final String temporaryPrefix;

    /**
     * @param repository its name in Elasticsearch
     * @param temporaryPrefix the beginning of the names of all temporary indices
     */
    public ForeignSnapshot(Client client, String repository, String temporaryPrefix) {
        this.client = client;
        this.repository = new SnapshotRepository(client, repository);
        this.temporaryPrefix = temporaryPrefix;
    }

    /**
     * Registers a repository in Elasticsearch, read-only. If one of this name is registered already, nothing changes.
     *
     * @param location a directory below {@code path.repo} of the nodes
     * @throws BackupException (ELASTICSEARCH) if Elasticsearch refuses it, with the reason
     */
    public void register(Path location) {
        if (!repository.isRegistered()) {
            ElasticsearchFailures.answer(
                    "Registering the snapshot repository " + repository.name(),
                    client.admin()
                            .cluster()
                            .preparePutRepository(repository.name())
                            .setType("fs")
                            .setVerify(false)
                            .setSettings(Settings.builder()
                                    .put("location", location.toString())
                                    .put("readonly", true)));
        }
    }

    /**
     * Returns the complete snapshots, the newest last.
     *
     * @throws BackupException (ELASTICSEARCH) if Elasticsearch does not know the repository, or cannot read it
     */
    public List<String> snapshots() {
        if (!repository.isRegistered()) {
            throw new BackupException(
                    Kind.ELASTICSEARCH,
                    "Elasticsearch knows no snapshot repository '" + repository.name() + "'. Say where its directory"
                            + " is, below path.repo of elasticsearch.yml.");
        }
        return repository.snapshots().stream()
                .filter(snapshot -> snapshot.state() == SnapshotState.SUCCESS && snapshot.failedShards() == 0)
                .map(snapshot -> snapshot.snapshotId().getName())
                .collect(Collectors.toList());
    }

    /** Returns the names of the indices in a snapshot, sorted. */
    public List<String> indices(String snapshot) {
        return repository.snapshot(snapshot).indices().stream().sorted().collect(Collectors.toList());
    }

    /**
     * Restores indices beside the live ones and writes their documents into the directory of a backup, as the engine
     * {@code export} does.
     *
     * @throws BackupException (CHECK_FAILED) if an index cannot be restored; (ELASTICSEARCH), (IO, NO_SPACE),
     *     (CANCELLED)
     */
    public CapturedIndices capture(
            String snapshot,
            List<String> indices,
            Path directory,
            String workId,
            DocumentVisitor visitor,
            Progress progress) {
        RestoreTarget target = RestoreTarget.beside(temporaryPrefix, workId).keepingDefinition();
        List<IndexEntry> entries = new ArrayList<>();
        try (TemporaryIndices temporary =
                new TemporaryIndices(client, repository, new SnapshotConflictRetry(), target, progress)) {
            for (String index : indices) {
                progress.checkCancelled();
                String restored = temporary.restore(snapshot, index);
                IndexDefinition definition = IndexDefinition.ofLive(client, Collections.singletonList(restored))
                        .get(restored)
                        .named(index);
                removeReplicas(restored);
                DocumentCapture capture = new ExportEngine(client, temporaryPrefix)
                        .begin(
                                BackupName.of("foreign"),
                                Collections.singletonList(restored),
                                directory,
                                PreviousCapture.NONE,
                                renaming(visitor, index));
                capture.take(progress);
                IndexEntry entry = capture.finish(progress).indices().get(0);
                rename(new CaptureLayout(directory), restored, definition);
                entries.add(new IndexEntry(
                        index,
                        entry.uuid(),
                        entry.documents(),
                        entry.bytes(),
                        Collections.emptyList(),
                        Collections.emptyList()));
            }
        }
        return new CapturedIndices(entries, Collections.emptyMap());
    }

    private static DocumentVisitor renaming(DocumentVisitor visitor, String index) {
        return new DocumentVisitor() {
            @Override
            public boolean wants(String ignored) {
                return visitor.wants(index);
            }

            @Override
            public void begin(String ignored) {
                visitor.begin(index);
            }

            @Override
            public void document(String id, BytesReference source) {
                visitor.document(id, source);
            }
        };
    }

    /** Removes the replicas, which were kept only to read the definition. */
    private void removeReplicas(String restored) {
        ElasticsearchFailures.answer(
                "Removing the replicas of the index " + restored,
                client.admin()
                        .indices()
                        .prepareUpdateSettings(restored)
                        .setSettings(TemporaryIndices.withoutReplicas()));
    }

    private static void rename(CaptureLayout layout, String from, IndexDefinition definition) {
        String to = definition.name();
        definition.write(layout.definition(to));
        try {
            Files.delete(layout.definition(from));
            Files.move(layout.digests(from), layout.digests(to));
            Files.move(layout.export(from), layout.export(to));
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.changing("rename", layout.export(from), e);
        }
    }
}
