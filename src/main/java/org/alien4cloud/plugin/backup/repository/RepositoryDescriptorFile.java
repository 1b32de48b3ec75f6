package org.alien4cloud.plugin.backup.repository;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;

/**
 * Reads and writes {@code repository.json}, and beside it its digest {@code repository.sha256} in the format of
 * {@code sha256sum}.
 */
final class RepositoryDescriptorFile {

    static final String NAME = "repository.json";
    static final String DIGEST_NAME = "repository.sha256";

    private RepositoryDescriptorFile() {}

    /** Tells whether there is a repository in the directory, even a damaged one. */
    static boolean exists(Path directory) {
        return Files.exists(directory.resolve(NAME));
    }

    /**
     * Writes both files, each atomically and the digest first: once {@code repository.json} exists, the repository is
     * created.
     */
    static void write(Path directory, RepositoryDescriptor descriptor) throws IOException {
        DigestedFile file = new DigestedFile(directory, NAME, DIGEST_NAME);
        byte[] json = Json.pretty().writeValueAsBytes(descriptor);
        DurableFiles.replace(file.digestFile(), file.digestOf(json));
        DurableFiles.replace(file.file(), json);
    }

    /**
     * Reads the descriptor.
     *
     * @throws DamagedException if it or its digest is damaged or missing
     * @throws BackupException (PRECONDITION) if its format is newer than this code, (IO) if it cannot be read
     */
    static RepositoryDescriptor read(Path directory) {
        DigestedFile file = new DigestedFile(directory, NAME, DIGEST_NAME);
        RepositoryDescriptor descriptor;
        try {
            descriptor = Json.mapper().readValue(file.read(), RepositoryDescriptor.class);
        } catch (JsonProcessingException e) {
            throw DamagedException.because(file.file(), "it does not describe a repository", e);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(file.file(), e);
        }
        if (descriptor.formatVersion() > BackupRepository.FORMAT_VERSION) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "The backup directory " + directory + " has format version "
                            + descriptor.formatVersion() + ", this plugin reads up to "
                            + BackupRepository.FORMAT_VERSION
                            + ". Use a newer version of the plugin.");
        }
        return descriptor;
    }
}
