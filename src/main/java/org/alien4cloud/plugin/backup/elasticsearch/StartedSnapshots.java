package org.alien4cloud.plugin.backup.elasticsearch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;

/**
 * Stores the names of all snapshots that were started for a backup: {@code snapshots.txt} in its directory, one per
 * line. A name is on the disk before its snapshot is started. So the snapshots that a crash leaves can be removed
 * without guessing.
 */
final class StartedSnapshots {

    private static final String FILE = "snapshots.txt";

    private StartedSnapshots() {}

    static void add(Path directory, String snapshot) {
        Path file = directory.resolve(FILE);
        List<String> names = new ArrayList<>(read(directory));
        names.add(snapshot);
        try {
            DurableFiles.replace(file, (String.join("\n", names) + '\n').getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.changing("write", file, e);
        }
    }

    static List<String> read(Path directory) {
        Path file = directory.resolve(FILE);
        try {
            return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.UTF_8) : Collections.emptyList();
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(file, e);
        }
    }
}
