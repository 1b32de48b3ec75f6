package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.alien4cloud.plugin.backup.model.IndexEntry;

/** Describes an index at one moment, to tell later whether it has changed. */
public final class IndexState {

    /** The sequence number of a shard whose primary does not answer. */
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

    /** Returns Elasticsearch's own id of the index, null if it does not exist. */
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

    /** Returns the bytes of the primaries on disk. */
    public long bytes() {
        return bytes;
    }

    /**
     * Returns the highest sequence number of each primary, by shard number: -1 if nothing was ever written,
     * {@link #UNKNOWN} without a primary.
     */
    public List<Long> maxSeqNos() {
        return maxSeqNos;
    }

    /**
     * Returns Elasticsearch's history id of each primary, by shard number; empty text without a primary. Sequence
     * numbers are comparable only within one history: a shard that is restored from a snapshot, even into an index that
     * keeps its id, reuses the numbers above the snapshot's.
     */
    List<String> histories() {
        return histories;
    }

    /**
     * Tells whether the highest sequence numbers identify the content of the index: every primary answered, and each
     * readable copy of its shard has every numbered write. A write that only the primary has is invisible on a replica,
     * and lost with its node; a later write then gets its number.
     */
    public boolean isLasting() {
        return lasting;
    }

    /**
     * Returns the entry for a manifest.
     *
     * @param captured how many documents of it the backup holds
     * @param still whether they certainly are all documents of this moment
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
     * Tells whether certainly nothing was written between these two moments, and no write was in progress at the
     * earlier one.
     */
    public boolean stoodStillSince(IndexState earlier) {
        return earlier.lasting && isStill(earlier.uuid, earlier.maxSeqNos, earlier.histories);
    }

    /**
     * Tells whether the index holds just what it held when it was captured: the entry has sequence numbers only if they
     * are lasting. Certain only if the live documents descend from the captured ones, which {@link ElasticsearchMarks}
     * knows: an index whose data were returned to an earlier state reuses numbers for other writes.
     */
    boolean isAsCaptured(IndexEntry entry) {
        return isStill(entry.uuid(), entry.maxSeqNos(), entry.histories());
    }

    /** Tells whether its sequence numbers continue those of the capture; as certain as {@link #isAsCaptured}. */
    boolean continues(IndexEntry entry) {
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

    /** Returns how many writes there were since the capture; valid only if {@link #continues} is true. */
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
