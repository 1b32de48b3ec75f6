package org.alien4cloud.plugin.backup.repository;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.ObservedStream;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Passphrase;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * Writes a backup as one archive: a zip with everything that the backup consists of. docs/format.md, "Archives",
 * specifies it. Documents that only Elasticsearch has are first copied to a scratch file, one index after the other;
 * everything else is streamed.
 */
public final class ArchiveExporter {

    private final BackupCatalog catalog;
    private final BackupNotes notes;
    private final ContentStore contents;
    private final Progress progress;

    /** @param progress receives the bytes that go into the archive, before they are compressed */
    public ArchiveExporter(BackupRepository repository, Progress progress) {
        this.catalog = repository.catalog();
        this.notes = repository.notes();
        this.contents = repository.contents();
        this.progress = progress;
    }

    /**
     * Writes the archive. If this fails, a reader can tell that the bytes written so far are incomplete.
     *
     * @param manifest of an existing backup
     * @param scratch an existing directory, used for one file at a time
     * @param source provides the documents of a backup that does not have them in its directory
     * @param passphrase to encrypt the archive with; null for none
     * @param out stays open
     * @throws BackupException (CHECK_FAILED) if the backup is damaged, (CANCELLED), (IO, NO_SPACE) if the repository
     *     cannot be read or the scratch directory cannot be written
     * @throws IOException if {@code out} fails
     */
    public void write(Manifest manifest, Path scratch, DocumentSource source, Passphrase passphrase, OutputStream out)
            throws IOException {
        Path directory = catalog.directoryOf(manifest.name());
        Path list = directory.resolve(BackupDraft.FILES);
        boolean listed = manifest.digests().containsKey(BackupDraft.FILES);
        Map<String, String> files = new TreeMap<>(manifest.digests());
        files.keySet().removeIf(path -> !ArchiveFormat.isPartOfArchives(path));
        boolean converted = !manifest.engine().equals(DocumentsCheck.EXPORT);
        expect(manifest, listed ? list : null);
        EncryptingStream encrypted =
                passphrase == null ? null : new EncryptingStream(out, ArchiveCipher.create(passphrase));
        try (ArchiveWriter archive = new ArchiveWriter(encrypted == null ? out : encrypted, manifest.startedAt())) {
            archive.addDescription(new ByteArrayInputStream(Json.pretty()
                    .writeValueAsBytes(new ArchiveFormat.Description(ArchiveFormat.VERSION, manifest.name()))));
            if (listed) {
                addFile(archive, BackupDraft.FILES, list);
                addContents(archive, list);
            }
            for (String path : files.keySet()) {
                if (!path.equals(BackupDraft.FILES)) {
                    addFile(archive, path, directory.resolve(path));
                }
            }
            if (converted) {
                for (IndexEntry index : manifest.indices()) {
                    addDocuments(archive, index, scratch, source, files);
                }
            }
            addManifest(archive, directory, notes.described(manifest), files);
            archive.finish();
            if (encrypted != null) {
                encrypted.finish();
            }
        }
    }

    private void expect(Manifest manifest, Path list) {
        manifest.digests().keySet().stream()
                .filter(ArchiveFormat::isPartOfArchives)
                .forEach(path -> progress.expect(catalog.directoryOf(manifest.name())
                        .resolve(path)
                        .toFile()
                        .length()));
        if (list != null) {
            try (DistinctContents all = new DistinctContents(list)) {
                for (FileEntry file = all.next(); file != null; file = all.next()) {
                    progress.expect(file.size());
                }
            }
        }
    }

    private void addContents(ArchiveWriter archive, Path list) throws IOException {
        try (DistinctContents all = new DistinctContents(list)) {
            for (FileEntry file = all.next(); file != null; file = all.next()) {
                try (InputStream in = ObservedStream.telling(progress, contents.open(file.sha256()))) {
                    archive.addContent(file.sha256(), new Readable(in, list));
                }
            }
        }
    }

    /** Adds a file of the backup's directory unchanged. Readers of the archive check its digest. */
    private void addFile(ArchiveWriter archive, String path, Path file) throws IOException {
        try (InputStream in = ObservedStream.telling(progress, open(file))) {
            archive.addFile(path, new Readable(in, file));
        }
    }

    private void addDocuments(
            ArchiveWriter archive, IndexEntry index, Path scratch, DocumentSource source, Map<String, String> files)
            throws IOException {
        String path = "indices/" + index.name() + ".ndjson.gz";
        Path file = scratch.resolve("documents.ndjson.gz");
        source.write(index, file);
        progress.expect(file.toFile().length());
        files.put(path, digest(file));
        addFile(archive, path, file);
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(file, 0, e);
        }
    }

    /**
     * Adds the manifest, as the last file because it has the digests of all others. Its engine is the one of the
     * archive, its description the current one.
     */
    private static void addManifest(ArchiveWriter archive, Path directory, Manifest manifest, Map<String, String> files)
            throws IOException {
        Map<String, Object> changed = DocumentSource.nowInTheDirectory();
        changed.put("digests", files);
        byte[] json = ManifestFile.json(ManifestFile.with(manifest, changed));
        archive.addFile(ManifestFile.NAME, new ByteArrayInputStream(json));
        archive.addFile(
                ManifestFile.DIGEST_NAME,
                new ByteArrayInputStream(ManifestFile.in(directory).digestOf(json)));
    }

    private String digest(Path file) {
        try {
            return Digests.ofFile(file, progress);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(file, e);
        }
    }

    private static InputStream open(Path file) {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(file, e);
        }
    }

    /**
     * Reports failures of the repository as {@link BackupException}, so that they differ from failures of the output.
     */
    private static final class Readable extends FilterInputStream {

        private final Path file;

        Readable(InputStream in, Path file) {
            super(in);
            this.file = file;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            try {
                return in.read(bytes, offset, length);
            } catch (IOException e) {
                throw DiskFailures.BACKUP_DIRECTORY.reading(file, e);
            }
        }
    }
}
