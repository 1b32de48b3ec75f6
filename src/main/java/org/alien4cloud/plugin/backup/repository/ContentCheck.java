package org.alien4cloud.plugin.backup.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.Finding.Problem;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * Verifies every content that one backup names: compares it with its digest and with the size in the backup's list.
 * Packs are read as a whole, so damage to contents of other backups in them is found as well.
 *
 * <p>The list is read once to learn what is needed. Only if something is wrong, it is read again to learn which files
 * are affected. So the check needs only a few bytes of memory per content, however many files there are.
 */
final class ContentCheck {

    private static final int NOT_NEEDED = -1;

    private final ContentStore store;
    private final Path list;
    private final Findings findings;
    private final FoundDamage found;
    private final Progress progress;
    private final List<Pack> packs;
    /** The packs that cannot be used. */
    private final List<DamagedException> unusable;

    private final ContentIndex salvaged = new ContentIndex(0);
    /** The size in the list for each needed content, by slot of the store's index. */
    private final int[] neededSizes;

    private final BitSet neededPacks = new BitSet();
    /** Numbers of the packs that this user may not read. */
    private final BitSet refusedPacks = new BitSet();

    private final Map<ContentId, Long> neededObjects = new TreeMap<>();
    private final BitSet damagedSlots = new BitSet();
    private final BitSet otherSizes = new BitSet();
    private final Set<ContentId> damagedObjects = new HashSet<>();
    private final Set<ContentId> refusedObjects = new HashSet<>();
    private boolean anyMissing;
    /** Whether there are packs that may not be read: contents that seem to be missing may be in them. */
    private boolean packRefused;

    private long contents;
    private long bytes;

    /**
     * @param store as it is on disk now: see {@link ContentStore#load}
     * @param found receives all damaged contents, including those of other backups
     */
    ContentCheck(ContentStore store, Path list, Findings findings, FoundDamage found, Progress progress) {
        this.store = store;
        this.list = list;
        this.findings = findings;
        this.found = found;
        this.progress = progress;
        this.packs = store.packs();
        this.unusable = store.damagedPacks();
        this.neededSizes = new int[store.slots()];
        Arrays.fill(neededSizes, NOT_NEEDED);
    }

    /** @param manifest of the backup; null if it is damaged */
    void run(Manifest manifest, FileListCheck check) {
        for (int i = 0; i < unusable.size(); i++) {
            salvage(i);
        }
        check.run(manifest, this::markNeeded);
        for (int number = neededPacks.nextSetBit(0); number >= 0; number = neededPacks.nextSetBit(number + 1)) {
            progress.expect(packs.get(number).entryBytes());
        }
        neededObjects.values().forEach(progress::expect);
        for (int number = neededPacks.nextSetBit(0); number >= 0; number = neededPacks.nextSetBit(number + 1)) {
            checkPack(number);
        }
        neededObjects.forEach(this::checkObject);
        if (anyMissing
                || salvaged.size() > 0
                || !damagedSlots.isEmpty()
                || !otherSizes.isEmpty()
                || !damagedObjects.isEmpty()) {
            new FileListCheck(list, new Findings(list), progress).run(null, this::nameIfAffected);
        }
        found.whole(store.damage().get().contents().stream()
                .filter(sha256 -> isWhole(ContentId.parse(sha256)))
                .collect(Collectors.toList()));
    }

    /** Tells whether a content was read and is intact. */
    private boolean isWhole(ContentId id) {
        int slot = store.slotOf(id);
        return slot >= 0
                ? neededPacks.get(store.packAt(slot))
                        && !damagedSlots.get(slot)
                        && !refusedPacks.get(store.packAt(slot))
                : neededObjects.containsKey(id) && !damagedObjects.contains(id) && !refusedObjects.contains(id);
    }

    /** Returns the number of different contents of the backup that were found in their places. */
    long contents() {
        return contents;
    }

    /** Returns the bytes of packs and objects that were read. */
    long bytes() {
        return bytes;
    }

    private void salvage(int number) {
        DamagedException damage = unusable.get(number);
        if (DiskFailures.isRefused(damage.getCause())) {
            findings.refused(damage.path());
            packRefused = true;
            return;
        }
        findings.add(damage, false);
        try {
            long size = Files.size(damage.path());
            progress.expect(size);
            bytes += size;
            new PackCheck(damage.path(), progress).salvage((id, offset, length) -> salvaged.add(id, number, offset));
        } catch (IOException e) {
            findings.unreadable(damage.path(), e, false);
        }
    }

