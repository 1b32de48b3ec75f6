package org.alien4cloud.plugin.backup.index;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.client.Client;
import org.elasticsearch.snapshots.SnapshotInfo;

/**
 * Keeps documents in Elasticsearch's own snapshots: one snapshot a backup, in a repository that only this plugin uses.
 * <p>
 * The digests of a backup are those of the very content of its snapshot. They are taken from the live indices, and count for an index whose
 * shards' sequence numbers were the same before the snapshot and after the digests were taken. If some indices moved meanwhile, another
 * snapshot replaces the first one (it only adds what is new), up to three in all; what still moves then is read from the snapshot itself,
 * restored under a temporary name.
 */
public final class SnapshotEngine implements IndexEngine {

    /** The name of this engine in manifests. */
    public static final String NAME = "snapshot";

    private static final String SNAPSHOT = "snapshot";
    private static final String REPOSITORY = "repository";
    private static final String[] DIRECTORIES = {"documents", "indices"};
    private static final int ROUNDS = 3;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Client client;
    private final SnapshotRepositorySettings settings;
    private final SnapshotRepository repository;
    private final BusyWait busyWait;
    private final SnapshotTaker taker;
    private final IndexInspector inspector;
    private final DocumentDigests digests;

    /** An engine that waits at most 10 minutes for snapshot operations of others. */
    public SnapshotEngine(Client client, SnapshotRepositorySettings settings) {
        this(client, settings, TimeUnit.MINUTES.toMillis(10));
    }

