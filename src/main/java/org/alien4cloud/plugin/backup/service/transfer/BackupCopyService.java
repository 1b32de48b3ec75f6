package org.alien4cloud.plugin.backup.service.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.io.ByteSize;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupNote;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.model.Phase;
import org.alien4cloud.plugin.backup.operation.OperationListener;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.OperationRunner.Outcome;
import org.alien4cloud.plugin.backup.operation.RepositoryLock;
import org.alien4cloud.plugin.backup.operation.RepositoryLocks;
import org.alien4cloud.plugin.backup.operation.RunningOperation;
import org.alien4cloud.plugin.backup.repository.BackupCatalog;
import org.alien4cloud.plugin.backup.repository.BackupCopier;
import org.alien4cloud.plugin.backup.repository.BackupDraft;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.alien4cloud.plugin.backup.service.policy.SettingsFile;

/**
 * Keeps a second copy of the backup directory in {@code backup.copy.directory}. A restore from it needs nothing else.
 * It is updated after each operation that adds or deletes backups.
 */
public class BackupCopyService implements OperationListener {

    /** The user name of copies that start automatically. */
    static final String USER = "copy";

    private static final List<OperationKind> CHANGING = Collections.unmodifiableList(Arrays.asList(
            OperationKind.BACKUP,
            OperationKind.IMPORT,
            OperationKind.DELETE,
            OperationKind.PRUNE,
            OperationKind.RESTORE));

    private final BackupContext context;
    private final OperationRunner runner;
    private final RepositoryLocks locks;
    private volatile boolean due = true;

    public BackupCopyService(BackupContext context, OperationRunner runner) {
        this.context = context;
        this.runner = runner;
        this.locks =
                context.properties().copyDirectory().map(RepositoryLocks::new).orElse(null);
    }

    /** Begins to watch for operations that add or delete backups. */
    public void start() {
        runner.addListener(this);
    }

    @Override
    public void ended(Operation operation) {
        if (CHANGING.contains(operation.kind())) {
            due = true;
        }
    }

    /** Starts to copy if the copy is out of date and no operation runs. */
    public void poll() {
        if (!due
                || !context.properties().copyDirectory().isPresent()
                || !context.isSetUp()
                || runner.current().isPresent()) {
            return;
        }
        try {
            due = false;
            if (!isComplete()) {
                start(USER);
            }
        } catch (BackupException e) {
            due = e.kind() == Kind.BUSY;
            if (!due) {
                throw e;
            }
        }
    }

    private boolean isComplete() {
        Path directory = requirePlace();
        return BackupRepository.isIn(directory)
                && missing().isEmpty()
                && surplus(BackupRepository.open(directory, null)).isEmpty();
    }

    /**
     * Starts to bring the copy up to date.
     *
     * @throws BackupException (PRECONDITION) if the directory cannot be used, (BUSY) if an operation runs
     */
    public Operation start(String user) {
        requirePlace();
        return runner.start(OperationKind.REPLICATE, null, user, operation -> {
            operation.phase(Phase.COPYING);
            copyLocked(operation);
            return Outcome.DONE;
        });
    }

