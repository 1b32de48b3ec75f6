package org.alien4cloud.plugin.backup.elasticsearch;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.client.Client;

/**
 * Stores documents in Elasticsearch's own snapshots: one snapshot per backup, in a repository that only this plugin
 * uses.
 */
public final class SnapshotEngine implements IndexEngine {

    /** The name of this engine in manifests. */
    public static final String NAME = "snapshot";

    static final String SNAPSHOT = "snapshot";
    static final String REPOSITORY = "repository";
    static final String TYPE = "repositoryType";
    static final String LOCATION = "location";

    private final Client client;
    private final SnapshotRepositorySettings settings;
    private final SnapshotRepository repository;
    private final SnapshotConflictRetry waitWhileBusy;
    private final SnapshotPresence presence;
    private final SnapshotCreation creation;
    private final IndexInspector inspector;
    private final RecoveryLimitOverride limits;

    /**
     * Creates an engine that waits at most 10 minutes for snapshot operations of others.
     *
     * @param limitsNote a file that exists while a limit of Elasticsearch may be raised
     */
    public SnapshotEngine(Client client, SnapshotRepositorySettings settings, Path limitsNote) {
        this(client, settings, limitsNote, new SnapshotConflictRetry());
    }

    /** @param waitMillis how long to wait for snapshot operations of others, in milliseconds */
    public SnapshotEngine(Client client, SnapshotRepositorySettings settings, Path limitsNote, long waitMillis) {
        this(client, settings, limitsNote, new SnapshotConflictRetry(waitMillis));
    }

    private SnapshotEngine(
            Client client, SnapshotRepositorySettings settings, Path limitsNote, SnapshotConflictRetry waitWhileBusy) {
        this.client = Objects.requireNonNull(client, "client");
        this.settings = Objects.requireNonNull(settings, "settings");
        this.waitWhileBusy = waitWhileBusy;
        this.repository = new SnapshotRepository(client, settings, waitWhileBusy);
        this.presence = new SnapshotPresence(repository);
        this.creation = new SnapshotCreation(client, repository, waitWhileBusy);
        this.inspector = new IndexInspector(client);
        this.limits = new RecoveryLimitOverride(client, limitsNote);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean isSelfContained() {
        return false;
    }

    @Override
    public void checkAvailable() {
        repository.checkAvailable();
    }

    @Override
    public void prepare(Progress progress) {
        repository.registerAndVerify(progress);
    }

    @Override
    public DocumentCapture begin(
            BackupName backup,
            List<String> indices,
            Path directory,
            PreviousCapture previous,
            DocumentVisitor visitor) {
        inspector.requireUsable(indices);
        repository.register(Progress.NONE);
        return new SnapshotCapture(
                client, creation, this::temporaryIndices, whereabouts(), backup, indices, directory, previous, visitor);
    }

    /** Returns what a person needs to find the repository again, for the manifest. */
    private Map<String, String> whereabouts() {
        Map<String, String> whereabouts = new TreeMap<>();
        whereabouts.put(REPOSITORY, repository.name());
        whereabouts.put(TYPE, settings.type());
        String location = repository.wantedLocation();
        if (location != null) {
            whereabouts.put(LOCATION, location);
        }
        return whereabouts;
    }

    @Override
    public BackupDocumentReader open(
            Manifest manifest, Path directory, Collection<String> indices, String workId, Progress progress) {
        if (!indices.isEmpty()) {
            repository.register(progress);
        }
        return new SnapshotDocuments(
                client, snapshotOf(manifest.engineData()), indices, temporaryIndices(workId, progress));
    }

    private TemporaryIndices temporaryIndices(String workId, Progress progress) {
        return new TemporaryIndices(
                client, repository, waitWhileBusy, RestoreTarget.beside(settings.temporaryPrefix(), workId), progress);
    }

    @Override
    public void restore(
            Manifest manifest, Path directory, Collection<String> indices, RestoreTarget target, Progress progress) {
        repository.register(progress);
        IndexCreationGuard made = new IndexCreationGuard(client, waitWhileBusy, target);
        made.requireAbsent(indices);
        String snapshot = snapshotOf(manifest.engineData());
        SnapshotRestore restore = new SnapshotRestore(client, repository, waitWhileBusy, target, progress);
        try {
            if (indices.size() == 1) {
                // has seldom more shards than Elasticsearch restores in parallel anyway
                restore.restore(snapshot, indices);
            } else {
                limits.during(progress, () -> restore.restore(snapshot, indices));
            }
            progress.checkCancelled();
            made.requireCounts(manifest, indices);
        } catch (SnapshotRestore.Refused e) {
            throw e;
        } catch (RuntimeException e) {
            if (!restore.hasStarted()) {
                throw e;
            }
            throw made.removed(indices, e);
        }
    }

    @Override
    public void requirePresent(Manifest manifest) {
        presence.require(manifest);
    }

    @Override
    public void requireCaptured(Manifest manifest) {
        presence.require(manifest);
        repository.register(Progress.NONE);
    }

    @Override
    public Optional<SnapshotOnDisk> visibleFiles(Map<String, String> engineData) {
        Optional<Path> location = repository.location();
        if (!location.isPresent()) {
            return Optional.empty();
        }
        try {
            return SnapshotOnDisk.find(location.get(), snapshotOf(engineData));
        } catch (AccessDeniedException e) {
            // Elasticsearch may run as another user, whose files this one may not read.
            return Optional.empty();
        } catch (IOException e) {
            throw new BackupException(
                    BackupException.Kind.CHECK_FAILED,
                    "The snapshot repository " + location.get() + " cannot be read: " + e,
                    e);
        }
    }

    static String snapshotOf(Map<String, String> engineData) {
        String snapshot = engineData.get(SNAPSHOT);
        if (snapshot == null) {
            throw new BackupException(
                    BackupException.Kind.CHECK_FAILED, "The manifest does not name its snapshot. Use another backup.");
        }
        return snapshot;
    }

    @Override
    public void removeLeftovers() {
        limits.reset();
        repository.removeReadOnlyRegistration();
        TemporaryIndices.removeAll(client, waitWhileBusy, settings.temporaryPrefix());
    }

    @Override
    public void discard(Path directory) {
        List<String> started = StartedSnapshots.read(directory);
        if (!started.isEmpty()) {
            repository.register(Progress.NONE);
            started.forEach(creation::delete);
        }
    }
}
