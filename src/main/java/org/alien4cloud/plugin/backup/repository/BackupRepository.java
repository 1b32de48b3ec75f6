package org.alien4cloud.plugin.backup.repository;

import java.io.IOException;
import java.nio.file.Path;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;

/**
 * Opens a directory that holds the backups of one Alien4Cloud server, and gives access to its parts. docs/format.md
 * specifies what is in it.
 */
public final class BackupRepository {

    /** The format version that this code writes, and the newest that it reads. */
    public static final int FORMAT_VERSION = 1;

    private final Path directory;
    private volatile RepositoryDescriptor descriptor;
    private final ContentStore contents;
    private final BackupCatalog catalog;
    private final Uploads uploads;

    private BackupRepository(Path directory, RepositoryDescriptor descriptor) throws IOException {
        this.directory = directory;
        this.descriptor = descriptor;
        DurableFiles.createDirectories(journalDirectory());
        DurableFiles.createDirectories(operationsDirectory());
        this.contents = ContentStore.open(directory);
        this.catalog = new BackupCatalog(directory, contents, descriptor.repositoryId());
        this.uploads = new Uploads(directory.resolve(Uploads.DIRECTORY));
    }

    /**
     * Opens the repository in the directory, and creates it if the directory is missing or empty.
     *
     * @param clusterUuid of the Elasticsearch cluster that the backups belong to; null to accept any cluster, as a
     *     command line does that cannot ask Elasticsearch
     * @throws BackupException (PRECONDITION) if the directory holds something else, the repository of another cluster
     *     or one of a newer format, or is missing and the cluster is unknown; (CHECK_FAILED) if repository.json or its
     *     digest is damaged; (IO, NO_SPACE) if it cannot be read or written
     */
    public static BackupRepository open(Path directory, String clusterUuid) {
        return openAbsolute(directory.toAbsolutePath(), clusterUuid);
    }