    /** @throws BackupException (PRECONDITION) if the directory cannot be used; the message says why */
    Path requirePlace() {
        Path directory = context.properties()
                .copyDirectory()
                .orElseThrow(() -> new BackupException(
                        Kind.PRECONDITION,
                        "No second copy is configured. Set backup.copy.directory to a directory on another disk."));
        Path copy = DurableFiles.realPath(directory);
        for (Path other : Arrays.asList(
                context.platform().dataDirectory(), context.properties().directory())) {
            Path real = DurableFiles.realPath(other);
            if (copy.startsWith(real) || real.startsWith(copy)) {
                throw new BackupException(
                        Kind.PRECONDITION,
                        "The second copy cannot be in " + directory + ", since it must be neither inside nor around "
                                + other + ". Set backup.copy.directory to a separate directory, best on another disk.");
            }
        }
        if (!Files.isDirectory(copy.getParent())) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "The directory " + copy.getParent() + " for the second copy in " + directory
                            + " is missing. Mount its disk, or create the directory.");
        }
        return directory;
    }

    private void copyLocked(RunningOperation operation) {
        Optional<RepositoryLock> lock = locks.tryAcquire("copy");
        if (!lock.isPresent()) {
            throw new BackupException(Kind.BUSY, "Another process uses the second copy: " + locks.refusal());
        }
        try (RepositoryLock held = lock.get()) {
            BackupRepository copy = BackupRepository.openCopy(requirePlace(), context.repository());
            copy.catalog().removeLeftovers();
            List<String> failures = copyMissing(copy, operation);
            removeSurplus(copy, operation);
            copySettings(copy);
            if (!failures.isEmpty()) {
                throw new BackupException(
                        Kind.CHECK_FAILED,
                        failures.size() + " backups could not be copied; all others are in the copy. "
                                + failures.get(0));
            }
        } catch (BackupException e) {
            if (e.kind() == Kind.NO_SPACE) {
                // the code that writes contents does not know that it writes the copy
                throw new BackupException(
                        Kind.NO_SPACE, e.getMessage().replace("backup.directory", "backup.copy.directory"), e);
            }
            throw e;
        }
    }

    /** @return why backups could not be copied; empty if all were */
    private List<String> copyMissing(BackupRepository copy, RunningOperation operation) {
        List<String> failures = new ArrayList<>();
        for (Manifest backup : missing(copy)) {
            locks.requireHeld();
            try {
                if (copy.catalog().exists(backup.name())) {
                    // a former backup of the same name, or a damaged copy
                    remove(copy.catalog(), backup, operation);
                }
                copy(backup, copy, operation);
            } catch (BackupException e) {
                if (e.kind() != Kind.CHECK_FAILED && e.kind() != Kind.PRECONDITION) {
                    throw e;
                }
                operation.log("Not copied: " + backup.name() + ": " + e.getMessage());
                failures.add(e.getMessage());
            }
        }
        for (Manifest backup : context.repository().catalog().list()) {
            BackupNote note = context.repository().notes().of(backup);
            if (copy.catalog().exists(backup.name())
                    && !note.equals(copy.notes().of(backup))) {
                copy.notes().write(backup.name(), note);
            }
        }
        return failures;
    }

    private void copy(Manifest backup, BackupRepository copy, RunningOperation operation) {
        BackupRepository original = context.repository();
        long bytes;
        try (BackupDraft scratch = original.catalog().scratch(operation)) {
            bytes = new BackupCopier(original, copy, operation)
                    .copy(backup, new SnapshotDocumentSource(context, backup, scratch.directory(), operation));
        }
        operation.log("Copied " + backup.name() + ": " + ByteSize.of(bytes) + " were new.");
    }

    /** Removes backups that are no longer here, unless none is left here: then the copy may be the last one. */
    private void removeSurplus(BackupRepository copy, RunningOperation operation) {
        List<Manifest> surplus = surplus(copy);
        if (!surplus.isEmpty() && context.repository().catalog().list().isEmpty()) {
            operation.log("The backup directory has no backups, so the " + surplus.size() + " in the copy are kept.");
            return;
        }
        for (Manifest backup : surplus) {
            locks.requireHeld();
            remove(copy.catalog(), backup, operation);
        }
    }

    private void remove(BackupCatalog catalog, Manifest backup, RunningOperation operation) {
        operation.checkCancelled();
        operation.log("Removing " + backup.name() + " from the copy, since it was deleted here.");
        catalog.purge(catalog.withdraw(backup.name()), operation);
    }

    private void copySettings(BackupRepository copy) {
        Path settings = context.properties().directory().resolve(SettingsFile.NAME);
        if (Files.exists(settings)) {
            Path target = copy.directory().resolve(SettingsFile.NAME);
            try {
                DurableFiles.replace(target, Files.readAllBytes(settings));
            } catch (IOException e) {
                throw DiskFailures.BACKUP_DIRECTORY.writing("write", target, 0, e);
            }
        }
    }

    /**
     * Returns the backups that the copy does not have, the oldest first.
     *
     * @throws BackupException as {@link #requirePlace}; also if the directory has another repository
     */
    public List<Manifest> missing() {
        Path directory = requirePlace();
        return BackupRepository.isIn(directory)
                ? missing(BackupRepository.openCopy(directory, context.repository()))
                : oldestFirst();
    }

    private List<Manifest> missing(BackupRepository copy) {
        List<Manifest> copied = copy.catalog().list();
        return oldestFirst().stream()
                .filter(backup -> copied.stream().noneMatch(other -> isSame(backup, other)))
                .collect(Collectors.toList());
    }

    private List<Manifest> surplus(BackupRepository copy) {
        BackupCatalog here = context.repository().catalog();
        return copy.catalog().list().stream()
                .filter(backup -> !here.exists(backup.name()))
                .collect(Collectors.toList());
    }

    private List<Manifest> oldestFirst() {
        List<Manifest> all = new ArrayList<>(context.repository().catalog().list());
        Collections.reverse(all);
        return all;
    }

    /** Compares by name and times: manifests differ if the copy has exported documents and the original a snapshot. */
    private static boolean isSame(Manifest backup, Manifest other) {
        return backup.name().equals(other.name())
                && backup.startedAt() == other.startedAt()
                && backup.endedAt() == other.endedAt();
    }
}
