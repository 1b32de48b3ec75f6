package org.alien4cloud.plugin.backup.repository;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;

/** A directory that holds backups of one Alien4Cloud server. docs/format.md specifies what is in it. */
public final class BackupRepository {

    /** The format that this code writes, and the newest that it reads. */
    public static final int FORMAT_VERSION = 1;

    private static final String DESCRIPTOR = "repository.json";
    /** What may be there before the repository is made: other parts of the plugin may write first. */
    private static final Set<String> OWN_NAMES = new HashSet<>(Arrays.asList(".lock", "lock", "settings.json", "operations", "journal", "lost+found",
            Disk.INCOMPLETE + DESCRIPTOR));

    private final Path directory;
    private final RepositoryDescriptor descriptor;
    private final ContentStore contents;
    private final BackupCatalog catalog;

    private BackupRepository(Path directory, RepositoryDescriptor descriptor) throws IOException {
        this.directory = directory;
        this.descriptor = descriptor;
        DurableFiles.createDirectoriesUnsynced(journalDirectory());
        DurableFiles.createDirectoriesUnsynced(operationsDirectory());
        this.contents = ContentStore.open(directory);
        this.catalog = new BackupCatalog(directory, contents);
    }

    /**
     * Opens the repository in the directory, and makes it if the directory is missing or empty.
     *
     * @param clusterUuid of the Elasticsearch cluster that the backups are of; null to open whatever cluster's it is, as a command line does
     *            that cannot ask Elasticsearch
     * @throws BackupException (PRECONDITION) if the directory holds something else, the repository of another cluster or one of a newer
     *             format, or is missing and the cluster unknown; (CHECK_FAILED) if repository.json is damaged; (IO, NO_SPACE) if it cannot be
     *             read or written
     */
    public static BackupRepository open(Path directory, String clusterUuid) {
        return openAbsolute(directory.toAbsolutePath(), clusterUuid);
    }

    private static BackupRepository openAbsolute(Path directory, String clusterUuid) {
        try {
            Path file = directory.resolve(DESCRIPTOR);
            if (!Files.exists(file)) {
                create(directory, file, clusterUuid);
            }
            RepositoryDescriptor descriptor = read(file);
            if (clusterUuid != null && !clusterUuid.equals(descriptor.clusterUuid())) {
                throw new BackupException(Kind.PRECONDITION, "The backup directory " + directory + " belongs to another server: its Elasticsearch"
                        + " cluster has the uuid " + descriptor.clusterUuid() + ", this one has " + clusterUuid
                        + ". Set backup.directory to a directory of this server's own.");
            }
            return new BackupRepository(directory, descriptor);
        } catch (IOException e) {
            throw Failures.writing(directory.resolve(DESCRIPTOR), 0, e);
        }
    }

    private static void create(Path directory, Path file, String clusterUuid) throws IOException {
        if (clusterUuid == null) {
            throw new BackupException(Kind.PRECONDITION, "There is no backup repository in " + directory
                    + ". Set backup.directory to the one that the server uses.");
        }
        for (Path child : Disk.children(directory)) {
            if (!OWN_NAMES.contains(child.getFileName().toString())) {
                throw new BackupException(Kind.PRECONDITION, "The backup directory " + directory + " is not empty and holds no backups ("
                        + child.getFileName() + "). Set backup.directory to an empty or new directory.");
            }
        }
        DurableFiles.createDirectoriesUnsynced(directory);
        DurableFiles.restrictDirectory(directory);
        RepositoryDescriptor descriptor = new RepositoryDescriptor(FORMAT_VERSION, Disk.randomId(), clusterUuid, System.currentTimeMillis());
        Path draft = directory.resolve(Disk.INCOMPLETE + DESCRIPTOR);
        Files.deleteIfExists(draft);
        DurableFiles.write(draft, Json.pretty().writeValueAsBytes(descriptor));
        DurableFiles.rename(draft, file);
    }

    private static RepositoryDescriptor read(Path file) throws IOException {
        RepositoryDescriptor descriptor;
        try {
            descriptor = Json.mapper().readValue(Files.readAllBytes(file), RepositoryDescriptor.class);
        } catch (JsonProcessingException e) {
            throw new BackupException(Kind.CHECK_FAILED, "The file " + file + " is damaged. Restore it from a copy of the backup directory.", e);
        }
        if (descriptor.formatVersion() > FORMAT_VERSION) {
            throw new BackupException(Kind.PRECONDITION, "The backup directory " + file.getParent() + " has format version "
                    + descriptor.formatVersion() + ", this plugin knows up to " + FORMAT_VERSION + ". Use a newer version of the plugin.");
        }
        return descriptor;
    }

    /** Random, made with the repository: tells a copy from another one. */
    public String repositoryId() {
        return descriptor.repositoryId();
    }

    /** Of the Elasticsearch cluster that the backups are of. */
    public String clusterUuid() {
        return descriptor.clusterUuid();
    }

    public ContentStore contents() {
        return contents;
    }

    public BackupCatalog catalog() {
        return catalog;
    }

    /**
     * Checks that there is room for this many bytes.
     *
     * @throws BackupException (NO_SPACE) naming the needed and the free bytes
     */
    public void requireSpace(long bytes) {
        if (DiskFailures.free(directory) < bytes) {
            throw Failures.noSpace(directory, bytes, null);
        }
    }

    public Path directory() {
        return directory;
    }

    /** For a restore in flight. */
    public Path journalDirectory() {
        return directory.resolve("journal");
    }

    /** For the history of operations. */
    public Path operationsDirectory() {
        return directory.resolve("operations");
    }
}
