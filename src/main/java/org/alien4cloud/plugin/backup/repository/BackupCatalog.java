package org.alien4cloud.plugin.backup.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists, opens, begins and deletes the backups of a repository. A backup is a directory with its final name and a valid
 * manifest; there are no states in between.
 *
 * <p>Reading is safe at any time. {@link #begin}, {@link #sweep} and {@link #removeLeftovers} need the repository's
 * lock, which the caller holds. {@link #sweep} refuses to run while a {@link ContentWriter} is open in this process.
 */
public final class BackupCatalog {

    private static final Logger LOGGER = LoggerFactory.getLogger(BackupCatalog.class);

    private final Path directory;
    private final ContentStore contents;
    private final BackupCleanup cleanup;
    private final String repositoryId;

    BackupCatalog(Path repositoryDirectory, ContentStore contents, String repositoryId) throws IOException {
        this.repositoryId = repositoryId;
        this.directory = repositoryDirectory.resolve("backups");
        this.contents = contents;
        this.cleanup = new BackupCleanup(directory, contents, repositoryId);
        DurableFiles.createDirectories(directory);
    }

    /**
     * Returns all backups, newest first. A backup whose manifest is damaged or belongs to another repository is logged
     * and left out.
     *
     * @throws BackupException (IO) if the directory cannot be read
     */
    public List<Manifest> list() {
        List<Manifest> manifests = new ArrayList<>();
        for (Path backup : directories()) {
            try {
                manifests.add(ManifestFile.read(backup, repositoryId));
            } catch (BackupException e) {
                LOGGER.warn("A backup is left out of the list: {}", e.getMessage());
            }
        }
        manifests.sort(Comparator.comparingLong(Manifest::startedAt)
                .thenComparing(Manifest::name)
                .reversed());
        return manifests;
    }

    /**
     * Returns the backup's manifest.
     *
     * @throws BackupException (NOT_FOUND) if there is no backup of that name, (CHECK_FAILED) if its manifest is damaged
     *     or belongs to another repository
     */
    public Manifest get(BackupName name) {
        requireExisting(name);
        return ManifestFile.read(directoryOf(name), repositoryId);
    }

    /** Tells whether the name is taken, even by a damaged backup. */
    public boolean exists(BackupName name) {
        return Files.exists(directoryOf(name));
    }

    /** Returns the directory that a backup of that name has or would have. */
    public Path directoryOf(BackupName name) {
        return directory.resolve(name.value());
    }

    /**
     * Opens the list of a backup's files; the caller closes it.
     *
     * @throws BackupException (NOT_FOUND) if there is no such backup, (CHECK_FAILED) if the list is damaged or missing
     */
    public FileEntryReader files(BackupName name) {
        requireExisting(name);
        Path list = directoryOf(name).resolve(BackupDraft.FILES);
        if (!Files.exists(list)) {
            throw BackupException.damaged("The backup " + name + " is damaged: " + list + " is missing.");
        }
        return new FileEntryReader(list);
    }

    /**
     * Compares all files of a backup's directory with the digests in its manifest. Contents are checked when they are
     * read.
     *
     * @throws BackupException (CHECK_FAILED) naming the first file that is missing or damaged
     */
    public void check(Manifest manifest) {
        check(manifest, path -> true, Progress.NONE);
    }

    /**
     * Does the same for some files of its directory only.
     *
     * @param needed selects files by their path in the backup's directory
     * @param progress asked whether to stop
     */
    public void check(Manifest manifest, Predicate<String> needed, Progress progress) {
        Path backup = directoryOf(manifest.name());
        manifest.digests().forEach((path, expected) -> {
            if (!needed.test(path)) {
                return;
            }
            Path file = backup.resolve(path);
            try {
                if (!expected.equals(Digests.ofFile(file, progress))) {
                    throw BackupException.damaged("The backup " + manifest.name() + " is damaged: the SHA-256 of "
                            + file + " differs from the one in its manifest.");
                }
            } catch (NoSuchFileException e) {
                throw BackupException.damaged(
                        "The backup " + manifest.name() + " is damaged: " + file + " is missing.");
            } catch (IOException e) {
                throw DiskFailures.BACKUP_DIRECTORY.reading(file, e);
            }
        });
    }

    /**
     * Begins a backup.
     *
     * @throws BackupException (EXISTS) if the name is taken, (NO_SPACE, IO) if its directory cannot be created
     */
    public BackupDraft begin(BackupName name) {
        return begin(name, Progress.NONE);
    }

    /**
     * Begins a backup.
     *
     * @param owner asked for the lock before an uncommitted draft is removed: see {@link Progress#requireLock}
     */
    public BackupDraft begin(BackupName name, Progress owner) {
        requireNew(name);
        return draft(name, owner);
    }

    /**
     * Creates a directory for temporary files. Closing it removes them, and so does the next start after a crash.
     *
     * @throws BackupException (NO_SPACE, IO) if the directory cannot be created
     */
    public BackupDraft scratch(Progress owner) {
        return draft(null, owner);
    }

    private BackupDraft draft(BackupName name, Progress owner) {
        Path draft = directory.resolve(TemporaryNames.INCOMPLETE + TemporaryNames.randomId());
        try {
            DurableFiles.createDirectoriesUnsynced(draft);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(draft, 0, e);
        }
        return new BackupDraft(this, name, draft, contents, owner);
    }

    /** Removes a draft and the contents that were published for it. */
    void discardDraft(Path draft, int publicationsBefore, Progress owner) {
        if (contents.publications() == publicationsBefore) {
            cleanup.leftovers().remove(Collections.singletonList(draft));
        } else {
            purge(draft, owner);
        }
    }

    /**
     * Removes a backup, damaged or not, from the catalog by one rename. {@link #purge} then frees its space.
     *
     * @return where its files are now
     * @throws BackupException (NOT_FOUND) if there is no such backup, (IO) if it cannot be renamed
     */
    public Path withdraw(BackupName name) {
        requireExisting(name);
        Path withdrawn = directory.resolve(TemporaryNames.DELETED + TemporaryNames.randomId());
        try {
            Files.move(directoryOf(name), withdrawn, StandardCopyOption.ATOMIC_MOVE);
            DurableFiles.syncDirectory(directory);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(withdrawn, 0, e);
        }
        return withdrawn;
    }

    /**
     * Frees what only a deleted or incomplete backup needed, then removes its directory. While the directory exists, a
     * later {@link #removeLeftovers} continues what was stopped or postponed here.
     *
     * @throws BackupException (IO) if it cannot be removed; as {@link #sweep}
     */
    public SweepResult purge(Path leftover) {
        return purge(leftover, Progress.NONE);
    }

    /**
     * Does the same, asking for the lock first.
     *
     * @param owner asked for the lock before anything is removed: see {@link Progress#requireLock}
     */
    public SweepResult purge(Path leftover, Progress owner) {
        return cleanup.purge(Collections.singletonList(leftover), owner);
    }

    /** Returns the directories of incomplete backups and unfinished deletions. */
    public List<Path> leftovers() {
        return cleanup.leftovers().list();
    }

    /**
     * Removes the contents that no backup names.
     *
     * @throws BackupException (CHECK_FAILED) if a backup's list of files is damaged: then it is unknown what it needs,
     *     so nothing is removed; (IO, NO_SPACE) if a file cannot be read, removed or rewritten
     */
    public SweepResult sweep() {
        return cleanup.sweep(Progress.NONE);
    }

    /**
     * Removes everything that interrupted backups, deletions and sweeps left behind, contents included. To be called
     * once after the repository's lock was taken, before anything else is written.
     *
     * @return whether there was anything
     * @throws BackupException (IO) if it cannot be removed; as {@link #sweep}
     */
    public boolean removeLeftovers() {
        boolean found;
        try {
            found = contents.removeLeftovers();
            for (Path backup : directories()) {
                found |= SealedFile.removeDrafts(backup);
            }
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(directory, 0, e);
        }
        List<Path> directories = cleanup.leftovers().list();
        if (directories.isEmpty()) {
            return found;
        }
        cleanup.purge(directories, Progress.NONE);
        return true;
    }

    /** @throws BackupException (EXISTS) if there is a backup of this name */
    public void requireNew(BackupName name) {
        if (exists(name)) {
            throw new BackupException(
                    Kind.EXISTS,
                    "There is a backup named '" + name + "' already. Choose another name or delete it first.");
        }
    }

    /** @throws BackupException (NOT_FOUND) if there is no backup of this name */
    public void requireExisting(BackupName name) {
        if (!exists(name)) {
            throw new BackupException(Kind.NOT_FOUND, "There is no backup named '" + name + "'.");
        }
    }

    private List<Path> directories() {
        try {
            return TemporaryNames.children(directory).stream()
                    .filter(child ->
                            RepositoryLayout.isBackupName(child.getFileName().toString()) && Files.isDirectory(child))
                    .collect(Collectors.toList());
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(directory, e);
        }
    }
}
