package org.alien4cloud.plugin.backup.repository;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.io.ObservedStream;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * Copies backups into another directory of the same repository. Damaged data is never copied, and every copied byte is
 * read again before the copy counts. A copy is self-contained: documents that the engine keeps elsewhere are written
 * into it.
 */
public final class BackupCopier {

    private static final int BUFFER_BYTES = 1 << 16;

    private final BackupRepository from;
    private final BackupRepository to;
    private final Progress progress;

    /** @param progress receives the bytes that are copied and read again, and tells whether to cancel */
    public BackupCopier(BackupRepository from, BackupRepository to, Progress progress) {
        this.from = from;
        this.to = to;
        this.progress = progress;
    }

    /**
     * Copies one backup; its name must be free in the copy.
     *
     * @param source provides the documents of a backup that does not have them in its directory
     * @return bytes of contents that the copy did not have
     * @throws BackupException (CHECK_FAILED) if the backup is damaged, or the copy differs when it is read again,
     *     (EXISTS), (CANCELLED), (NO_SPACE, IO); there is no copy then
     */
    public long copy(Manifest backup, DocumentSource source) {
        Path directory = from.catalog().directoryOf(backup.name());
        Map<String, String> files = new TreeMap<>(backup.digests());
        files.keySet().removeIf(path -> !ArchiveFormat.isPartOfArchives(path));
        files.keySet()
                .forEach(
                        path -> progress.expect(directory.resolve(path).toFile().length()));
        try (BackupDraft draft = to.catalog().begin(backup.name(), progress);
                ContentWriter contents = to.contents().begin()) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                copyFile(directory.resolve(file.getKey()), draft.directory().resolve(file.getKey()), file.getValue());
            }
            List<FileEntry> added = files.containsKey(BackupDraft.FILES)
                    ? copyContents(draft.filesList(), contents)
                    : new ArrayList<>();
            contents.finish();
            readAgain(added);
            Manifest copied = backup;
            if (!backup.engine().equals(DocumentsCheck.EXPORT)) {
                copied = withDocuments(backup, draft, source);
            }
            progress.checkCancelled();
            progress.requireLock();
            draft.commit(copied);
            return contents.addedBytes();
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(to.catalog().directoryOf(backup.name()), 0, e);
        }
    }

    private void copyFile(Path file, Path copy, String sha256) throws IOException {
        progress.checkCancelled();
        DurableFiles.createDirectoriesUnsynced(copy.getParent());
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = open(file);
                OutputStream out = Channels.newOutputStream(DurableFiles.create(copy))) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
            }
        }
        if (!Digests.ofFile(copy, Progress.NONE).equals(sha256)) {
            throw BackupException.damaged(
                    file + " is damaged, or its copy " + copy + " differs when it is read again.");
        }
    }

    private InputStream open(Path file) {
        try {
            return ObservedStream.telling(progress, Files.newInputStream(file));
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(file, e);
        }
    }

    private List<FileEntry> copyContents(Path list, ContentWriter contents) throws IOException {
        List<FileEntry> missing = new ArrayList<>();
        long bytes = 0;
        try (DistinctContents all = new DistinctContents(list)) {
            for (FileEntry file = all.next(); file != null; file = all.next()) {
                if (!contents.contains(file.sha256())) {
                    missing.add(file);
                    bytes += file.size();
                }
            }
        }
        to.requireSpace(bytes);
        progress.expect(2 * bytes);
        for (FileEntry file : missing) {
            progress.checkCancelled();
            try (InputStream in =
                    ObservedStream.telling(progress, from.contents().open(file.sha256()))) {
                contents.store(in, file.size());
            }
        }
        return missing;
    }

    /** Reads the copied contents to their end, which compares them with their digests. */
    private void readAgain(List<FileEntry> contents) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (FileEntry file : contents) {
            progress.checkCancelled();
            try (InputStream in = ObservedStream.telling(progress, to.contents().open(file.sha256()))) {
                while (in.read(buffer) >= 0) {
                    // reading checks the digest
                }
            }
        }
    }

    private static Manifest withDocuments(Manifest backup, BackupDraft draft, DocumentSource source)
            throws IOException {
        Path indices = draft.directory().resolve("indices");
        DurableFiles.createDirectoriesUnsynced(indices);
        for (IndexEntry index : backup.indices()) {
            source.write(index, indices.resolve(index.name() + ".ndjson.gz"));
        }
        return ManifestFile.with(backup, DocumentSource.nowInTheDirectory());
    }
}