    /**
     * Opens the copy of a repository, and creates it if the directory is missing or empty. If the original has moved to
     * another cluster, the copy follows.
     *
     * @throws BackupException (PRECONDITION) if the directory holds something else, or another repository; else as
     *     {@link #open}
     */
    public static BackupRepository openCopy(Path directory, BackupRepository original) {
        Path absolute = directory.toAbsolutePath();
        if (!RepositoryDescriptorFile.exists(absolute)) {
            try {
                make(absolute, original.descriptor);
            } catch (IOException e) {
                throw DiskFailures.BACKUP_DIRECTORY.writing(absolute.resolve(RepositoryDescriptorFile.NAME), 0, e);
            }
        }
        BackupRepository copy = openAbsolute(absolute, null);
        if (!copy.repositoryId().equals(original.repositoryId())) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "The directory " + directory + " holds other backups, not a copy of those in " + original.directory
                            + ". Set backup.copy.directory to an empty or new directory.");
        }
        copy.moveTo(original.clusterUuid());
        return copy;
    }

    /** Tells whether there is a repository in the directory, even a damaged one. */
    public static boolean isIn(Path directory) {
        return RepositoryDescriptorFile.exists(directory);
    }

    private static BackupRepository openAbsolute(Path directory, String clusterUuid) {
        try {
            if (!RepositoryDescriptorFile.exists(directory)) {
                create(directory, clusterUuid);
            }
            RepositoryDescriptor descriptor = RepositoryDescriptorFile.read(directory);
            if (clusterUuid != null && !clusterUuid.equals(descriptor.clusterUuid())) {
                throw new BackupException(
                        Kind.PRECONDITION,
                        "The backup directory " + directory + " belongs to another server: its Elasticsearch"
                                + " cluster has the uuid " + descriptor.clusterUuid() + ", this one has " + clusterUuid
                                + ". Set backup.directory to a directory of this server's own.");
            }
            return new BackupRepository(directory, descriptor);
        } catch (DamagedException e) {
            throw new BackupException(
                    Kind.CHECK_FAILED,
                    e.getMessage() + " Copy " + RepositoryDescriptorFile.NAME + " and "
                            + RepositoryDescriptorFile.DIGEST_NAME
                            + " from a copy of this backup directory. If only the latter is wrong: cd " + directory
                            + " && sha256sum "
                            + RepositoryDescriptorFile.NAME + " > " + RepositoryDescriptorFile.DIGEST_NAME,
                    e);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(directory.resolve(RepositoryDescriptorFile.NAME), 0, e);
        }
    }

    private static void create(Path directory, String clusterUuid) throws IOException {
        if (clusterUuid == null) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "There is no backup repository in " + directory
                            + ". Set backup.directory to the directory that the server uses.");
        }
        make(
                directory,
                new RepositoryDescriptor(
                        FORMAT_VERSION, TemporaryNames.randomId(), clusterUuid, null, System.currentTimeMillis()));
    }

    private static void make(Path directory, RepositoryDescriptor descriptor) throws IOException {
        for (Path child : TemporaryNames.children(directory)) {
            String name = child.getFileName().toString();
            if (RepositoryLayout.holdsBackups(name)) {
                throw new BackupException(
                        Kind.CHECK_FAILED,
                        directory.resolve(RepositoryDescriptorFile.NAME) + " is missing, but there is " + child
                                + ". Copy "
                                + RepositoryDescriptorFile.NAME + " and " + RepositoryDescriptorFile.DIGEST_NAME
                                + " from a copy of this backup directory.");
            }
            if (!RepositoryLayout.mayPrecede(name)) {
                throw new BackupException(
                        Kind.PRECONDITION,
                        "The backup directory " + directory + " is not empty and holds no backups (" + name
                                + "). Set backup.directory to an empty or new directory.");
            }
        }
        DurableFiles.createDirectories(directory);
        DurableFiles.restrictDirectory(directory);
        RepositoryDescriptorFile.write(directory, descriptor);
    }

    /** Returns the random id that the repository got when it was created; a copy has the same id. */
    public String repositoryId() {
        return descriptor.repositoryId();
    }

    /** Returns the uuid of the Elasticsearch cluster that the backups belong to. */
    public String clusterUuid() {
        return descriptor.clusterUuid();
    }

    /**
     * Tells whether backups of this cluster belong to this server: it is on that cluster, or was before a restore moved
     * it.
     */
    public boolean isOurs(String cluster) {
        return descriptor.clusterUuid().equals(cluster)
                || descriptor.formerClusterUuids().contains(cluster);
    }

    /**
     * Records that a restore moved the server to another Elasticsearch cluster. Earlier backups remain its own.
     *
     * @throws BackupException (IO, NO_SPACE) if that cannot be written; nothing is changed then
     */
    public synchronized void moveTo(String cluster) {
        if (descriptor.clusterUuid().equals(cluster)) {
            return;
        }
        RepositoryDescriptor moved = descriptor.movedTo(cluster);
        try {
            RepositoryDescriptorFile.write(directory, moved);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(directory.resolve(RepositoryDescriptorFile.NAME), 0, e);
        }
        descriptor = moved;
    }

    public ContentStore contents() {
        return contents;
    }

    public BackupCatalog catalog() {
        return catalog;
    }

    public BackupNotes notes() {
        return new BackupNotes(catalog);
    }

    /** Returns a new counter of stored bytes. */
    public StoredBytes storedBytes() {
        return new StoredBytes(catalog);
    }

    public BackupVerifier verifier() {
        return new BackupVerifier(directory, catalog, contents, descriptor.repositoryId());
    }

    /**
     * Checks that there is room for this many bytes.
     *
     * @throws BackupException (NO_SPACE) naming the needed and the free bytes
     */
    public void requireSpace(long bytes) {
        if (DiskFailures.free(directory) < bytes) {
            throw DiskFailures.BACKUP_DIRECTORY.noSpace(directory, bytes, null);
        }
    }

    /** Returns the uploads of archives to import. */
    public Uploads uploads() {
        return uploads;
    }

    public Path directory() {
        return directory;
    }

    /** Returns the directory for the journal of a running restore. */
    public Path journalDirectory() {
        return directory.resolve("journal");
    }

    /** Returns the directory for the history of operations. */
    public Path operationsDirectory() {
        return directory.resolve("operations");
    }
}
