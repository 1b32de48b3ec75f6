package org.alien4cloud.plugin.backup.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.io.SealedJson;

/**
 * Reads and atomically replaces a small sealed file in a backup's directory. Such files may change and are not part of
 * the backup.
 */
final class SealedFile<T> {

    static final String RESULT = "verified.json";
    static final String NOTE = "note.json";
    private static final List<String> NAMES = Collections.unmodifiableList(Arrays.asList(RESULT, NOTE));

    private final String name;
    private final Class<T> type;

    SealedFile(String name, Class<T> type) {
        this.name = name;
        this.type = type;
    }

    /** Tells whether a file of a backup's directory, given by its path in it, is one of these or a draft of one. */
    static boolean isOne(String path) {
        return NAMES.stream().anyMatch(name -> path.equals(name) || path.equals(name + DurableFiles.DRAFT_SUFFIX));
    }

    /**
     * Removes the drafts of processes that died while writing.
     *
     * @return whether there was anything
     */
    static boolean removeDrafts(Path backup) throws IOException {
        boolean found = false;
        for (String name : NAMES) {
            found |= Files.deleteIfExists(backup.resolve(name + DurableFiles.DRAFT_SUFFIX));
        }
        return found;
    }

    Path in(Path backup) {
        return backup.resolve(name);
    }

    /**
     * Reads the file; empty if there is none.
     *
     * @throws IOException also if it is damaged
     */
    Optional<T> read(Path backup) throws IOException {
        Path file = in(backup);
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(SealedJson.open(Json.mapper(), file, Files.readAllBytes(file), type))
                : Optional.empty();
    }

    /**
     * Replaces the file.
     *
     * @throws org.alien4cloud.plugin.backup.model.BackupException (NO_SPACE, IO) if it cannot be written: the earlier
     *     one stays
     */
    void replace(Path backup, T value) {
        try {
            DurableFiles.replace(in(backup), SealedJson.seal(Json.mapper(), value));
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(in(backup), 0, e);
        }
    }
}
