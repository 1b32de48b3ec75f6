package org.alien4cloud.plugin.backup.repository;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the contents of all backups, each once and named by its SHA-256 (64 lower-case hex digits). Contents below 1
 * MiB are in packs, larger ones in a file each. Contents never change; a {@link ContentWriter} adds them and a sweep of
 * {@link BackupCatalog} removes them.
 *
 * <p>Thread-safe. Another process may add contents at any time: before a content counts as missing, the disk is checked
 * again.
 */
public final class ContentStore {

    /** Contents of at least this many bytes have a file of their own. */
    static final int OBJECT_BYTES = 1 << 20;

    private static final Logger LOGGER = LoggerFactory.getLogger(ContentStore.class);
    private static final int NO_PACK = -1;

    private final Path packsDirectory;
    private final Path objectsDirectory;
    private final KnownDamage damage;
    private List<Pack> packs = new ArrayList<>();
    private ContentIndex index = new ContentIndex(0);
    /** The packs that cannot be used, by id, each with the reason. */
    private Map<String, DamagedException> damagedPacks = new TreeMap<>();

    private int openWriters;
    private int publications;

    private ContentStore(Path repositoryDirectory) {
        packsDirectory = repositoryDirectory.resolve("packs");
        objectsDirectory = repositoryDirectory.resolve("objects");
        damage = new KnownDamage(repositoryDirectory);
    }

    /**
     * Opens the contents of a repository. A pack that is damaged or cannot be read is logged, and its contents count as
     * not stored.
     */
    static ContentStore open(Path repositoryDirectory) throws IOException {
        ContentStore store = new ContentStore(repositoryDirectory);
        DurableFiles.createDirectories(store.packsDirectory);
        DurableFiles.createDirectories(store.objectsDirectory);
        store.load();
        return store;
    }

    /**
     * Begins to store the contents of one backup. Contents that are known to be damaged count as not stored and are
     * stored again. Several threads may use the writer.
     *
     * @throws BackupException (IO) if the repository cannot be read
     */
    public synchronized ContentWriter begin() {
        refresh();
        Set<String> damaged = damage.current().contents();
        openWriters++;
        return new ContentWriter(this, damaged, packsDirectory, objectsDirectory);
    }

    /** Tells whether a content is stored; false while its writer has not finished. */
    public boolean contains(String sha256) {
        ContentId id = ContentId.parse(sha256);
        synchronized (this) {
            if (index.find(id) >= 0) {
                return true;
            }
        }
        return Files.exists(objectFile(sha256));
    }

    /**
     * Opens a content for reading. Its digest is checked when its end is reached, at the latest. If the content is
     * damaged, reading fails with a {@link BackupException} (CHECK_FAILED) that names it. So a reader must read to the
     * end before it trusts the content.
     *
     * @throws BackupException (CHECK_FAILED) if the content is missing or damaged, (IO) if it cannot be read
     */
    public InputStream open(String sha256) {
        ContentId id = ContentId.parse(sha256);
        InputStream content = null;
        try {
            content = openOrNull(id);
        } catch (BackupException e) {
            if (e.kind() != BackupException.Kind.CHECK_FAILED) {
                throw e;
            }
            LOGGER.warn("Looking for a copy that another process has stored: {}", e.getMessage());
        }
        if (content == null) {
            refresh();
            content = openOrNull(id);
        }
        if (content == null) {
            throw BackupException.damaged("Content " + sha256 + " is missing in " + packsDirectory.getParent() + ".");
        }
        return content;
    }

    /** Returns what is known of damaged contents and of the backups that name them. */
    KnownDamage damage() {
        return damage;
    }

    /**
     * Returns the packs that cannot be used because they cannot be read, or their header, index or footer is damaged.
     */
    synchronized List<DamagedException> damagedPacks() {
        return new ArrayList<>(damagedPacks.values());
    }

    private InputStream openOrNull(ContentId id) {
        Pack pack = null;
        int offset = 0;
        synchronized (this) {
            int slot = index.find(id);
            if (slot >= 0) {
                pack = packs.get(index.pack(slot));
                offset = index.offset(slot);
            }
        }
        Path file = pack == null ? objectFile(id.hex()) : pack.file();
        try {
            return pack == null
                    ? new VerifyingStream(Files.newInputStream(file), id.hex(), file)
                    : new ByteArrayInputStream(pack.read(id, offset));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(file, e);
        }
    }

    /** Reloads the indexes if another process has added or removed packs. */
    synchronized void refresh() {
        try {
            Set<String> onDisk = PackIndexLoader.packIds(packsDirectory);
            Set<String> known = new HashSet<>(damagedPacks.keySet());
            for (Pack pack : packs) {
                known.add(pack.id());
            }
            if (!onDisk.equals(known)) {
                load();
            }
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(packsDirectory, e);
        }
    }

    /** Reads the indexes of all packs again. */
    synchronized void load() throws IOException {
        PackIndexLoader loader = new PackIndexLoader(packsDirectory);
        loader.load();
        packs = loader.packs();
        index = loader.index();
        damagedPacks = loader.damagedPacks();
    }

    /** Returns the file of a large content. */
    Path objectFile(String sha256) {
        return objectsDirectory.resolve(sha256.substring(0, 2)).resolve(sha256);
    }

    Path packsDirectory() {
        return packsDirectory;
    }

    Path objectsDirectory() {
        return objectsDirectory;
    }

    synchronized List<Pack> packs() {
        return new ArrayList<>(packs);
    }

    synchronized int packed() {
        return index.size();
    }

    /** Returns the number of the pack that holds the content; negative if none does. */
    synchronized int packOf(ContentId id) {
        int slot = index.find(id);
        return slot < 0 ? NO_PACK : index.pack(slot);
    }

    /**
     * Returns the slot of a packed content; negative if no pack holds it. It is less than {@link #slots()} and stable
     * until contents are added or removed.
     */
    synchronized int slotOf(ContentId id) {
        return index.find(id);
    }

    /** Returns the number of the pack that a slot belongs to. */
    synchronized int packAt(int slot) {
        return index.pack(slot);
    }

    /** Returns the contents that the index names in a pack. */
    synchronized List<ContentId> contentsOf(int pack) {
        List<ContentId> contents = new ArrayList<>();
        index.forEach((id, number, offset) -> {
            if (number == pack) {
                contents.add(id);
            }
        });
        return contents;
    }

    synchronized int slots() {
        return index.capacity();
    }

    /** Adds the contents of a writer whose files have their final names. */
    synchronized void addPublished(List<Path> files, ContentIndex added) throws IOException {
        int before = packs.size();
        for (Path file : files) {
            packs.add(Pack.open(file, (id, offset, length) -> {}));
        }
        index.putAll(added, before);
        publications++;
    }

    /** Returns how many writers have finished in this process. */
    synchronized int publications() {
        return publications;
    }

    synchronized void writerClosed() {
        openWriters--;
    }

    synchronized boolean hasOpenWriters() {
        return openWriters > 0;
    }

    /**
     * Removes the files of writers that never finished.
     *
     * @return whether there was anything
     */
    boolean removeLeftovers() throws IOException {
        if (hasOpenWriters()) {
            throw new IllegalStateException("A writer is open");
        }
        boolean found = false;
        for (Path directory : new Path[] {packsDirectory, objectsDirectory}) {
            for (Path file : TemporaryNames.children(directory)) {
                if (file.getFileName().toString().startsWith(TemporaryNames.INCOMPLETE)) {
                    DurableFiles.deleteTree(file);
                    found = true;
                }
            }
        }
        return found;
    }
}
