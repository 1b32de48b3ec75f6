package org.alien4cloud.plugin.backup.elasticsearch;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.io.SealedJson;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.IndexEntry;

/** Stores which indices a restore recreates, and how they were before: {@code renewed.json} in the work directory. */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
final class RecreatedIndicesState {

    private static final String FILE = "renewed.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    int version = 1;
    List<Index> indices = new ArrayList<>();

    /** Describes one index. */
    @JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    static final class Index {

        String name;
        /** Of the index that was there before; null if there was none. */
        String uuid;
        /** Whether that index was closed. */
        boolean closed;
        /** What was saved of it; null until it is saved. */
        IndexEntry kept;
    }

    /** Returns the names of the indices that fit. */
    List<String> names(Predicate<Index> fitting) {
        return indices.stream().filter(fitting).map(index -> index.name).collect(Collectors.toList());
    }

    /**
     * Reads the file; without one, no index is recreated.
     *
     * @throws BackupException (CHECK_FAILED) if it is damaged
     */
    static RecreatedIndicesState read(Path workDirectory) {
        Path file = workDirectory.resolve(FILE);
        if (!Files.exists(file)) {
            return new RecreatedIndicesState();
        }
        try {
            return SealedJson.open(JSON, file, Files.readAllBytes(file), RecreatedIndicesState.class);
        } catch (IOException e) {
            throw new BackupException(
                    BackupException.Kind.CHECK_FAILED,
                    "The list of the indices that a restore recreates, " + file + ", cannot be read: " + e.getMessage(),
                    e);
        }
    }

    /** Replaces the file atomically, flushed to the disk. */
    void write(Path workDirectory) {
        Path file = workDirectory.resolve(FILE);
        try {
            DurableFiles.replace(file, SealedJson.seal(JSON, this));
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.changing("write", file, e);
        }
    }
}
