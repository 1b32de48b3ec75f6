package org.alien4cloud.plugin.backup.repository;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.Manifest;

/**
 * Adds up the bytes that backups take in the backup directory, counting shared contents once. What only Elasticsearch
 * holds is not included.
 */
public final class StoredBytes {

    private final BackupCatalog catalog;
    private final ContentIndex counted = new ContentIndex(0);

    StoredBytes(BackupCatalog catalog) {
        this.catalog = catalog;
    }

    /**
     * Returns the bytes of a backup that no backup added before uses.
     *
     * @throws org.alien4cloud.plugin.backup.model.BackupException (CHECK_FAILED) if its list of files is damaged, (IO)
     *     if it cannot be read
     */
    public long add(Manifest backup) {
        Path directory = catalog.directoryOf(backup.name());
        long bytes = 0;
        for (String path : backup.digests().keySet()) {
            bytes += directory.resolve(path).toFile().length();
        }
        Path list = directory.resolve(BackupDraft.FILES);
        if (Files.exists(list, LinkOption.NOFOLLOW_LINKS)) {
            try (DistinctContents contents = new DistinctContents(list, counted)) {
                for (FileEntry file = contents.next(); file != null; file = contents.next()) {
                    bytes += file.size();
                }
            }
        }
        return bytes;
    }
}
