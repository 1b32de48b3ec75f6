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
 * Reads every content that one backup names, and compares it with its digest and with the size in the backup's list.
 * Packs are read whole, so what is wrong with the contents of other backups in them is found as well.
 *
 * <p>The list is read once to learn what is needed, and a second time only if something is wrong, to learn which files
 * that is. So memory does not grow with the number of files beyond a few bytes for each content.
 */
final class ContentCheck {

    private static final int NOT_NEEDED = -1;

    private final ContentStore store;
    private final Path list;
    private final Findings findings;
    private final FoundDamage found;
    private final Progress progress;
    private final List<Pack> packs;
    /** Packs that cannot be used, and what they seem to hold. */
    private final List<DamagedException> unusable;

    private final ContentIndex salvaged = new ContentIndex(0);
    /** By slot of the store's index: the size that the list gives a needed content. */
    private final int[] neededSizes;

    private final BitSet neededPacks = new BitSet();
    /** Packs, by number, that this user may not read. */
    private final BitSet refusedPacks = new BitSet();

    private final Map<ContentId, Long> neededObjects = new TreeMap<>();
    private final BitSet damagedSlots = new BitSet();
    private final BitSet otherSizes = new BitSet();
    private final Set<ContentId> damagedObjects = new HashSet<>();
    private final Set<ContentId> refusedObjects = new HashSet<>();
    private boolean anyMissing;
    /** Whether a pack may not be read: contents that seem to be missing may be in it. */
    private boolean packRefused;

    private long contents;
    private long bytes;

    /**
     * @param store as it is on disk now: see {@link ContentStore#load}
     * @param found gets all contents that are damaged, be they those of other backups
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
    void run(Manifest manifest, ListCheck check) {
        for (int i = 0; i < unusable.size(); i++) {
            salvage(i);
        }
        check.run(manifest, this::need);
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
            new ListCheck(list, new Findings(list), progress).run(null, this::nameIfAffected);
        }
        found.whole(store.damage().get().contents().stream()
                .filter(sha256 -> isWhole(ContentId.parse(sha256)))
                .collect(Collectors.toList()));
    }

    /** Whether a content was read, and is as it was written. */
    private boolean isWhole(ContentId id) {
        int slot = store.slotOf(id);
        return slot >= 0
                ? neededPacks.get(store.packAt(slot))
                        && !damagedSlots.get(slot)
                        && !refusedPacks.get(store.packAt(slot))
                : neededObjects.containsKey(id) && !damagedObjects.contains(id) && !refusedObjects.contains(id);
    }

    /** Different contents of the backup that were found in their places. */
    long contents() {
        return contents;
    }

    /** Bytes of packs and objects that were read. */
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

    private void need(FileEntry entry) {
        ContentId id = ContentId.parse(entry.sha256());
        int slot = store.slotOf(id);
        if (slot >= 0) {
            int size = (int) Math.min(entry.size(), Integer.MAX_VALUE);
            if (neededSizes[slot] == NOT_NEEDED) {
                neededSizes[slot] = size;
                neededPacks.set(store.packAt(slot));
                contents++;
            } else if (neededSizes[slot] != size) {
                sizeIsWrong(entry.path());
            }
        } else if (salvaged.find(id) < 0) {
            needObject(id, entry);
        }
    }

    private void needObject(ContentId id, FileEntry entry) {
        // Small contents are in packs. One that is in none is not kept in memory here: there may be many.
        if (isInNoPack(id, entry.size())) {
            if (packRefused) {
                return;
            }
            if (!anyMissing) {
                findings.add(
                        store.packsDirectory(),
                        Problem.MISSING,
                        "no pack holds contents that the backup names, such as " + id,
                        true);
            }
            anyMissing = true;
            return;
        }
        Long size = neededObjects.putIfAbsent(id, entry.size());
        if (size == null) {
            contents++;
        } else if (size != entry.size()) {
            sizeIsWrong(entry.path());
        }
    }

    private boolean isInNoPack(ContentId id, long size) {
        return size < ContentStore.OBJECT_BYTES && !Files.exists(store.objectFile(id.hex()));
    }

    private void sizeIsWrong(String path) {
        findings.add(list, Problem.DAMAGED, "its size of " + path + " is not that of the content", true);
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

    /** A content may be in two packs; only one of them is asked for it. */
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
                findings.add(list, Problem.DAMAGED, "a size in it is not that of the content " + id, true);
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
                sizeIsWrong(entry.path());
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
