package org.alien4cloud.plugin.backup.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.BackupException;

/** Collects the paths that cannot be read, so that one message reports all of them. Thread-safe. */
public final class UnreadablePaths {

    private static final int NAMED = 20;

    private final Map<Path, IOException> named = new TreeMap<>();
    private long count;

    public synchronized void add(Path path, IOException cause) {
        if (!named.containsKey(path)) {
            count++;
            if (named.size() < NAMED) {
                named.put(path, cause);
            }
        }
    }

    public synchronized boolean isEmpty() {
        return count == 0;
    }

    /**
     * Fails if there are any.
     *
     * @throws BackupException (IO) naming the first ones and their number
     */
    public synchronized void throwIfAny() {
        if (isEmpty()) {
            return;
        }
        Map.Entry<Path, IOException> first = named.entrySet().iterator().next();
        if (count == 1) {
            throw DiskFailures.DATA_DIRECTORY.reading(first.getKey(), first.getValue());
        }
        String paths = named.entrySet().stream()
                .map(each -> DiskFailures.named(each.getKey(), each.getValue()))
                .collect(Collectors.joining(", "));
        throw DiskFailures.DATA_DIRECTORY.reading(
                String.format("%,d files or directories", count),
                paths + (count > NAMED ? " and " + (count - NAMED) + " more" : ""),
                first.getValue());
    }
}
