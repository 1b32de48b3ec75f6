package org.alien4cloud.plugin.backup.service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.alien4cloud.plugin.backup.elasticsearch.BackupDocumentReader;
import org.alien4cloud.plugin.backup.elasticsearch.CapturedIndices;
import org.alien4cloud.plugin.backup.elasticsearch.DocumentCapture;
import org.alien4cloud.plugin.backup.elasticsearch.DocumentVisitor;
import org.alien4cloud.plugin.backup.elasticsearch.IndexEngine;
import org.alien4cloud.plugin.backup.elasticsearch.IndexState;
import org.alien4cloud.plugin.backup.elasticsearch.PreviousCapture;
import org.alien4cloud.plugin.backup.elasticsearch.RestoreTarget;
import org.alien4cloud.plugin.backup.elasticsearch.SnapshotOnDisk;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * What an index engine does to the disk, without Elasticsearch: a documents' list in the backup, and a snapshot, which
 * is a file elsewhere whose name is noted in the backup before it is made.
 */
final class DirectoryEngine implements IndexEngine {

    private static final String NOTE = "snapshots.txt";

    private final Path snapshots;

    /** @param snapshots directory, which exists */
    DirectoryEngine(Path snapshots) {
        this.snapshots = snapshots;
    }

    @Override
    public String name() {
        return "directory";
    }

    @Override
    public boolean isSelfContained() {
        return false;
    }

    @Override
    public void checkAvailable() {
        // nothing to be told
    }

    @Override
    public void prepare(Progress progress) {
        // always ready
    }

    @Override
    public DocumentCapture begin(
            BackupName backup,
            List<String> indices,
            Path directory,
            PreviousCapture previous,
            DocumentVisitor visitor) {
        return new DocumentCapture() {
            @Override
            public Map<String, IndexState> sampleStates() {
                return Collections.emptyMap();
            }

            @Override
            public void take(Progress progress) {
                String snapshot = UUID.randomUUID().toString();
                try {
                    Path note = directory.resolve(NOTE);
                    String noted = Files.exists(note) ? Files.readString(note) : "";
                    DurableFiles.replace(note, (noted + snapshot + '\n').getBytes(StandardCharsets.UTF_8));
                    DurableFiles.write(snapshots.resolve(snapshot), new byte[10]);
                } catch (IOException e) {
                    throw DiskFailures.BACKUP_DIRECTORY.writing("write", directory, 0, e);
                }
            }

            @Override
            public CapturedIndices finish(Progress progress) {
                byte[] documents = new byte[5000];
                Arrays.fill(documents, (byte) backup.value().hashCode());
                try {
                    DurableFiles.createDirectories(directory.resolve("documents"));
                    DurableFiles.write(directory.resolve("documents/user.gz"), documents);
                } catch (IOException e) {
                    throw DiskFailures.BACKUP_DIRECTORY.writing("write", directory, 0, e);
                }
                // bytes on the disk, of no index: what is in them nobody could read
                return new CapturedIndices(Collections.emptyList(), Collections.emptyMap());
            }
        };
    }

    @Override
    public BackupDocumentReader open(
            Manifest manifest, Path directory, Collection<String> indices, String workId, Progress progress) {
        throw new UnsupportedOperationException("Nothing is restored here");
    }

    @Override
    public void restore(
            Manifest manifest, Path directory, Collection<String> indices, RestoreTarget target, Progress progress) {
        throw new UnsupportedOperationException("Nothing is restored here");
    }

    @Override
    public void requirePresent(Manifest manifest) {
        requireCaptured(manifest);
    }

    @Override
    public void requireCaptured(Manifest manifest) {
        if (!Files.isDirectory(snapshots)) {
            throw new BackupException(BackupException.Kind.ELASTICSEARCH, "Elasticsearch does not answer.");
        }
    }

    @Override
    public Optional<SnapshotOnDisk> visibleFiles(Map<String, String> engineData) {
        return Optional.empty();
    }

    @Override
    public void removeLeftovers() {
        // there are no temporary indices
    }

    @Override
    public void discard(Path directory) {
        try {
            Path note = directory.resolve(NOTE);
            for (String snapshot : Files.exists(note) ? Files.readAllLines(note) : Collections.<String>emptyList()) {
                Files.deleteIfExists(snapshots.resolve(snapshot));
            }
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing("write", directory, 0, e);
        }
    }
}
