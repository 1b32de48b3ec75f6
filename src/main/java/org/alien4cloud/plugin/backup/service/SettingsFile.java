package org.alien4cloud.plugin.backup.service;

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
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;

/** {@code settings.json} in the backup directory. */
final class SettingsFile {

    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).enable(SerializationFeature.INDENT_OUTPUT);
    static final String NAME = "settings.json";
    static final DiskFailures FAILURES =
            new DiskFailures("", "Check that the backup directory is there and writable.", "Free space or set backup.directory.");

    private final Path file;

    SettingsFile(Path backupDirectory) {
        this.file = backupDirectory.resolve(NAME);
    }

    /**
     * @return the default if nothing was set yet
     * @throws BackupException (CHECK_FAILED) if the file is damaged, (IO) if it cannot be read
     */
    Settings read() {
        try {
            return JSON.readValue(Files.readAllBytes(file), Settings.class);
        } catch (NoSuchFileException e) {
            return Settings.DEFAULT;
        } catch (JsonProcessingException e) {
            String reason = e instanceof JsonMappingException && e.getCause() instanceof BackupException ? e.getCause().getMessage()
                    : e.getOriginalMessage();
            throw new BackupException(Kind.CHECK_FAILED, "The settings in " + file + " cannot be used: " + reason + " Set them again.", e);
        } catch (IOException e) {
            throw FAILURES.reading(file, e);
        }
    }

    /** The epoch if it never was. */
    Instant writtenAt() {
        return Instant.ofEpochMilli(file.toFile().lastModified());
    }

    /** @throws BackupException (IO, NO_SPACE) if it cannot be written; what was set before stays then */
    void write(Settings settings) {
        ObjectNode tree = JSON.valueToTree(settings);
        ((ObjectNode) tree.get("notification")).put("secret", settings.notification().secret());
        try {
            DurableFiles.createDirectories(file.getParent());
            DurableFiles.replace(file, JSON.writeValueAsBytes(tree));
        } catch (IOException e) {
            throw FAILURES.writing("write", file, 0, e);
        }
    }
}
