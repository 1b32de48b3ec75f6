package org.alien4cloud.plugin.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.alien4cloud.plugin.backup.elasticsearch.SampleDocuments;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.capture.CaptureResult;
import org.alien4cloud.plugin.backup.files.capture.ContentSink;
import org.alien4cloud.plugin.backup.files.capture.FileCapture;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.repository.BackupDraft;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.alien4cloud.plugin.backup.repository.ContentWriter;
import org.alien4cloud.plugin.backup.repository.FileEntryReader;
import org.alien4cloud.plugin.backup.repository.FileEntryWriter;

/** A small repository on disk with real backups of a small tree of files, and made-up documents. */
final class SampleRepository {

    final Path data;
    final BackupRepository repository;
    private final Random random;
    /** A file that Elasticsearch is said to keep for the backups that are made; null for none. */
    FileEntry snapshotFile;

    private Manifest previous;

    SampleRepository(Path parent, Random random) throws IOException {
        this.data = Files.createDirectories(parent.resolve("alien"));
        this.repository = BackupRepository.open(parent.resolve("backups"), "cluster");
        this.random = random;
    }

    void write(String path, int size) throws IOException {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        Path file = data.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    Manifest backup(String name, int documents) throws IOException {
        try (ContentWriter writer = repository.contents().begin();
                BackupDraft draft = repository.catalog().begin(BackupName.of(name));
                FileEntryReader before =
                        previous == null ? null : repository.catalog().files(previous.name())) {
            CaptureResult result;
            try (FileEntryWriter entries = new FileEntryWriter(draft.filesList())) {
                result = new FileCapture(new DataTree(data, Collections.emptyList()), sink(writer), Progress.NONE)
                        .capture(
                                before == null ? Collections.emptyIterator() : before,
                                previous == null ? 0 : previous.startedAt(),
                                false,
                                entries::add);
            }
            writer.finish();
            if (snapshotFile != null) {
                try (FileEntryWriter entries =
                        new FileEntryWriter(draft.directory().resolve(BackupDraft.SNAPSHOT_FILES))) {
                    entries.add(snapshotFile);
                }
            }
            List<IndexEntry> indices = new ArrayList<>();
            indices.add(index(draft.directory(), "application", documents));
            indices.add(index(draft.directory(), "csar", 0));
            previous = draft.commit(Manifest.builder()
                    .name(BackupName.of(name))
                    .repositoryId(repository.repositoryId())
                    .startedAt(result.scanStartedAt())
                    .endedAt(result.scanStartedAt() + 1)
                    .trigger(BackupOrigin.MANUAL)
                    .engine("export")
                    .directories(result.directories())
                    .files(result.files())
                    .bytes(result.bytes())
                    .addedBytes(writer.addedBytes())
                    .indices(indices)
                    .documents(documents)
                    .build());
            return previous;
        }
    }

    private static ContentSink sink(ContentWriter writer) {
        return new ContentSink() {
            @Override
            public String store(InputStream in, long size) throws IOException {
                return writer.store(in, size);
            }

            @Override
            public boolean contains(String sha256) {
                return writer.contains(sha256);
            }
        };
    }

    private IndexEntry index(Path backup, String name, int documents) throws IOException {
        Files.createDirectories(backup.resolve("documents"));
        Files.createDirectories(backup.resolve("indices"));
        Files.writeString(
                backup.resolve("indices/" + name + ".json"), "{\"type\":\"_doc\",\"mapping\":{},\"settings\":{}}");
        new SampleDocuments(documents, random).write(backup, name);
        return new IndexEntry(name, "uuid-" + name, documents, 1000, Collections.emptyList(), null);
    }
}
