package org.alien4cloud.plugin.backup.service.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.alien4cloud.plugin.backup.impact.Inventory;
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

/** Gives backups out as archives, and takes them in again, here or on another server. */
public class ArchiveService {

    /**
     * Where an archive goes. Opened when there is something to be written: until then, a failure can be told in another
     * way; never closed here.
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

    /** Gives the name of a backup's archive. */
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
     * @param passphrase that it is encrypted with; null for none
     * @throws BackupException (NOT_FOUND) if there is none of this name; (BUSY) if an operation runs; (CHECK_FAILED) if
     *     the backup is damaged; (ELASTICSEARCH), (CANCELLED), (NO_SPACE); (IO) also if the sink does not take it to
     *     its end
     */
    public void export(BackupName name, Passphrase passphrase, String user, Sink sink) {
        context.repository().catalog().get(name);
        runner.run(OperationKind.EXPORT, name, user, operation -> {
            try {
                write(name, passphrase, sink, operation);
            } catch (IOException e) {
                throw new BackupException(
                        Kind.IO,
                        "The archive was not taken to its end: the connection was closed, or the browser has no room for it ("
                                + e + ").",
                        e);
            }
            return Outcome.DONE;
        });
    }

    /**
     * Starts to write the archive of a backup into a file, which appears when it is complete, and replaces one that is
     * there.
     *
     * @param passphrase that it is encrypted with; null for none
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

    /** Of an archive that was not completed; else there is none. */
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
     * Begins an upload. More bytes than are announced here are refused, and fewer are not taken for the whole.
     *
     * @param bytes that it will have; 0 if that is not known
     * @return its id
     * @throws BackupException (INVALID) if the number is negative, (NO_SPACE), (IO)
     */
    public String beginUpload(long bytes) {
        if (bytes < 0) {
            throw new InvalidInputException(
                    "An upload cannot have " + bytes + " bytes. Give its size, or 0 if you do not know it.");
        }
        context.repository().requireSpace(bytes);
        return uploads().begin(bytes);
    }

    /**
     * Begins an upload of a size that is not exactly known.
     *
     * @param bytes that it will have at most; 0 if that is not known
     * @return its id
     * @throws BackupException (NO_SPACE), (IO)
     */
    public String beginUploadOfAtMost(long bytes) {
        context.repository().requireSpace(bytes);
        return uploads().begin(0);
    }

    /** As {@link Uploads#append}. */
    public long append(String id, long offset, InputStream in) throws IOException {
        return uploads().append(id, offset, in);
    }

    /** As {@link Uploads#size}. */
    public long uploaded(String id) {
        return uploads().size(id);
    }

    /** Whether what has arrived begins as encrypted archives do. @throws BackupException as {@link Uploads#file} */
    public boolean isEncrypted(String id) {
        return isEncrypted(uploads().file(id));
    }

    /** Whether a file begins as encrypted archives do. @throws BackupException (IO) if it cannot be read */
    public static boolean isEncrypted(Path archive) {
        return ArchiveImporter.isEncrypted(archive);
    }

    /** As {@link Uploads#remove}. */
    public void removeUpload(String id) {
        uploads().remove(id);
    }

    private Uploads uploads() {
        return context.repository().uploads();
    }

    /**
     * Starts to take a backup out of an uploaded archive. The upload is removed when that ends, whatever the end.
     *
     * @param wanted the name that the backup gets; null for the one that it has
     * @param passphrase that the archive was encrypted with; null if it was not
     * @throws BackupException (NOT_FOUND) if there is no such upload, (PRECONDITION) if it lacks some of the announced
     *     bytes, (CHECK_FAILED) if it is no archive or the passphrase is wrong, (INVALID) if it needs one or has none,
     *     (EXISTS) if the name is taken, (BUSY) if an operation runs; the upload is kept then
     */
    public Operation startImport(String id, BackupName wanted, Passphrase passphrase, String user) {
        BackupRepository repository = context.repository();
        BackupName own = ArchiveImporter.nameIn(uploads().complete(id), passphrase);
        BackupName name = wanted == null ? own : wanted;
        if (repository.catalog().exists(name)) {
            throw new BackupException(
                    Kind.EXISTS,
                    "There is a backup named '" + name + "' already. Take this one in under another name.");
        }
        return runner.start(OperationKind.IMPORT, name, user, operation -> {
            try {
                take(id, name, passphrase, user, operation);
                context.history().requireUndamaged(name);
                return Outcome.DONE;
            } finally {
                uploads().remove(id);
            }
        });
    }

    private void take(String id, BackupName name, Passphrase passphrase, String user, RunningOperation operation) {
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
            Manifest taken = archive.commit(found, draft, contents, name, user);
            operation.log(String.format(
                    Locale.ROOT,
                    "Backup %s of %s, made of the cluster %s: %,d files (%,d bytes, %,d of them new here), %,d documents in %d "
                            + "indices.",
                    name,
                    found.dataDirectory(),
                    found.clusterName(),
                    taken.files(),
                    taken.bytes(),
                    taken.addedBytes(),
                    taken.documents(),
                    taken.indices().size()));
        }
    }
}
