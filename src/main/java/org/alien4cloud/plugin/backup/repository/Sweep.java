package org.alien4cloud.plugin.backup.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the contents that no backup needs. The caller marks each needed content with {@link #markLive}, then calls
 * {@link #run()}. A pack is rewritten if less than half of it is needed, or if it holds damaged contents that are
 * unneeded or stored again. The old pack is removed only when the new one is durable, so an interruption never loses a
 * needed content.
 */
final class Sweep {

    private static final Logger LOGGER = LoggerFactory.getLogger(Sweep.class);

    private final ContentStore store;
    private final Progress owner;
    private final List<Pack> packs;
    private final BitSet livePacked;
    private final Set<String> damaged;
    /** Numbers of packs that hold a damaged content that is unneeded, or intact in another pack. */
    private final BitSet holdingDamage = new BitSet();

    private final Set<ContentId> liveObjects = new HashSet<>();
    /** Numbers of packs that are neither removed nor rewritten. */
    private final BitSet kept = new BitSet();
    /**
     * Numbers of packs with an intact copy of a content that the index names in another pack, as interrupted sweeps
     * leave them.
     */
    private final Map<ContentId, Set<Integer>> secondCopies = new HashMap<>();

    private final List<PackWriter> unpublished = new ArrayList<>();
    private PackWriter current;
    private long copiedBytes;
    private int removedObjects;
    private int removedPacks;
    private int rewrittenPacks;
    private int postponedPacks;
    private long freed;

    /**
     * @param owner asked before each removal: a backup of a process that has taken over the lock may rely on contents
     *     that are unneeded now
     */
    Sweep(ContentStore store, Progress owner) {
        if (store.hasOpenWriters()) {
            throw new IllegalStateException("A sweep cannot run while a backup is being written");
        }
        try {
            store.load();
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(store.packsDirectory(), e);
        }
        this.store = store;
        this.owner = owner;
        this.packs = store.packs();
        this.damaged = store.damage().get().contents();
        this.livePacked = new BitSet(store.slots());
    }

    void markLive(String sha256) {
        ContentId id = ContentId.parse(sha256);
        int slot = store.slotOf(id);
        if (slot >= 0) {
            livePacked.set(slot);
        } else {
            liveObjects.add(id);
        }
    }

    SweepResult run() throws IOException {
        removeDeadObjects();
        Map<Pack, Integer> mostlyDead = removeDeadPacks();
        rewrite(mostlyDead);
        DurableFiles.syncDirectory(store.packsDirectory());
        store.load();
        store.damage().forget(sha256 -> !store.contains(sha256));
        return new SweepResult(removedObjects, removedPacks, rewrittenPacks, postponedPacks, freed);
    }

    private void removeDeadObjects() throws IOException {
        for (Path directory : TemporaryNames.children(store.objectsDirectory())) {
            for (Path file :
                    Files.isDirectory(directory) ? TemporaryNames.children(directory) : new ArrayList<Path>()) {
                String name = file.getFileName().toString();
                if (Digests.isDigest(name) && !liveObjects.contains(ContentId.parse(name))) {
                    remove(file);
                    removedObjects++;
                }
            }
        }
    }

    /**
     * Removes packs without needed contents.
     *
     * @return packs that are to be rewritten, with their number
     */
    private Map<Pack, Integer> removeDeadPacks() throws IOException {
        Map<Pack, Integer> mostlyDead = new LinkedHashMap<>();
        for (int number = 0; number < packs.size(); number++) {
            Pack pack = packs.get(number);
            long live = liveBytes(pack, number);
            if (live == 0) {
                remove(pack.file());
                removedPacks++;
            } else if (live < pack.entryBytes() / 2 || holdingDamage.get(number)) {
                mostlyDead.put(pack, number);
            } else {
                kept.set(number);
            }
        }
        return mostlyDead;
    }

    private void remove(Path file) throws IOException {
        owner.requireLock();
        freed += Files.size(file);
        Files.delete(file);
    }

    /**
     * Rewrites packs, using the space of at most two packs at a time. Without that much space, a later sweep does it.
     */
    private void rewrite(Map<Pack, Integer> mostlyDead) throws IOException {
        List<Pack> copied = new ArrayList<>();
        try {
            for (Map.Entry<Pack, Integer> pack : mostlyDead.entrySet()) {
                if (copy(pack.getKey(), pack.getValue())) {
                    copied.add(pack.getKey());
                }
                if (copiedBytes >= Pack.MAX_BYTES / 2) {
                    replace(copied);
                }
            }
            replace(copied);
        } catch (IOException e) {
            BackupException failure =
                    DiskFailures.BACKUP_DIRECTORY.writing(store.packsDirectory().resolve("pack"), copiedBytes, e);
            discard(failure);
            if (failure.kind() != Kind.NO_SPACE) {
                throw failure;
            }
            postponedPacks = mostlyDead.size() - rewrittenPacks;
            LOGGER.warn(
                    "{} Until then, {} packs keep contents that no backup needs.",
                    failure.getMessage(),
                    postponedPacks);
        }
    }

    /** Publishes the new packs durably, then removes the old ones. */
    private void replace(List<Pack> copied) throws IOException {
        if (current != null) {
            current.complete();
        }
        long written = 0;
        for (PackWriter pack : unpublished) {
            pack.publish();
            written += Files.size(pack.file());
        }
        DurableFiles.syncDirectory(store.packsDirectory());
        // from here on the new packs are needed, whatever fails
        unpublished.clear();
        freed -= written;
        current = null;
        copiedBytes = 0;
        for (Pack pack : copied) {
            remove(pack.file());
            rewrittenPacks++;
        }
        copied.clear();
    }

    private void discard(BackupException failure) {
        for (PackWriter pack : unpublished) {
            try {
                pack.remove();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }

    private long liveBytes(Pack pack, int number) throws IOException {
        long[] live = new long[1];
        Pack.open(pack.file(), (id, offset, length) -> {
            int slot = store.slotOf(id);
            if (slot >= 0 && store.packAt(slot) != number) {
                if (pack.isWhole(id, offset)) {
                    secondCopies.computeIfAbsent(id, any -> new HashSet<>()).add(number);
                } else {
                    holdingDamage.set(number);
                }
            } else if (isLive(id, number)) {
                live[0] += Pack.ENTRY_HEADER_BYTES + length;
            } else if (damaged.contains(id.hex())) {
                holdingDamage.set(number);
            }
        });
        return live[0];
    }

    /**
     * Tells whether a content is needed in this pack. A content in two packs only counts in the one that the index
     * names.
     */
    private boolean isLive(ContentId id, int number) {
        int slot = store.slotOf(id);
        return slot >= 0 && livePacked.get(slot) && store.packAt(slot) == number;
    }

    /** Tells whether there is an intact copy in a pack that is neither removed nor rewritten. */
    private boolean isElsewhere(ContentId id) {
        return secondCopies.getOrDefault(id, Collections.emptySet()).stream().anyMatch(kept::get);
    }

    /**
     * Copies the needed contents of a pack.
     *
     * @return false if the pack has damaged contents: it is kept for somebody to inspect
     */
    private boolean copy(Pack pack, int number) throws IOException {
        List<ContentId> ids = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        Pack.open(pack.file(), (id, offset, length) -> {
            if (isLive(id, number)) {
                ids.add(id);
                offsets.add(offset);
            }
        });
        try {
            for (int i = 0; i < ids.size(); i++) {
                if (isElsewhere(ids.get(i))) {
                    continue;
                }
                byte[] content = pack.read(ids.get(i), offsets.get(i));
                if (current == null || !current.hasRoomFor(content.length)) {
                    nextPack();
                }
                copiedBytes += content.length;
                current.append(ids.get(i), content, content.length);
            }
            return true;
        } catch (BackupException e) {
            LOGGER.warn("{} The pack is not rewritten.", e.getMessage());
            return false;
        }
    }

    private void nextPack() throws IOException {
        if (current != null) {
            current.complete();
        }
        current = new PackWriter(store.packsDirectory());
        unpublished.add(current);
    }
}
