package org.alien4cloud.plugin.backup.repository;

/** Reports what a sweep removed and rewrote. */
public final class SweepResult {

    private final int removedObjects;
    private final int removedPacks;
    private final int rewrittenPacks;
    private final int postponedPacks;
    private final long freedBytes;

    SweepResult(int removedObjects, int removedPacks, int rewrittenPacks, int postponedPacks, long freedBytes) {
        this.removedObjects = removedObjects;
        this.removedPacks = removedPacks;
        this.rewrittenPacks = rewrittenPacks;
        this.postponedPacks = postponedPacks;
        this.freedBytes = freedBytes;
    }

    /** Returns the number of large contents that were removed. */
    public int removedObjects() {
        return removedObjects;
    }

    /** Returns the number of packs that were removed because no backup needed any of their contents. */
    public int removedPacks() {
        return removedPacks;
    }

    /** Returns the number of packs that were rewritten because most of their contents were unneeded. */
    public int rewrittenPacks() {
        return rewrittenPacks;
    }

    /** Returns the number of packs that could not be rewritten because there was no space for a new one. */
    public int postponedPacks() {
        return postponedPacks;
    }

    /** Returns the number of bytes that were freed on the disk. */
    public long freedBytes() {
        return freedBytes;
    }
}
