package org.alien4cloud.plugin.backup.repository;

import java.io.Closeable;
import java.nio.file.Path;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;

/** Iterates over the contents that a list of files names, each once, in the order of their first appearance. */
final class DistinctContents implements Closeable {

    private final Path list;
    private final FileEntryReader entries;
    private final ContentIndex seen;

    /**
     * Opens a list.
     *
     * @throws BackupException as {@link FileEntryReader}
     */
    DistinctContents(Path list) {
        this(list, new ContentIndex(0));
    }

    /**
     * Opens a list and skips some contents.
     *
     * @param seen contents to skip; contents that are found are added
     */
    DistinctContents(Path list, ContentIndex seen) {
        this.seen = seen;
        this.list = list;
        this.entries = new FileEntryReader(list);
    }

    /**
     * Returns the next file whose content no earlier file had.
     *
     * @return null after the last one
     * @throws BackupException (CHECK_FAILED) if the list is damaged, (IO)
     */
    FileEntry next() {
        while (entries.hasNext()) {
            FileEntry entry = entries.next();
            if (entry.type() == Type.FILE) {
                ContentId id = idOf(entry);
                if (seen.find(id) < 0) {
                    seen.add(id, 0, 0);
                    return entry;
                }
            }
        }
        return null;
    }

    private ContentId idOf(FileEntry entry) {
        try {
            return ContentId.parse(entry.sha256());
        } catch (IllegalArgumentException e) {
            throw DamagedException.because(list, entry.path() + " has no SHA-256", e);
        }
    }

    @Override
    public void close() {
        entries.close();
    }
}
