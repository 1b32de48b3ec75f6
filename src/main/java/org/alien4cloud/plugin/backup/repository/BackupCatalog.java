package org.alien4cloud.plugin.backup.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
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
 * The backups of a repository. A backup is a directory with its final name and a valid manifest; there is nothing in
 * between.
 *
 * <p>Reading is safe beside everything. {@link #begin}, {@link #sweep} and {@link #removeLeftovers} need the
 * repository's lock, which the caller holds; {@link #sweep} refuses while a {@link ContentWriter} is open in this
 * process.
 */
public final class BackupCatalog {

    private static final Logger LOGGER = LoggerFactory.getLogger(BackupCatalog.class);

    private final Path directory;
    private final ContentStore contents;
    private final StaleDirectories leftovers;
    private final String repositoryId;

    BackupCatalog(Path repositoryDirectory, ContentStore contents, String repositoryId) throws IOException {
        this.repositoryId = repositoryId;
        this.directory = repositoryDirectory.resolve("backups");
        this.contents = contents;
        this.leftovers = new StaleDirectories(directory);
        DurableFiles.createDirectories(directory);
    }

    /**
     * All backups, newest first. One whose manifest is damaged, or that is of another repository, is logged and left
     * out.
     *
     * @throws BackupException (IO) if the directory cannot be read
     */
    public List<Manifest> list() {
        List<Manifest> manifests = new ArrayList<>();
        for (Path backup : directories()) {
            try {
                manifests.add(ManifestFile.read(backup, repositoryId));
            } catch (BackupException e) {
                LOGGER.warn("Not listed: {}", e.getMessage());
            }
        }
        manifests.sort(Comparator.comparingLong(Manifest::startedAt)
                .thenComparing(Manifest::name)
                .reversed());
        return manifests;
    }

    /**
     * The backup's manifest.
     *
     * @throws BackupException (NOT_FOUND) if there is no backup of that name, (CHECK_FAILED) if its manifest is damaged
     *     or that of another repository
     */
    public Manifest get(BackupName name) {
        requireExisting(name);
        return ManifestFile.read(directoryOf(name), repositoryId);
    }

    /** Whether the name is taken, be it by a damaged backup. */
    public boolean exists(BackupName name) {
        return Files.exists(directoryOf(name));
    }

    /** Where a backup of that name is or would be. */
    public Path directoryOf(BackupName name) {
        return directory.resolve(name.value());
    }

    /**
     * The files of a backup, to be closed by the caller.
     *
     * @throws BackupException (NOT_FOUND) if there is no such backup, (CHECK_FAILED) if the list is damaged or missing
     */
    public EntryReader files(BackupName name) {
        requireExisting(name);
        Path list = directoryOf(name).resolve(BackupDraft.FILES);
        if (!Files.exists(list)) {
            throw BackupException.damaged("The backup " + name + " is damaged: " + list + " is missing.");
        }
        return new EntryReader(list);
    }

    /**
     * Compares a backup's lists with the digests in its manifest. Contents are compared when they are read.
     *
     * @throws BackupException (CHECK_FAILED) naming the first file that is missing or damaged
     */
    public void check(Manifest manifest) {
        check(manifest, path -> true, Progress.NONE);
    }

    /**
     * The same for those files of its directory only that are needed, by their paths in it.
     *
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
                            + file + " is not that in its manifest.");
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
     * @throws BackupException (EXISTS) if the name is taken, (NO_SPACE, IO) if its directory cannot be made
     */
    public BackupDraft begin(BackupName name) {
        return begin(name, Progress.NONE);
    }

    /**
     * @param owner asked for the lock before anything is removed, should the backup not come about: see
     *     {@link Progress#requireLock}
     */
    public BackupDraft begin(BackupName name, Progress owner) {
        requireNew(name);
        return draft(name, owner);
    }

    /**
     * A place for files of some work on backups; closing it removes them, and so does the next start after a crash.
     *
     * @throws BackupException (NO_SPACE, IO) if its directory cannot be made
     */
    public BackupDraft scratch(Progress owner) {
        return draft(null, owner);
    }

    private BackupDraft draft(BackupName name, Progress owner) {
        Path draft = directory.resolve(RepositoryNames.INCOMPLETE + RepositoryNames.randomId());
        try {
            DurableFiles.createDirectoriesUnsynced(draft);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(draft, 0, e);
        }
        return new BackupDraft(this, name, draft, contents, owner);
    }

    /** Removes a draft, and what was published for it. */
    void drop(Path draft, int publicationsBefore, Progress owner) {
        if (contents.publications() == publicationsBefore) {
            leftovers.remove(Collections.singletonList(draft));
        } else {
            purge(draft, owner);
        }
    }

    /**
     * Takes a backup, damaged or not, out of the catalog, by one rename. It is gone from here on; {@link #purge} frees
     * what it used.
     *
     * @return where its files are now
     * @throws BackupException (NOT_FOUND) if there is no such backup, (IO) if it cannot be renamed
     */
    public Path withdraw(BackupName name) {
        requireExisting(name);
        Path withdrawn = directory.resolve(RepositoryNames.DELETED + RepositoryNames.randomId());
        try {
            Files.move(directoryOf(name), withdrawn, StandardCopyOption.ATOMIC_MOVE);
            DurableFiles.syncDirectory(directory);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(withdrawn, 0, e);
        }
        return withdrawn;
    }

    /**
     * Frees what only a backup needed that was withdrawn or not completed, then removes its directory: as long as that
     * is there, a later {@link #removeLeftovers} goes on with what was stopped here, or had to be postponed.
     *
     * @throws BackupException (IO) if it cannot be removed; as {@link #sweep}
     */
    public SweepResult purge(Path leftover) {
        return purge(leftover, Progress.NONE);
    }

    /** @param owner asked for the lock before anything is removed: see {@link Progress#requireLock} */
    public SweepResult purge(Path leftover, Progress owner) {
        return purge(Collections.singletonList(leftover), owner);
    }

    private SweepResult purge(List<Path> directories, Progress owner) {
        SweepResult result;
        try {
            result = sweep(owner);
        } catch (BackupException e) {
            if (e.kind() == Kind.CHECK_FAILED) {
                // would fail again and again: the next deletion sweeps anyway
                leftovers.removeAfter(e, directories);
            }
            throw e;
        }
        if (result.postponedPacks() == 0) {
            leftovers.remove(directories);
        }
        return result;
    }

    /** The directories of backups that were not completed, and of deletions that did not come to their end. */
    public List<Path> leftovers() {
        return leftovers.list();
    }

    /**
     * Removes the contents that no backup names.
     *
     * @throws BackupException (CHECK_FAILED) if a backup's list of files is damaged: what it needs cannot be told, so
     *     nothing is removed; (IO, NO_SPACE) if a file cannot be read, removed or rewritten
     */
    public SweepResult sweep() {
        return sweep(Progress.NONE);
    }

    private SweepResult sweep(Progress owner) {
        Sweep sweep = new Sweep(contents, owner);
        for (Path child : children()) {
            if (mayNeedContents(child)) {
                markLive(child.resolve(BackupDraft.FILES), sweep);
            }
        }
        try {
            SweepResult result = sweep.run();
            contents.damage()
                    .retain(children().stream()
                            .filter(child -> !isLeftover(child))
                            .collect(Collectors.toList()));
            return result;
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(contents.packsDirectory(), 0, e);
        }
    }

    /**
     * Removes what backups, deletions and sweeps left behind that never came to their end, contents included. To be
     * called once when the repository's lock was taken, before anything else is written.
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
        List<Path> directories = leftovers.list();
        if (directories.isEmpty()) {
            return found;
        }
        purge(directories, Progress.NONE);
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

    /**
     * Whether a child of the directory of backups has, or should have, a list of files. One that somebody has renamed
     * counts too, and what cannot be looked at must not be taken for nothing.
     */
    private boolean mayNeedContents(Path child) {
        String name = child.getFileName().toString();
        if (isLeftover(child) || RepositoryLayout.isOfTheFileSystem(name)) {
            return false;
        }
        try {
            if (!Files.readAttributes(child, BasicFileAttributes.class).isDirectory()) {
                return false;
            }
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(child, e);
        }
        return RepositoryLayout.isBackupName(name)
                ? !namesNoFiles(child)
                : !Files.notExists(child.resolve(BackupDraft.FILES));
    }

    private static boolean isLeftover(Path child) {
        String name = child.getFileName().toString();
        return name.startsWith(RepositoryNames.INCOMPLETE) || name.startsWith(RepositoryNames.DELETED);
    }

    /** A valid manifest without a digest of the list says that the backup never had one. */
    private boolean namesNoFiles(Path backup) {
        try {
            return !ManifestFile.read(backup, repositoryId).digests().containsKey(BackupDraft.FILES);
        } catch (BackupException e) {
            return false;
        }
    }

    private static void markLive(Path list, Sweep sweep) {
        if (!Files.exists(list)) {
            throw BackupException.damaged(
                    "Nothing was swept: " + list + " is missing. Delete that damaged backup, then space can be freed.");
        }
        try (EntryReader entries = new EntryReader(list)) {
            while (entries.hasNext()) {
                String sha256 = entries.next().sha256();
                if (sha256 != null) {
                    sweep.live(sha256);
                }
            }
        } catch (BackupException e) {
            throw new BackupException(
                    e.kind(),
                    "Nothing was swept: " + e.getMessage() + " Delete that damaged backup, then space can be freed.",
                    e);
        }
    }

    private List<Path> directories() {
        return children().stream()
                .filter(child ->
                        RepositoryLayout.isBackupName(child.getFileName().toString()) && Files.isDirectory(child))
                .collect(Collectors.toList());
    }

    private List<Path> children() {
        try {
            return RepositoryNames.children(directory);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(directory, e);
        }
    }
}
