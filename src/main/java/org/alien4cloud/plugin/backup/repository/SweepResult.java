package org.alien4cloud.plugin.backup.repository;

/** What a sweep did. */
public final class SweepResult {

    private final int removedObjects;
    private final int removedPacks;
    private final int rewrittenPacks;
    private final long freedBytes;

    SweepResult(int removedObjects, int removedPacks, int rewrittenPacks, long freedBytes) {
        this.removedObjects = removedObjects;
        this.removedPacks = removedPacks;
        this.rewrittenPacks = rewrittenPacks;
        this.freedBytes = freedBytes;
    }

    /** Large contents that were removed. */
    public int removedObjects() {
        return removedObjects;
    }

    /** Packs that no backup needed anything of. */
    public int removedPacks() {
        return removedPacks;
    }

    /** Packs that were more than half dead and gave way to a new one. */
    public int rewrittenPacks() {
        return rewrittenPacks;
    }

    /** Bytes on disk that are free again. */
    public long freedBytes() {
        return freedBytes;
    }
}
