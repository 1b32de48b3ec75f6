package org.alien4cloud.plugin.backup.repository;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * Collects the files of a new backup in a directory, which {@link #commit} turns into a backup atomically. A draft that
 * is not committed is removed.
 */
public final class BackupDraft implements Closeable {

    /** The list of files in a backup's directory. */
    public static final String FILES = "files.jsonl.gz";
    /**
     * The list of the files that Elasticsearch keeps for a backup, in the backup's directory. Its paths are relative to
     * the snapshot repository.
     */
    public static final String SNAPSHOT_FILES = "snapshot-files.jsonl.gz";

    private final BackupCatalog catalog;
    private final BackupName name;
    private final Path directory;
    private final ContentStore contents;
    private final int publications;
    private final Progress owner;
    private boolean done;

    /**
     * @param name null if it is not to become a backup
     * @param contents in which nothing was stored for it yet
     */
    BackupDraft(BackupCatalog catalog, BackupName name, Path directory, ContentStore contents, Progress owner) {
        this.catalog = catalog;
        this.name = name;
        this.directory = directory;
        this.contents = contents;
        this.publications = contents.publications();
        this.owner = owner;
    }

    /** Returns the directory for the backup's files, all but the manifest. */
    public Path directory() {
        return directory;
    }

    /** Returns the path for the list of files. */
    public Path filesList() {
        return directory.resolve(FILES);
    }

    /**
     * Makes this a backup: computes digests, syncs all files, writes the manifest last and renames the directory. The
     * contents that its list of files names must be finished before. If some of them are known to be damaged, the new
     * backup counts as damaged from the start.
     *
     * @param manifest whose digests are replaced by those of the files in the directory
     * @return the manifest as written
     * @throws BackupException (EXISTS) if a backup of this name was made in the meantime, (NO_SPACE, IO) if it cannot
     *     be written
     */
    public Manifest commit(Manifest manifest) {
        if (done || name == null) {
            throw new IllegalStateException("This draft is committed or closed, or is a directory for temporary files");
        }
        if (!manifest.name().equals(name)) {
            throw new IllegalArgumentException("The manifest of " + manifest.name() + " does not belong to " + name);
        }
        try {
            Map<String, String> digests = new TreeMap<>();
            digest(directory, "", digests);
            Manifest complete = ManifestFile.with(manifest, Collections.singletonMap("digests", digests));
            ManifestFile.write(directory, complete);
            DurableFiles.syncDirectory(directory);
            contents.damage().add(name, directory, catalog.directoryOf(name).getParent(), contents);
            publish();
            return complete;
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(directory, 0, e);
        }
    }

    private void publish() throws IOException {
        Path target = catalog.directoryOf(name);
        synchronized (catalog) {
            catalog.requireNew(name);
            // rename(2) would replace an empty directory of that name, but never a backup, which has files
            Files.move(directory, target, StandardCopyOption.ATOMIC_MOVE);
        }
        done = true;
        DurableFiles.syncDirectory(target.getParent());
    }

    private static void digest(Path parent, String prefix, Map<String, String> digests) throws IOException {
        for (Path child : TemporaryNames.children(parent)) {
            String path = prefix + child.getFileName();
            if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                digest(child, path + "/", digests);
                DurableFiles.restrictDirectory(child);
                DurableFiles.syncDirectory(child);
            } else {
                digests.put(path, Digests.ofFile(child, Progress.NONE));
                DurableFiles.restrictFile(child);
                DurableFiles.syncFile(child);
            }
        }
    }

    /** Keeps the draft for {@link BackupCatalog#removeLeftovers}: {@link #close} then does nothing. */
    public void leave() {
        done = true;
    }

    /**
     * Removes the directory unless it has become a backup, and the contents that were finished for it. The writer of
     * the contents must be closed before.
     *
     * @throws BackupException if that fails: {@link BackupCatalog#removeLeftovers} removes the rest
     */
    @Override
    public void close() {
        if (done) {
            return;
        }
        done = true;
        catalog.discardDraft(directory, publications, owner);
    }
}
