package org.alien4cloud.plugin.backup.elasticsearch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.DocumentDigest;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.client.Client;

/**
 * Restores indices of a backup beside the live ones, compares each document with the backup's list, and removes the
 * indices. Can also export their documents into files.
 */
public final class TestRestore {

    private final Client client;
    private final IndexEngine engine;
    private final Manifest manifest;
    private final Path directory;
    private final RestoreTarget target;

    /**
     * @param engine that the backup was made with
     * @param directory of the backup
     * @param target beside the live indices
     */
    public TestRestore(Client client, IndexEngine engine, Manifest manifest, Path directory, RestoreTarget target) {
        if (!target.isTemporary()) {
            throw new IllegalArgumentException("A test restore must not use the names of live indices");
        }
        this.client = Objects.requireNonNull(client, "client");
        this.engine = engine;
        this.manifest = manifest;
        this.directory = directory;
        this.target = target;
    }

    /**
     * Restores one index, compares and removes it.
     *
     * @param scratch an existing directory, for temporary files
     * @return the first ten differences at most, in words; empty if there are none
     * @throws BackupException (CHECK_FAILED) if the backup is damaged, (ELASTICSEARCH) if Elasticsearch fails,
     *     (CANCELLED), (NO_SPACE), (IO)
     */
    public List<String> differences(IndexEntry index, Path scratch, Progress progress) {
        return restored(index, progress, name -> compare(index, name, hit -> {}, scratch, progress));
    }

    /**
     * Restores one index, writes its documents into a file, compares and removes it.
     *
     * @param file a new file, in the format of {@code indices/<index>.ndjson.gz} in docs/format.md
     * @param scratch as in {@link #differences}
     * @throws BackupException as in {@link #differences}; (CHECK_FAILED) also if anything differs
     */
    public void export(IndexEntry index, Path file, Path scratch, Progress progress) {
        List<String> differences = restored(index, progress, name -> {
            try (ExportWriter writer = new ExportWriter(file)) {
                List<String> found = compare(index, name, writer::add, scratch, progress);
                writer.finish();
                return found;
            } catch (IOException e) {
                throw DiskFailures.BACKUP_DIRECTORY.changing("write", file, e);
            }
        });
        if (!differences.isEmpty()) {
            throw new BackupException(BackupException.Kind.CHECK_FAILED, String.join(" ", differences));
        }
    }

    private <T> T restored(IndexEntry index, Progress progress, Function<String, T> use) {
        String restored = target.nameOf(index.name());
        engine.restore(manifest, directory, Collections.singletonList(index.name()), target, progress);
        T result;
        try {
            result = use.apply(restored);
        } catch (RuntimeException | Error e) {
            try {
                TemporaryIndices.delete(client, new SnapshotConflictRetry(), restored);
            } catch (BackupException another) {
                e.addSuppressed(another);
            }
            throw e;
        }
        TemporaryIndices.delete(client, new SnapshotConflictRetry(), restored);
        return result;
    }

    private List<String> compare(
            IndexEntry index, String restored, DocumentScroll.Visitor visitor, Path scratch, Progress progress) {
        Path digests = scratch.resolve("restored-digests.gz");
        try {
            new DocumentDigests(client, false)
                    .scan(new IndexInspector(client).inspect(restored), digests, visitor, progress);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.changing("write", digests, e);
        }
        DifferenceList differences = new DifferenceList("The restored index " + index.name() + " is not as it was");
        try (DigestReader stored =
                        new DigestReader(directory.resolve("documents").resolve(index.name() + ".gz"));
                DigestReader now = new DigestReader(digests)) {
            DocumentDigest wanted = stored.next();
            DocumentDigest present = now.next();
            while (wanted != null || present != null) {
                int order = wanted == null ? 1 : present == null ? -1 : DigestReader.ORDER.compare(wanted, present);
                if (order < 0) {
                    differences.add("document " + wanted.id() + " is missing");
                } else if (order > 0) {
                    differences.add("document " + present.id() + " was not backed up");
                } else if (!wanted.sha256().equals(present.sha256())) {
                    differences.add("document " + wanted.id() + " has another content");
                }
                wanted = order <= 0 ? stored.next() : wanted;
                present = order >= 0 ? now.next() : present;
            }
        }
        try {
            Files.delete(digests);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.changing("remove", digests, e);
        }
        return differences.first();
    }
}
