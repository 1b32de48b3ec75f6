package org.alien4cloud.plugin.backup.elasticsearch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Manifest;

/** Reuses what an earlier backup wrote of indices that have not changed since, so that they need not be read again. */
public final class PreviousCapture {

    /** No earlier backup: everything is read. */
    public static final PreviousCapture NONE = new PreviousCapture();

    private final Map<String, IndexEntry> entries = new HashMap<>();
    private final String engine;
    private final CaptureLayout layout;

    private PreviousCapture() {
        this.engine = null;
        this.layout = null;
    }

    /** @param directory of the backup, whose files have been compared with the digests in its manifest */
    public PreviousCapture(Manifest manifest, Path directory) {
        manifest.indices().forEach(entry -> entries.put(entry.name(), entry));
        this.engine = manifest.engine();
        this.layout = new CaptureLayout(directory);
    }

    /**
     * Returns that backup's entry of an index, if the index certainly has not changed since.
     *
     * @param visitor may want the documents nevertheless
     */
    Optional<IndexEntry> unmoved(IndexState index, DocumentVisitor visitor) {
        return Optional.ofNullable(entries.get(index.name()))
                .filter(entry -> index.isAsCaptured(entry) && !visitor.wants(index.name()));
    }

    /** Tells whether there is such a backup, and each of the indices certainly is as captured then. */
    public boolean isOf(Collection<IndexState> indices) {
        return engine != null
                && indices.stream()
                        .allMatch(index ->
                                entries.containsKey(index.name()) && index.isAsCaptured(entries.get(index.name())));
    }

    boolean isOfEngine(String name) {
        return name.equals(engine);
    }

    /**
     * Copies the list of digests of an index.
     *
     * @throws BackupException (NO_SPACE, IO) if that fails
     */
    void copyDigests(String index, Path target) {
        copy(index, CaptureLayout::digests, target);
    }

    /**
     * Copies the documents of an index that the engine {@code export} captured.
     *
     * @throws BackupException (NO_SPACE, IO) if that fails
     */
    void copyExport(String index, Path target) {
        copy(index, CaptureLayout::export, target);
    }

    private void copy(String index, BiFunction<CaptureLayout, String, Path> file, Path target) {
        Path known = file.apply(layout, index);
        try {
            Files.copy(known, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.changing("write", target, e);
        }
    }
}
