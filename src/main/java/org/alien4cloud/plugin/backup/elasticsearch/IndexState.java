package org.alien4cloud.plugin.backup.elasticsearch;

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
        GREEN,
        YELLOW,
        RED
    }

    private final String name;
    private final String uuid;
    private final boolean open;
    private final int shards;
    private final Health health;
    private final long bytes;
    private final List<Long> maxSeqNos;
    private final List<String> histories;
    private final boolean lasting;

    private IndexState(Builder builder) {
        this.name = Objects.requireNonNull(builder.name, "name");
        this.uuid = builder.uuid;
        this.open = builder.open;
        this.shards = builder.shards;
        this.health = builder.health;
        this.bytes = builder.bytes;
        this.maxSeqNos = Collections.unmodifiableList(new ArrayList<>(builder.maxSeqNos));
        this.histories = Collections.unmodifiableList(new ArrayList<>(builder.histories));
        this.lasting = builder.lasting;
    }

    /** Returns a builder that describes a missing index, unless more is set. */
    static Builder named(String name) {
        return new Builder(name);
    }

    /** Collects what Elasticsearch answers about an index. */
    static final class Builder {

        private final String name;
        private String uuid;
        private boolean open;
        private int shards;
        private Health health = Health.RED;
        private long bytes;
        private List<Long> maxSeqNos = Collections.emptyList();
        private List<String> histories = Collections.emptyList();
        private boolean lasting;

        private Builder(String name) {
            this.name = name;
        }

        Builder uuid(String value) {
            uuid = value;
            return this;
        }

        Builder open(boolean value) {
            open = value;
            return this;
        }

        Builder shards(int value) {
            shards = value;
            return this;
        }

        Builder health(Health value) {
            health = value;
            return this;
        }

        Builder bytes(long value) {
            bytes = value;
            return this;
        }

        Builder maxSeqNos(List<Long> value) {
            maxSeqNos = value;
            return this;
        }

        Builder histories(List<String> value) {
            histories = value;
            return this;
        }

        Builder lasting(boolean value) {
            lasting = value;
            return this;
        }

        IndexState build() {
            return new IndexState(this);
        }
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

    /**
     * The highest sequence number of each primary, by shard number; -1 where nothing was ever written, {@link #UNKNOWN}
     * without a primary.
     */
    public List<Long> maxSeqNos() {
        return maxSeqNos;
    }

    /**
     * By shard number, Elasticsearch's id of what its sequence numbers count: a shard that is restored from a snapshot,
     * also into an index that keeps its own id, gives the numbers above the snapshot's out again. Empty text without a
     * primary.
     */
    List<String> histories() {
        return histories;
    }

    /**
     * Tells whether the highest sequence numbers tell the content of the index: every primary answered, and each copy
     * of its shard that may be read had every write that got a number. A write that only the primary has is not seen by
     * a search that asks a replica, and is lost with its node; a later write then gets its number.
     */
    public boolean isLasting() {
        return lasting;
    }

    /**
     * The entry of a manifest.
     *
     * @param captured how many documents of it the backup holds
     * @param still whether it is certain that these are all, as they were at this moment
     */
    IndexEntry captured(long captured, boolean still) {
        boolean known = still && lasting;
        return new IndexEntry(
                name,
                uuid,
                captured,
                bytes,
                known ? maxSeqNos : Collections.emptyList(),
                known ? histories : Collections.emptyList());
    }

    /**
     * Tells whether it is certain that nothing was written between these two moments, and that no write was under way
     * at the earlier one.
     */
    public boolean stoodStillSince(IndexState earlier) {
        return earlier.lasting && isStill(earlier.uuid, earlier.maxSeqNos, earlier.histories);
    }

    /**
     * Tells whether the index holds just what it held when it was captured: the entry has sequence numbers only if they
     * last. Certain only if the live documents descend from the captured ones, which {@link DocumentLineage} knows: an
     * index whose data were put back to an earlier state gives the same numbers to other writes.
     */
    boolean isAsCaptured(IndexEntry entry) {
        return isStill(entry.uuid(), entry.maxSeqNos(), entry.histories());
    }

    /**
     * Tells whether its sequence numbers count on from those of when it was captured; certain as {@link #isAsCaptured}
     * is.
     */
    boolean goesOnFrom(IndexEntry entry) {
        if (!lasting
                || !exists()
                || !uuid.equals(entry.uuid())
                || !histories.equals(entry.histories())
                || entry.maxSeqNos().size() != maxSeqNos.size()) {
            return false;
        }
        for (int shard = 0; shard < maxSeqNos.size(); shard++) {
            if (maxSeqNos.get(shard) < entry.maxSeqNos().get(shard)) {
                return false;
            }
        }
        return true;
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
        return lasting
                && exists()
                && uuid.equals(earlierUuid)
                && maxSeqNos.equals(earlierMaxSeqNos)
                && histories.equals(earlierHistories);
    }

    @Override
    public String toString() {
        return name + " " + health + " " + maxSeqNos;
    }
}
