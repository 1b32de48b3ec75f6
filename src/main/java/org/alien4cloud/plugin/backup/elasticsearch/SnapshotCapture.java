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
 * Captures the documents of one backup in an Elasticsearch snapshot; a later pass takes a new one that supersedes it.
 *
 * <p>The digests of a backup must match its snapshot exactly. They are read from the live indices, and are valid if the
 * sequence numbers were the same before the snapshot and after the reading. An index that changed meanwhile is read
 * from the snapshot itself, restored under a temporary name.
 */
final class SnapshotCapture implements DocumentCapture {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Client client;
    private final SnapshotCreation creation;
    private final IndexInspector inspector;
    private final DocumentDigests digests;
    /** Restores indices of a snapshot under temporary names. */
    private final BiFunction<String, Progress, TemporaryIndices> restored;
    /** What a person needs to find the repository again. */
    private final Map<String, String> whereabouts;

    private final BackupName backup;
    private final List<String> indices;
    private final Path directory;
    private final CaptureLayout layout;
    private final PreviousCapture previous;
    private final DocumentVisitor visitor;
    private final List<String> superseded = new ArrayList<>();
    private String snapshot;
    private Map<String, IndexState> states;
    /** The state before each index was read last. If a later state is the same, nothing was written meanwhile. */
    private final Map<String, IndexState> readAt = new HashMap<>();

    private final Map<String, Long> counts = new HashMap<>();

    SnapshotCapture(
            Client client,
            SnapshotCreation creation,
            BiFunction<String, Progress, TemporaryIndices> restored,
            Map<String, String> whereabouts,
            BackupName backup,
            List<String> indices,
            Path directory,
            PreviousCapture previous,
            DocumentVisitor visitor) {
        this.client = client;
        this.creation = creation;
        this.inspector = new IndexInspector(client);
        this.digests = new DocumentDigests(client);
        this.restored = restored;
        this.whereabouts = whereabouts;
        this.backup = backup;
        this.indices = indices;
        this.directory = directory;
        this.layout = new CaptureLayout(directory);
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
        creation.take(name, indices, progress);
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
        layout.create();
        List<IndexState> unknown = new ArrayList<>();
        now.forEach((index, state) -> {
            IndexState before = readAt.get(index);
            if (state.open() && (before == null || !state.stoodStillSince(before))) {
                Optional<IndexEntry> known = previous.unmoved(state, visitor);
                if (known.isPresent()) {
                    previous.copyDigests(index, layout.digests(index));
                    counts.put(index, known.get().documents());
                } else {
                    unknown.add(state);
                }
            }
        });
        counts.putAll(digests.scan(unknown, layout::digests, visitor, progress));
        readAt.putAll(now);
    }

    @Override
    public CapturedIndices finish(Progress progress) {
        superseded.forEach(creation::delete);
        read(states, progress);
        Set<String> moved = movedSinceTaken();
        try (TemporaryIndices temporary = restored.apply(snapshot, progress)) {
            for (String index : moved) {
                IndexState state = inspector.inspect(temporary.restore(snapshot, index));
                visitor.begin(index);
                counts.put(index, digests.scan(state, layout.digests(index), visitor, progress));
            }
        }
        layout.finish(client, indices);
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
            // without sequence numbers, an index that was being written to never counts as unchanged
            entries.add(state.captured(counts.get(index), !moved.contains(index)));
        }
        return entries;
    }
}
