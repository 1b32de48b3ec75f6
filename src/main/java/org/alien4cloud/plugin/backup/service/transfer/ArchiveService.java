package org.alien4cloud.plugin.backup.service.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.alien4cloud.plugin.backup.impact.Inventory;
import org.alien4cloud.plugin.backup.io.ByteSize;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.model.Passphrase;
import org.alien4cloud.plugin.backup.model.Phase;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.OperationRunner.Outcome;
import org.alien4cloud.plugin.backup.operation.RunningOperation;
import org.alien4cloud.plugin.backup.repository.ArchiveExporter;
import org.alien4cloud.plugin.backup.repository.ArchiveImporter;
import org.alien4cloud.plugin.backup.repository.BackupDraft;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.alien4cloud.plugin.backup.repository.ContentWriter;
import org.alien4cloud.plugin.backup.repository.Uploads;
import org.alien4cloud.plugin.backup.service.BackupContext;

/** Exports backups as archives, and imports archives, of this server or another one. */
public class ArchiveService {

    /**
     * Receives an archive. It is opened when the first bytes are ready, so that an earlier failure can still be
     * reported in another way. The service never closes it.
     */
    @FunctionalInterface
    public interface Sink {
        OutputStream open() throws IOException;
    }

    private static final DiskFailures FAILURES =
            new DiskFailures("", "Write it to another place.", "Free space, or write it to another place.");

    private final BackupContext context;
    private final OperationRunner runner;

    public ArchiveService(BackupContext context, OperationRunner runner) {
        this.context = context;
        this.runner = runner;
    }

    /** Returns the file name of a backup's archive. */
    public static String fileName(BackupName backup, boolean encrypted) {
        return backup + ".a4c-backup." + (encrypted ? "enc" : "zip");
    }

    /** @throws BackupException (NOT_FOUND) if there is no backup of this name, (CHECK_FAILED) if it is damaged */
    public void requireExisting(BackupName name) {
        context.repository().catalog().get(name);
    }

    /**
     * Writes the archive of a backup, in this thread.
     *
     * @param passphrase to encrypt it with; null for none
     * @throws BackupException (NOT_FOUND) if there is none of this name; (BUSY) if an operation runs; (CHECK_FAILED) if
     *     the backup is damaged; (ELASTICSEARCH), (CANCELLED), (NO_SPACE); (IO) also if the sink fails
     */
    public void export(BackupName name, Passphrase passphrase, String user, Sink sink) {
        context.repository().catalog().get(name);
        runner.run(OperationKind.EXPORT, name, user, operation -> {
            try {
                write(name, passphrase, sink, operation);
            } catch (IOException e) {
                throw new BackupException(
                        Kind.IO,
                        "The archive was not sent completely: the connection was closed, or the browser has no space for it ("
                                + e + ").",
                        e);
            }
            return Outcome.DONE;
        });
    }

    /**
     * Starts to write the archive of a backup into a file. It appears when it is complete, and replaces an existing
     * one.
     *
     * @param passphrase to encrypt it with; null for none
     * @throws BackupException (NOT_FOUND) if there is no backup of this name; (BUSY) if an operation runs. The
     *     operation fails as {@link #export}.
     */
    public Operation startExport(BackupName name, Passphrase passphrase, String user, Path file) {
        Manifest manifest = context.repository().catalog().get(name);
        return runner.start(OperationKind.EXPORT, name, user, operation -> {
            Path draft = file.resolveSibling(file.getFileName() + DurableFiles.DRAFT_SUFFIX);
            try {
                Files.deleteIfExists(draft);
                try (OutputStream out = Channels.newOutputStream(DurableFiles.create(draft))) {
                    write(name, passphrase, () -> out, operation);
                }
                DurableFiles.syncFile(draft);
                DurableFiles.rename(draft, file);
            } catch (IOException e) {
                throw FAILURES.writing("write", file, manifest.bytes(), e);
            } finally {
                remove(draft, operation);
            }
            return Outcome.DONE;
        });
    }

