package org.alien4cloud.plugin.backup.repository;

/** What a sweep did. */
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

    /** Packs more than half dead that stay as they are, since there was no space for a new one. */
    public int postponedPacks() {
        return postponedPacks;
    }

    /** Bytes on disk that are free again. */
    public long freedBytes() {
        return freedBytes;
    }
}
