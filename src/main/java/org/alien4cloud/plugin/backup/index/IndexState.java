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
    private final long documents;
    private final long bytes;
    private final List<Long> maxSeqNos;
    private final boolean settled;
    private final boolean replicated;

    IndexState(String name, String uuid, boolean open, int shards, Health health, long documents, long bytes, List<Long> maxSeqNos,
            boolean settled, boolean replicated) {
        this.name = Objects.requireNonNull(name, "name");
        this.uuid = uuid;
        this.open = open;
        this.shards = shards;
        this.health = health;
        this.documents = documents;
        this.bytes = bytes;
        this.maxSeqNos = Collections.unmodifiableList(new ArrayList<>(maxSeqNos));
        this.settled = settled;
        this.replicated = replicated;
    }

    static IndexState missing(String name) {
        return new IndexState(name, null, false, 0, Health.RED, 0, 0, Collections.emptyList(), false, false);
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

    /** Documents as Lucene counts them in the primaries: nested ones too, and without what the last refresh did not see. Good for an estimate. */
    public long documents() {
        return documents;
    }

    /** Bytes of the primaries on disk. */
    public long bytes() {
        return bytes;
    }

    /** The highest sequence number of each primary, by shard number; -1 where nothing was ever written, {@link #UNKNOWN} without a primary. */
    public List<Long> maxSeqNos() {
        return maxSeqNos;
    }

    /** Whether every primary answered and had finished every write that it had given a sequence number to. */
    public boolean settled() {
        return settled;
    }

    /**
     * The highest sequence numbers, if they tell the content of the index forever: when every copy of each shard has every write. Empty
     * otherwise: a write that only the primary has is lost with its node, and a later one gets its sequence number.
     */
    public List<Long> lastingSeqNos() {
        return settled && replicated ? maxSeqNos : Collections.emptyList();
    }

    /** Whether it is certain that nothing was written between these two moments, and that no write was under way at the earlier one. */
    public boolean stoodStillSince(IndexState earlier) {
        return earlier.settled && settled && exists() && uuid.equals(earlier.uuid) && maxSeqNos.equals(earlier.maxSeqNos);
    }

    /** Whether it is certain that the index holds just what it held when it was captured: the entry has {@link #lastingSeqNos}. */
    public boolean isAsCaptured(IndexEntry entry) {
        return settled && exists() && uuid.equals(entry.uuid()) && maxSeqNos.equals(entry.maxSeqNos());
    }

    @Override
    public String toString() {
        return name + " " + health + " " + maxSeqNos;
    }
}
