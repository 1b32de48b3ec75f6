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
 * A backup that is being made: a directory to write into, which becomes a backup at once by {@link #commit} or else
 * goes away.
 */
public final class BackupDraft implements Closeable {

    /** The list of files in a backup's directory. */
    public static final String FILES = "files.jsonl.gz";
    /**
     * The list, in a backup's directory, of the files that Elasticsearch keeps for it; paths are relative to the
     * snapshot repository.
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
     * @param name null if it is not to be a backup
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

    /** Where the backup's files are to be written, all but the manifest. */
    public Path directory() {
        return directory;
    }

    /** Where the list of files is to be written. */
    public Path filesList() {
        return directory.resolve(FILES);
    }

    /**
     * Makes this a backup: everything in the directory is digested and synced, the manifest written last, the directory
     * renamed. The contents that its list of files names must be finished before. If some of them are known to be
     * damaged, so is this backup from the moment that it is there.
     *
     * @param manifest whose digests are replaced by those of the files that are there
     * @return the manifest as written
     * @throws BackupException (EXISTS) if there is a backup of this name by now, (NO_SPACE, IO) if it cannot be written
     */
    public Manifest commit(Manifest manifest) {
        if (done || name == null) {
            throw new IllegalStateException("This draft is committed or closed, or was never meant to be a backup");
        }
        if (!manifest.name().equals(name)) {
            throw new IllegalArgumentException("The manifest of " + manifest.name() + " is not that of " + name);
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
            // rename(2) would replace an empty directory of that name, never a backup: that has files.
            Files.move(directory, target, StandardCopyOption.ATOMIC_MOVE);
        }
        done = true;
        DurableFiles.syncDirectory(target.getParent());
    }

    private static void digest(Path parent, String prefix, Map<String, String> digests) throws IOException {
        for (Path child : RepositoryNames.children(parent)) {
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

    /** Leaves all that was written to {@link BackupCatalog#removeLeftovers}: {@link #close} then does nothing. */
    public void leave() {
        done = true;
    }

    /**
     * Removes the directory, unless it has become a backup, and the contents that were finished for it. To be called
     * after their writer was closed.
     *
     * @throws BackupException if that fails: what is left is removed by {@link BackupCatalog#removeLeftovers}
     */
    @Override
    public void close() {
        if (done) {
            return;
        }
        done = true;
        catalog.drop(directory, publications, owner);
    }
}
