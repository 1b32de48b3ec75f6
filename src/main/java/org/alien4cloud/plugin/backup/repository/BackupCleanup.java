package org.alien4cloud.plugin.backup.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * Frees the space of deleted and unfinished backups: removes the contents that no backup names, then the directories
 * that are left over.
 */
final class BackupCleanup {

    private static final String NOTHING_REMOVED = "No content was removed: ";

    private final Path directory;
    private final ContentStore contents;
    private final String repositoryId;
    private final StaleDirectories leftovers;

    /** @param directory of the backups */
    BackupCleanup(Path directory, ContentStore contents, String repositoryId) {
        this.directory = directory;
        this.contents = contents;
        this.repositoryId = repositoryId;
        this.leftovers = new StaleDirectories(directory);
    }

    StaleDirectories leftovers() {
        return leftovers;
    }

    /** Sweeps the contents, then removes the directories unless the sweep postponed some packs. */
    SweepResult purge(List<Path> directories, Progress owner) {
        SweepResult result;
        try {
            result = sweep(owner);
        } catch (BackupException e) {
            if (e.kind() == Kind.CHECK_FAILED) {
                // this would fail at each start; the next deletion sweeps again anyway
                leftovers.removeAfter(e, directories);
            }
            throw e;
        }
        if (result.postponedPacks() == 0) {
            leftovers.remove(directories);
        }
        return result;
    }

    /**
     * Removes the contents that no backup names.
     *
     * @param owner asked for the lock before each removal
     * @throws BackupException as {@link BackupCatalog#sweep}
     */
    SweepResult sweep(Progress owner) {
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
     * Tells whether a child of the backups' directory has, or should have, a list of files. A renamed backup counts
     * too. A child that cannot be read is an error, since its contents may be needed.
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
        return name.startsWith(TemporaryNames.INCOMPLETE) || name.startsWith(TemporaryNames.DELETED);
    }

    /** Tells whether a valid manifest has no digest of the list: then the backup never had files. */
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
                    NOTHING_REMOVED + list + " is missing. Delete that damaged backup, then space can be freed.");
        }
        try (FileEntryReader entries = new FileEntryReader(list)) {
            while (entries.hasNext()) {
                String sha256 = entries.next().sha256();
                if (sha256 != null) {
                    sweep.markLive(sha256);
                }
            }
        } catch (BackupException e) {
            throw new BackupException(
                    e.kind(),
                    NOTHING_REMOVED + e.getMessage() + " Delete that damaged backup, then space can be freed.",
                    e);
        }
    }

    private List<Path> children() {
        try {
            return TemporaryNames.children(directory);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(directory, e);
        }
    }
}
