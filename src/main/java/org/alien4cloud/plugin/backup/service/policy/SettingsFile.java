package org.alien4cloud.plugin.backup.service.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;

/**
 * Reads and writes {@code settings.json} in the backup directory. Its version is the beginning of the SHA-256 of its
 * bytes. A random word is among these, so that nobody can find the secret by trying out digests.
 */
public final class SettingsFile {

    private static final ObjectMapper JSON = new ObjectMapper()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(SerializationFeature.INDENT_OUTPUT);
    private static final String SALT = "salt";
    private static final int VERSION_DIGITS = 16;
    private static final String NEVER_SET = "none";
    public static final String NAME = "settings.json";

    private final Path file;

    SettingsFile(Path backupDirectory) {
        this.file = backupDirectory.resolve(NAME);
    }

    /**
     * Reads the stored settings, or returns the defaults if none were set yet.
     *
     * @throws BackupException (CHECK_FAILED) if the file is damaged, (IO) if it cannot be read
     */
    StoredSettings read() {
        Optional<byte[]> bytes = bytes();
        if (!bytes.isPresent()) {
            return new StoredSettings(Settings.DEFAULT, version(bytes));
        }
        try {
            Settings settings = JSON.readValue(bytes.get(), Settings.class);
            if (settings == null) {
                throw new BackupException(Kind.CHECK_FAILED, "The settings in " + file + " are null. Set them again.");
            }
            return new StoredSettings(settings, version(bytes));
        } catch (JsonProcessingException e) {
            String reason = e instanceof JsonMappingException && e.getCause() instanceof BackupException
                    ? e.getCause().getMessage()
                    : e.getOriginalMessage();
            throw new BackupException(
                    Kind.CHECK_FAILED,
                    "The settings in " + file + " cannot be used: " + reason + " Set them again.",
                    e);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(file, e);
        }
    }

    /**
     * Returns the version of the file, damaged or not.
     *
     * @throws BackupException (IO) if it cannot be read
     */
    String version() {
        return version(bytes());
    }

    private static String version(Optional<byte[]> bytes) {
        return bytes.map(
                        content -> Digests.hex(Digests.sha256().digest(content)).substring(0, VERSION_DIGITS))
                .orElse(NEVER_SET);
    }

    /** Empty if there is no file. */
    private Optional<byte[]> bytes() {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(file, e);
        }
    }

    /** Returns when the file was last written; the epoch if never. */
    Instant writtenAt() {
        return Instant.ofEpochMilli(file.toFile().lastModified());
    }

    /**
     * Replaces the file.
     *
     * @return its new version
     * @throws BackupException (IO, NO_SPACE) if it cannot be written; the previous settings stay then
     */
    String write(Settings settings) {
        ObjectNode tree = JSON.valueToTree(settings);
        ((ObjectNode) tree.get("notification"))
                .put("secret", settings.notification().secret());
        tree.put(SALT, UUID.randomUUID().toString());
        try {
            byte[] bytes = JSON.writeValueAsBytes(tree);
            DurableFiles.createDirectories(file.getParent());
            DurableFiles.replace(file, bytes);
            return version(Optional.of(bytes));
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing("write", file, 0, e);
        }
    }
}