    /** @param waitMillis how long to wait for snapshot operations of others, in milliseconds */
    public SnapshotEngine(Client client, SnapshotRepositorySettings settings, long waitMillis) {
        this.client = Objects.requireNonNull(client, "client");
        this.settings = Objects.requireNonNull(settings, "settings");
        this.repository = new SnapshotRepository(client, settings);
        this.busyWait = new BusyWait(waitMillis);
        this.taker = new SnapshotTaker(client, repository, busyWait);
        this.inspector = new IndexInspector(client);
        this.digests = new DocumentDigests(client);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void prepare() {
        repository.registerAndVerify();
    }

    @Override
    public IndexCapture capture(BackupName backup, List<String> indices, Path directory, Progress progress) {
        inspector.requireUsable(indices);
        repository.register();
        createDirectories(directory);
        Map<String, Digested> digested = new HashMap<>();
        String snapshot = null;
        List<String> taken = new ArrayList<>();
        try {
            Map<String, IndexState> states = Collections.emptyMap();
            Set<String> moving = new HashSet<>(indices);
            for (int round = 1; round <= ROUNDS && !moving.isEmpty(); round++) {
                states = inspector.requireUsable(indices);
                String previous = snapshot;
                snapshot = snapshotName(backup);
                BegunSnapshots.add(directory, snapshot);
                taker.take(snapshot, indices, progress);
                taken.add(snapshot);
                if (previous != null) {
                    taker.delete(previous);
                    taken.remove(previous);
                }
                digestLive(states, directory, digested, progress);
                moving = movedSince(states);
                if (!moving.isEmpty()) {
                    progress.log("Written to during the snapshot: " + String.join(", ", moving) + ".");
                }
            }
            digestFromSnapshot(snapshot, states, moving, directory, digested, progress);
            // Last, since a mapping only grows: it then fits all of the captured documents.
            writeDefinitions(indices, directory);
            sync(directory);
            Map<String, String> engineData = new TreeMap<>();
            engineData.put(SNAPSHOT, snapshot);
            engineData.put(REPOSITORY, repository.name());
            return new IndexCapture(entries(indices, digested, moving), engineData);
        } catch (RuntimeException | Error e) {
            taken.forEach(each -> abandon(each, e));
            throw e;
        }
    }

    private void abandon(String snapshot, Throwable failure) {
        try {
            taker.delete(snapshot);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static void createDirectories(Path directory) {
        for (String name : DIRECTORIES) {
            try {
                DurableFiles.createDirectoriesUnsynced(directory.resolve(name));
            } catch (IOException e) {
                throw Failures.changing("create", directory.resolve(name), e);
            }
        }
    }

    private static void sync(Path directory) {
        for (String name : DIRECTORIES) {
            try {
                DurableFiles.syncDirectory(directory.resolve(name));
            } catch (IOException e) {
                throw Failures.changing("flush", directory.resolve(name), e);
            }
        }
    }

    private static String snapshotName(BackupName backup) {
        byte[] random = new byte[5];
        RANDOM.nextBytes(random);
        return backup.value().toLowerCase(Locale.ROOT) + "-" + Digests.hex(random);
    }

    private void writeDefinitions(List<String> indices, Path directory) {
        IndexDefinition.ofLive(client, indices)
                .forEach((index, definition) -> definition.write(directory.resolve("indices").resolve(index + ".json")));
    }

    private void digestLive(Map<String, IndexState> states, Path directory, Map<String, Digested> digested, Progress progress) {
        states.forEach((index, state) -> {
            Digested last = digested.get(index);
            if (last == null || !state.stoodStillSince(last.state)) {
                digested.put(index, new Digested(state, digests.scan(state, documents(directory, index), progress)));
            }
        });
    }

    private Set<String> movedSince(Map<String, IndexState> before) {
        Set<String> moved = new TreeSet<>();
        inspector.inspect(before.keySet()).forEach((index, now) -> {
            if (!now.stoodStillSince(before.get(index))) {
                moved.add(index);
            }
        });
        return moved;
    }

    private void digestFromSnapshot(String snapshot, Map<String, IndexState> states, Set<String> moving, Path directory,
            Map<String, Digested> digested, Progress progress) {
        try (TemporaryIndices temporary = temporaryIndices(snapshot, progress)) {
            for (String index : moving) {
                IndexState restored = inspector.inspect(temporary.restore(snapshot, index));
                digested.put(index, new Digested(states.get(index), digests.scan(restored, documents(directory, index), progress)));
            }
        }
    }

    private static List<IndexEntry> entries(List<String> indices, Map<String, Digested> digested, Set<String> moving) {
        List<IndexEntry> entries = new ArrayList<>();
        for (String index : indices) {
            Digested each = digested.get(index);
            // No sequence numbers for an index that was being written to: then nobody ever takes it for unchanged without looking.
            entries.add(new IndexEntry(index, each.state.uuid(), each.documents, each.state.bytes(),
                    moving.contains(index) ? Collections.emptyList() : each.state.maxSeqNos()));
        }
        return entries;
    }

    private static Path documents(Path directory, String index) {
        return directory.resolve("documents").resolve(index + ".gz");
    }

    @Override
    public BackedUpDocuments open(Manifest manifest, Path directory, Collection<String> indices, String workId, Progress progress) {
        repository.register();
        return new SnapshotDocuments(client, snapshotOf(manifest.engineData()), indices, temporaryIndices(workId, progress));
    }

    private TemporaryIndices temporaryIndices(String workId, Progress progress) {
        return new TemporaryIndices(client, repository, busyWait, settings.temporaryPrefix(), workId, progress);
    }

    private static String snapshotOf(Map<String, String> engineData) {
        String snapshot = engineData.get(SNAPSHOT);
        if (snapshot == null) {
            throw new BackupException(BackupException.Kind.CHECK_FAILED, "The manifest does not name its snapshot. Use another backup.");
        }
        return snapshot;
    }

    @Override
    public void removeLeftovers() {
        String pattern = settings.temporaryPrefix() + "*";
        for (String index : ElasticsearchFailures.answer("Looking for temporary indices", client.admin().cluster().prepareState().clear()
                .setMetaData(true).setIndices(pattern)).getState().metaData().getConcreteAllIndices()) {
            // Asked again, since a pattern is the only thing between this and the user's indices.
            if (index.startsWith(settings.temporaryPrefix())) {
                TemporaryIndices.delete(client, index);
            }
        }
    }

    @Override
    public void discard(Path directory) {
        List<String> begun = BegunSnapshots.read(directory);
        if (!begun.isEmpty()) {
            repository.register();
            begun.forEach(taker::delete);
        }
    }

    /** How many documents an index had, and what it was like then. */
    private static final class Digested {

        private final IndexState state;
        private final long documents;

        Digested(IndexState state, long documents) {
            this.state = state;
            this.documents = documents;
        }
    }
}
