package org.alien4cloud.plugin.backup.elasticsearch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.elasticsearch.client.Client;

/** Knows the files that every engine writes into the directory of a backup. */
final class CaptureLayout {

    private static final String[] NAMES = {"documents", "indices"};

    private final Path directory;

    CaptureLayout(Path directory) {
        this.directory = directory;
    }

    void create() {
        for (String name : NAMES) {
            try {
                DurableFiles.createDirectoriesUnsynced(directory.resolve(name));
            } catch (IOException e) {
                throw DiskFailures.BACKUP_DIRECTORY.changing("create", directory.resolve(name), e);
            }
        }
    }

    /** Returns the list of the documents' digests. */
    Path digests(String index) {
        return directory.resolve("documents").resolve(index + ".gz");
    }

    /** Returns the file of the documents themselves, which the engine {@code export} writes. */
    Path export(String index) {
        return directory.resolve("indices").resolve(index + ".ndjson.gz");
    }

    /** Returns the bytes of the documents' file; 0 if there is none. */
    long exportedBytes(String index) {
        return export(index).toFile().length();
    }

    /** Returns the file of mapping, settings and aliases. */
    Path definition(String index) {
        return directory.resolve("indices").resolve(index + ".json");
    }

    /**
     * Writes mappings and settings as they are now. Must be called last: a mapping only grows, so the latest one fits
     * all captured documents.
     */
    void finish(Client client, List<String> indices) {
        IndexDefinition.ofLive(client, indices).forEach((index, definition) -> definition.write(definition(index)));
        for (String name : NAMES) {
            try {
                DurableFiles.syncDirectory(directory.resolve(name));
            } catch (IOException e) {
                throw DiskFailures.BACKUP_DIRECTORY.changing("flush", directory.resolve(name), e);
            }
        }
    }
}
