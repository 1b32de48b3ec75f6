package org.alien4cloud.plugin.backup.repository;

import java.util.Arrays;

/**
 * Finds the pack and the offset of each packed content. It is a hash table with linear probing in primitive arrays.
 * With 40 bytes per slot, and at most four fifths of the slots used, a million contents take 50 MB if the table was
 * created for them. Not thread-safe.
 */
final class ContentIndex {

    /** Receives each content of an index. */
    interface Visitor {
        void content(ContentId id, int pack, int offset);
    }

    private static final int KEY = 4;
    private static final int EMPTY = -1;
    private long[] keys;
    private int[] packs;
    private int[] offsets;
    private int size;

    ContentIndex(int expected) {
        allocate(capacityFor(expected));
    }

    private static int capacityFor(int contents) {
        return (int) Math.min(Integer.MAX_VALUE / KEY - 8, Math.max(64L, contents * 5L / 4 + 1));
    }

    private void allocate(int capacity) {
        keys = new long[capacity * KEY];
        packs = new int[capacity];
        Arrays.fill(packs, EMPTY);
        offsets = new int[capacity];
        size = 0;
    }

    int size() {
        return size;
    }

    /** Returns the number of slots; the slots that {@link #find} returns are smaller. */
    int capacity() {
        return packs.length;
    }

    /** Returns the slot that holds the content; negative if it is not here. */
    int find(ContentId id) {
        int slot = probe(id.a, id.b, id.c, id.d);
        return packs[slot] == EMPTY ? -1 : slot;
    }

    int pack(int slot) {
        return packs[slot];
    }

    int offset(int slot) {
        return offsets[slot];
    }

    /**
     * Adds a content unless it is here already.
     *
     * @return whether it was added
     */
    boolean add(ContentId id, int pack, int offset) {
        return add(id.a, id.b, id.c, id.d, pack, offset);
    }

    /** Adds a content, or changes the place of one that is here. */
    void put(ContentId id, int pack, int offset) {
        if (!add(id, pack, offset)) {
            int slot = find(id);
            packs[slot] = pack;
            offsets[slot] = offset;
        }
    }

    /**
     * Adds the contents of new packs, which are numbered after the known ones. Contents that were here already are
     * found in the new packs from now on.
     */
    void putAll(ContentIndex other, int packsBefore) {
        reserve(other.size);
        other.forEach((id, pack, offset) -> put(id, packsBefore + pack, offset));
    }

    void forEach(Visitor visitor) {
        for (int slot = 0; slot < packs.length; slot++) {
            if (packs[slot] != EMPTY) {
                int key = slot * KEY;
                visitor.content(
                        ContentId.of(keys[key], keys[key + 1], keys[key + 2], keys[key + 3]),
                        packs[slot],
                        offsets[slot]);
            }
        }
    }

    void reserve(int more) {
        if ((size + (long) more) * 5 > capacity() * 4L) {
            grow(capacityFor((int) Math.max(size + (long) more, size * 3L / 2)));
        }
    }

    private boolean add(long a, long b, long c, long d, int pack, int offset) {
        if ((size + 1L) * 5 > capacity() * 4L) {
            grow(capacityFor((int) Math.min(Integer.MAX_VALUE, size * 3L / 2 + 1)));
        }
        int slot = probe(a, b, c, d);
        if (packs[slot] != EMPTY) {
            return false;
        }
        int key = slot * KEY;
        keys[key] = a;
        keys[key + 1] = b;
        keys[key + 2] = c;
        keys[key + 3] = d;
        packs[slot] = pack;
        offsets[slot] = offset;
        size++;
        return true;
    }

    private void grow(int capacity) {
        long[] oldKeys = keys;
        int[] oldPacks = packs;
        int[] oldOffsets = offsets;
        allocate(capacity);
        for (int slot = 0; slot < oldPacks.length; slot++) {
            if (oldPacks[slot] != EMPTY) {
                int key = slot * KEY;
                add(
                        oldKeys[key],
                        oldKeys[key + 1],
                        oldKeys[key + 2],
                        oldKeys[key + 3],
                        oldPacks[slot],
                        oldOffsets[slot]);
            }
        }
    }

    private int probe(long a, long b, long c, long d) {
        int slot = (int) Long.remainderUnsigned(a, packs.length);
        while (packs[slot] != EMPTY) {
            int key = slot * KEY;
            if (keys[key] == a && keys[key + 1] == b && keys[key + 2] == c && keys[key + 3] == d) {
                return slot;
            }
            slot = slot + 1 == packs.length ? 0 : slot + 1;
        }
        return slot;
    }
}