    private void markNeeded(FileEntry entry) {
        ContentId id = ContentId.parse(entry.sha256());
        int slot = store.slotOf(id);
        if (slot >= 0) {
            int size = (int) Math.min(entry.size(), Integer.MAX_VALUE);
            if (neededSizes[slot] == NOT_NEEDED) {
                neededSizes[slot] = size;
                neededPacks.set(store.packAt(slot));
                contents++;
            } else if (neededSizes[slot] != size) {
                addWrongSize(entry.path());
            }
        } else if (salvaged.find(id) < 0) {
            markNeededObject(id, entry);
        }
    }

    private void markNeededObject(ContentId id, FileEntry entry) {
        // Small contents are in packs. Those in no pack are not kept in memory: there may be many.
        if (isInNoPack(id, entry.size())) {
            if (packRefused) {
                return;
            }
            if (!anyMissing) {
                findings.add(
                        store.packsDirectory(),
                        Problem.MISSING,
                        "no pack has some contents that the backup names, such as " + id,
                        true);
            }
            anyMissing = true;
            return;
        }
        Long size = neededObjects.putIfAbsent(id, entry.size());
        if (size == null) {
            contents++;
        } else if (size != entry.size()) {
            addWrongSize(entry.path());
        }
    }

    private boolean isInNoPack(ContentId id, long size) {
        return size < ContentStore.OBJECT_BYTES && !Files.exists(store.objectFile(id.hex()));
    }

    private void addWrongSize(String path) {
        findings.add(list, Problem.DAMAGED, "its size of " + path + " differs from that of the content", true);
    }

    private void checkPack(int number) {
        Path file = packs.get(number).file();
        try {
            bytes += Files.size(file);
            new PackCheck(file, progress).run(new PackCheck.Visitor() {
                @Override
                public void content(ContentId id, int length) {
                    int slot = store.slotOf(id);
                    if (isHere(slot, number) && neededSizes[slot] != NOT_NEEDED && neededSizes[slot] != length) {
                        otherSizes.set(slot);
                    }
                }

                @Override
                public void damaged(ContentId id, String why) {
                    findings.add(file, Problem.DAMAGED, why, false);
                    int slot = store.slotOf(id);
                    if (isHere(slot, number)) {
                        damagedSlots.set(slot);
                        found.damaged(id);
                    }
                }
            });
        } catch (DamagedException e) {
            findings.add(e, false);
            allDamaged(number);
        } catch (IOException e) {
            if (findings.unreadable(file, e, false)) {
                allDamaged(number);
            } else {
                refusedPacks.set(number);
            }
        }
    }

    /** Tells whether the index names this pack for the content: two packs may hold the same content. */
    private boolean isHere(int slot, int number) {
        return slot >= 0 && store.packAt(slot) == number;
    }

    private void allDamaged(int number) {
        store.contentsOf(number).forEach(id -> {
            damagedSlots.set(store.slotOf(id));
            found.damaged(id);
        });
    }

    private void checkObject(ContentId id, long size) {
        Path file = store.objectFile(id.hex());
        try {
            long length = Files.size(file);
            bytes += length;
            if (!Digests.ofFileRead(file, progress).equals(id.hex())) {
                findings.add(file, Problem.DAMAGED, "its SHA-256 is not its name", false);
                damagedObjects.add(id);
                found.damaged(id);
            } else if (length != size) {
                findings.add(list, Problem.DAMAGED, "it has a wrong size for the content " + id, true);
            }
        } catch (IOException e) {
            if (findings.unreadable(file, e, false)) {
                damagedObjects.add(id);
                found.damaged(id);
            } else {
                refusedObjects.add(id);
            }
        }
    }

    private void nameIfAffected(FileEntry entry) {
        ContentId id = ContentId.parse(entry.sha256());
        int slot = store.slotOf(id);
        if (slot >= 0) {
            if (damagedSlots.get(slot)) {
                findings.affects(packs.get(store.packAt(slot)).file(), entry.path());
            } else if (otherSizes.get(slot)) {
                addWrongSize(entry.path());
            }
        } else if (salvaged.find(id) >= 0) {
            findings.affects(unusable.get(salvaged.pack(salvaged.find(id))).path(), entry.path());
        } else if (damagedObjects.contains(id)) {
            findings.affects(store.objectFile(id.hex()), entry.path());
        } else if (!packRefused && isInNoPack(id, entry.size())) {
            findings.affects(store.packsDirectory(), entry.path());
        }
    }
}
