package org.alien4cloud.plugin.backup.repository;

import java.io.IOException;
import java.util.Collections;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupNote;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and writes what users note about existing backups: description and pin, kept with each in {@code note.json}.
 */
public final class BackupNotes {

    private static final Logger LOGGER = LoggerFactory.getLogger(BackupNotes.class);
    static final SealedFile<BackupNote> FILE = new SealedFile<>(SealedFile.NOTE, BackupNote.class);

    private final BackupCatalog catalog;

    BackupNotes(BackupCatalog catalog) {
        this.catalog = catalog;
    }

    /**
     * Returns the current note of a backup. If the note is damaged, the backup counts as pinned: a flipped bit must not
     * delete what somebody wanted to keep.
     */
    public BackupNote of(Manifest backup) {
        try {
            return FILE.read(catalog.directoryOf(backup.name()))
                    .orElseGet(() -> new BackupNote(backup.description(), false));
        } catch (IOException e) {
            LOGGER.warn(
                    "The note of the backup {} cannot be read, so it counts as pinned: {}",
                    backup.name(),
                    e.toString());
            return new BackupNote(backup.description(), true);
        }
    }

    /** Returns the manifest with its current description. */
    public Manifest described(Manifest backup) {
        try {
            return ManifestFile.with(
                    backup, Collections.singletonMap("description", of(backup).description()));
        } catch (IOException e) {
            // cannot happen: the manifest was read from JSON
            throw new IllegalStateException(e);
        }
    }

    /**
     * Replaces the note of a backup.
     *
     * @throws BackupException (NOT_FOUND) if there is no such backup, (NO_SPACE, IO) if it cannot be written; the
     *     earlier note then stays
     */
    public void write(BackupName name, BackupNote note) {
        catalog.requireExisting(name);
        FILE.replace(catalog.directoryOf(name), note);
    }
}