    /** Removes the draft of an archive that was not completed, if there is one. */
    private static void remove(Path draft, RunningOperation operation) {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            operation.log("The unfinished archive could not be removed: " + DiskFailures.named(draft, e) + '.');
        }
    }

    private void write(BackupName name, Passphrase passphrase, Sink sink, RunningOperation operation)
            throws IOException {
        BackupRepository repository = context.repository();
        Manifest manifest = repository.catalog().get(name);
        repository.catalog().check(manifest);
        operation.phase(Phase.SENDING);
        try (BackupDraft scratch = repository.catalog().scratch(operation)) {
            new ArchiveExporter(repository, operation)
                    .write(
                            manifest,
                            scratch.directory(),
                            new SnapshotDocumentSource(context, manifest, scratch.directory(), operation),
                            passphrase,
                            sink.open());
        }
    }

    /**
     * Begins an upload. Bytes beyond the announced size are refused, and an upload with fewer bytes cannot be imported.
     *
     * @param bytes its size; 0 if unknown
     * @return its id
     * @throws BackupException (INVALID) if the number is negative, (NO_SPACE), (IO)
     */
    public String beginUpload(long bytes) {
        if (bytes < 0) {
            throw new InvalidInputException(
                    "An upload cannot have " + bytes + " bytes. Give its size, or 0 if it is unknown.");
        }
        context.repository().requireSpace(bytes);
        return uploads().begin(bytes);
    }

    /**
     * Begins an upload whose exact size is not known.
     *
     * @param bytes its maximum size; 0 if unknown
     * @return its id
     * @throws BackupException (NO_SPACE), (IO)
     */
    public String beginUploadOfAtMost(long bytes) {
        context.repository().requireSpace(bytes);
        return uploads().begin(0);
    }

    /** Appends bytes to an upload, as {@link Uploads#append}. */
    public long append(String id, long offset, InputStream in) throws IOException {
        return uploads().append(id, offset, in);
    }

    /** Returns how many bytes have arrived, as {@link Uploads#size}. */
    public long uploaded(String id) {
        return uploads().size(id);
    }

    /**
     * Tells whether an upload begins as encrypted archives do.
     *
     * @throws BackupException as {@link Uploads#file}
     */
    public boolean isEncrypted(String id) {
        return isEncrypted(uploads().file(id));
    }

    /**
     * Tells whether a file begins as encrypted archives do.
     *
     * @throws BackupException (IO) if it cannot be read
     */
    public static boolean isEncrypted(Path archive) {
        return ArchiveImporter.isEncrypted(archive);
    }

    /** Removes an upload, as {@link Uploads#remove}. */
    public void removeUpload(String id) {
        uploads().remove(id);
    }

    private Uploads uploads() {
        return context.repository().uploads();
    }

    /**
     * Starts to import a backup from an uploaded archive. The upload is removed when the import ends, even if it fails.
     *
     * @param wanted name for the backup; null to keep its own
     * @param passphrase of the archive; null if it is not encrypted
     * @throws BackupException (NOT_FOUND) if there is no such upload, (PRECONDITION) if some of the announced bytes are
     *     missing, (CHECK_FAILED) if it is not an archive or the passphrase is wrong, (INVALID) if a passphrase is
     *     missing or not needed, (EXISTS) if the name is taken, (BUSY) if an operation runs. The upload is kept then.
     */
    public Operation startImport(String id, BackupName wanted, Passphrase passphrase, String user) {
        BackupRepository repository = context.repository();
        BackupName own = ArchiveImporter.nameIn(uploads().complete(id), passphrase);
        BackupName name = wanted == null ? own : wanted;
        repository.catalog().requireNew(name);
        return runner.start(OperationKind.IMPORT, name, user, operation -> {
            try {
                importUpload(id, name, passphrase, user, operation);
                context.history().requireUndamaged(name);
                return Outcome.DONE;
            } finally {
                uploads().remove(id);
            }
        });
    }

    private void importUpload(
            String id, BackupName name, Passphrase passphrase, String user, RunningOperation operation) {
        BackupRepository repository = context.repository();
        ArchiveImporter archive = new ArchiveImporter(uploads().file(id), passphrase, repository, operation);
        try (BackupDraft draft = repository.catalog().begin(name, operation);
                ContentWriter contents = repository.contents().begin()) {
            operation.phase(Phase.UNPACKING);
            Manifest found = archive.unpack(draft, contents);
            operation.phase(Phase.CHECKING_ARCHIVE);
            archive.check(found, draft);
            if (found.digests().containsKey(Inventory.FILE)) {
                Inventory.read(draft.directory().resolve(Inventory.FILE));
            }
            operation.phase(Phase.COMMITTING);
            operation.checkCancelled();
            operation.requireLock();
            Manifest imported = archive.commit(found, draft, contents, name, user);
            operation.log(String.format(
                    Locale.ROOT,
                    "Imported backup %s of %s, cluster %s: %,d files (%s, %s of them new here), %,d documents in %d "
                            + "indices.",
                    name,
                    found.dataDirectory(),
                    found.clusterName(),
                    imported.files(),
                    ByteSize.of(imported.bytes()),
                    ByteSize.of(imported.addedBytes()),
                    imported.documents(),
                    imported.indices().size()));
        }
    }
}
