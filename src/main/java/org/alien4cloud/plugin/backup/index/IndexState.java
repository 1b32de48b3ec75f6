package org.alien4cloud.plugin.backup.index;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.alien4cloud.plugin.backup.model.IndexEntry;

/** What an index was like at one moment. */
public final class IndexState {

    /** A sequence number of a shard whose primary does not answer. */
    public static final long UNKNOWN = -3;

    /** As Elasticsearch defines it, for this index alone. */
    public enum Health {
        GREEN, YELLOW, RED
    }

    private final String name;
    private final String uuid;
    private final boolean open;
    private final int shards;
    private final Health health;
    private final long bytes;
    private final List<Long> maxSeqNos;
    private final List<String> histories;
    private final boolean settled;
    private final boolean replicated;

    IndexState(String name, String uuid, boolean open, int shards, Health health, long bytes, List<Long> maxSeqNos,
            List<String> histories, boolean settled, boolean replicated) {
        this.name = Objects.requireNonNull(name, "name");
        this.uuid = uuid;
        this.open = open;
        this.shards = shards;
        this.health = health;
        this.bytes = bytes;
        this.maxSeqNos = Collections.unmodifiableList(new ArrayList<>(maxSeqNos));
        this.histories = Collections.unmodifiableList(new ArrayList<>(histories));
        this.settled = settled;
        this.replicated = replicated;
    }

    static IndexState missing(String name) {
        return new IndexState(name, null, false, 0, Health.RED, 0, Collections.emptyList(), Collections.emptyList(), false, false);
    }

    public String name() {
        return name;
    }

    /** Elasticsearch's own id of the index, null if there is none of this name. */
    public String uuid() {
        return uuid;
    }

    public boolean exists() {
        return uuid != null;
    }

    public boolean open() {
        return open;
    }

    public int shards() {
        return shards;
    }

    public Health health() {
        return health;
    }

    /** Bytes of the primaries on disk. */
    public long bytes() {
        return bytes;
    }

    /** The highest sequence number of each primary, by shard number; -1 where nothing was ever written, {@link #UNKNOWN} without a primary. */
    public List<Long> maxSeqNos() {
        return maxSeqNos;
    }

    /**
     * By shard number, Elasticsearch's id of what its sequence numbers count: a shard that is restored from a snapshot, also into an index that
     * keeps its own id, gives the numbers above the snapshot's out again. Empty text without a primary.
     */
    List<String> histories() {
        return histories;
    }

    /** Whether every primary answered and had finished every write that it had given a sequence number to. */
    public boolean settled() {
        return settled;
    }

    /**
     * Whether the highest sequence numbers tell the content of the index forever: when every copy of each shard has every write. A write that
     * only the primary has is lost with its node, and a later one gets its sequence number.
     */
    boolean isLasting() {
        return settled && replicated;
    }

    /**
     * The entry of a manifest.
     *
     * @param captured how many documents of it the backup holds
     * @param still whether it is certain that these are all, as they were at this moment
     */
    IndexEntry captured(long captured, boolean still) {
        boolean known = still && isLasting();
        return new IndexEntry(name, uuid, captured, bytes, known ? maxSeqNos : Collections.emptyList(), known ? histories : Collections.emptyList());
    }

    /** Whether it is certain that nothing was written between these two moments, and that no write was under way at the earlier one. */
    public boolean stoodStillSince(IndexState earlier) {
        return earlier.settled && isStill(earlier.uuid, earlier.maxSeqNos, earlier.histories);
    }

    /** Whether it is certain that the index holds just what it held when it was captured: the entry has sequence numbers only if they last. */
    public boolean isAsCaptured(IndexEntry entry) {
        return isStill(entry.uuid(), entry.maxSeqNos(), entry.histories());
    }

    /** Whether its sequence numbers count on from those of when it was captured. */
    boolean goesOnFrom(IndexEntry entry) {
        return settled && exists() && uuid.equals(entry.uuid()) && histories.equals(entry.histories()) && entry.maxSeqNos().size() == maxSeqNos.size();
    }

    /** How many writes there were since it was captured, of an index that {@link #goesOnFrom} that. */
    long writtenSince(IndexEntry entry) {
        long writes = 0;
        for (int shard = 0; shard < maxSeqNos.size(); shard++) {
            writes += maxSeqNos.get(shard) - entry.maxSeqNos().get(shard);
        }
        return writes;
    }

    boolean isStill(String earlierUuid, List<Long> earlierMaxSeqNos, List<String> earlierHistories) {
        return settled && exists() && uuid.equals(earlierUuid) && maxSeqNos.equals(earlierMaxSeqNos) && histories.equals(earlierHistories);
    }

    @Override
    public String toString() {
        return name + " " + health + " " + maxSeqNos;
    }
}
