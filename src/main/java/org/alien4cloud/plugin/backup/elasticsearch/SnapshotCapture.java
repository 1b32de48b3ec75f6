package org.alien4cloud.plugin.backup.elasticsearch;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.client.Client;

/**
 * One backup's documents in snapshots, of which the last counts.
 *
 * <p>The digests of a backup are those of the very content of its snapshot. They are read from the live indices, and
 * count for an index whose shards' sequence numbers were the same before the snapshot and after the digests were read.
 * What moved meanwhile is read from the snapshot itself, restored under a temporary name.
 */
final class SnapshotCapture implements IndexCapture {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Client client;
    private final SnapshotCreation taker;
    private final IndexInspector inspector;
    private final DocumentDigests digests;
    /** Opens a snapshot under temporary names. */
    private final BiFunction<String, Progress, TemporaryIndices> restored;
    /** Of the repository. */
    private final Map<String, String> whereabouts;

    private final BackupName backup;
    private final List<String> indices;
    private final Path directory;
    private final CaptureLayout directories;
    private final PreviousCapture previous;
    private final DocumentVisitor visitor;
    private final List<String> superseded = new ArrayList<>();
    private String snapshot;
    private Map<String, IndexState> states;
    /**
     * The state before each index was read last: where a later one is the same, nothing was written before, during or
     * after the reading.
     */
    private final Map<String, IndexState> readAt = new HashMap<>();

    private final Map<String, Long> counts = new HashMap<>();

    SnapshotCapture(
            Client client,
            SnapshotCreation taker,
            BiFunction<String, Progress, TemporaryIndices> restored,
            Map<String, String> whereabouts,
            BackupName backup,
            List<String> indices,
            Path directory,
            PreviousCapture previous,
            DocumentVisitor visitor) {
        this.client = client;
        this.taker = taker;
        this.inspector = new IndexInspector(client);
        this.digests = new DocumentDigests(client);
        this.restored = restored;
        this.whereabouts = whereabouts;
        this.backup = backup;
        this.indices = indices;
        this.directory = directory;
        this.directories = new CaptureLayout(directory);
        this.previous = previous;
        this.visitor = visitor;
    }

    @Override
    public Map<String, IndexState> sampleStates() {
        return inspector.inspect(indices);
    }

    @Override
    public void take(Progress progress) {
        progress.checkCancelled();
        Map<String, IndexState> before = inspector.requireUsable(indices);
        String name = snapshotName();
        StartedSnapshots.add(directory, name);
        taker.take(name, indices, progress);
        if (snapshot != null) {
            superseded.add(snapshot);
        }
        snapshot = name;
        states = before;
    }

    private String snapshotName() {
        byte[] random = new byte[5];
        RANDOM.nextBytes(random);
        return backup.value().toLowerCase(Locale.ROOT) + "-" + Digests.hex(random);
    }

    @Override
    public void read(Map<String, IndexState> now, Progress progress) {
        directories.create();
        List<IndexState> unknown = new ArrayList<>();
        now.forEach((index, state) -> {
            IndexState before = readAt.get(index);
            if (state.open() && (before == null || !state.stoodStillSince(before))) {
                Optional<IndexEntry> known = previous.unmoved(state, visitor);
                if (known.isPresent()) {
                    previous.copyDigests(index, directories.digests(index));
                    counts.put(index, known.get().documents());
                } else {
                    unknown.add(state);
                }
            }
        });
        counts.putAll(digests.scan(unknown, directories::digests, visitor, progress));
        readAt.putAll(now);
    }

    @Override
    public CapturedIndices finish(Progress progress) {
        superseded.forEach(taker::delete);
        read(states, progress);
        Set<String> moved = movedSinceTaken();
        try (TemporaryIndices temporary = restored.apply(snapshot, progress)) {
            for (String index : moved) {
                IndexState state = inspector.inspect(temporary.restore(snapshot, index));
                visitor.begin(index);
                counts.put(index, digests.scan(state, directories.digests(index), visitor, progress));
            }
        }
        directories.finish(client, indices);
        Map<String, String> engineData = new TreeMap<>(whereabouts);
        engineData.put(SnapshotEngine.SNAPSHOT, snapshot);
        return new CapturedIndices(entries(moved), engineData);
    }

    private Set<String> movedSinceTaken() {
        Set<String> moved = new TreeSet<>();
        inspector.inspect(states.keySet()).forEach((index, now) -> {
            if (!now.stoodStillSince(states.get(index))) {
                moved.add(index);
            }
        });
        return moved;
    }

    private List<IndexEntry> entries(Set<String> moved) {
        List<IndexEntry> entries = new ArrayList<>();
        for (String index : indices) {
            IndexState state = states.get(index);
            // No sequence numbers for an index that was being written to: then nobody ever takes it for unchanged
            // without looking.
            entries.add(state.captured(counts.get(index), !moved.contains(index)));
        }
        return entries;
    }
}
