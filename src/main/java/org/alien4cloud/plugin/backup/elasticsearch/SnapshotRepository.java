package org.alien4cloud.plugin.backup.elasticsearch;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.ExceptionsHelper;
import org.elasticsearch.action.admin.cluster.repositories.get.GetRepositoriesResponse;
import org.elasticsearch.client.Client;
import org.elasticsearch.cluster.metadata.RepositoryMetaData;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.repositories.RepositoryException;
import org.elasticsearch.repositories.RepositoryMissingException;
import org.elasticsearch.snapshots.ConcurrentSnapshotExecutionException;
import org.elasticsearch.snapshots.SnapshotException;
import org.elasticsearch.snapshots.SnapshotInfo;
import org.elasticsearch.snapshots.SnapshotMissingException;

/** Registers the plugin's snapshot repository in Elasticsearch, checks it, and reads and deletes its snapshots. */
final class SnapshotRepository {

    private static final String READ_ONLY = "-look";
    /** Elasticsearch's own default is 40 MB per second, node and direction. */
    private static final String UNTHROTTLED = "10gb";

    private final Client client;
    private final String name;
    private final SnapshotRepositorySettings settings;
    private final SnapshotConflictRetry waitWhileBusy;

    SnapshotRepository(Client client, SnapshotRepositorySettings settings, SnapshotConflictRetry waitWhileBusy) {
        this.client = client;
        this.name = settings.name();
        this.settings = settings;
        this.waitWhileBusy = waitWhileBusy;
    }

    /** Opens a repository that the plugin only reads: how it is registered is not known here. */
    SnapshotRepository(Client client, String name) {
        this.client = client;
        this.name = name;
        this.settings = null;
        this.waitWhileBusy = new SnapshotConflictRetry();
    }

    String name() {
        return name;
    }

    /** @throws BackupException (ELASTICSEARCH) if it could not be registered; its message says what to change */
    void checkAvailable() {
        wantedSettings();
    }

    /** Registers the repository, unless it is registered as wanted, and verifies that each node can write to it. */
    void registerAndVerify(Progress progress) {
        register(progress);
        String doing = "Verifying the snapshot repository " + name();
        waitWhileBusy.run(
                doing,
                progress,
                () -> SnapshotConflictRetry.isClusterBusy(client),
                () -> ElasticsearchFailures.answer(
                        doing, client.admin().cluster().prepareVerifyRepository(name())));
    }

    /**
     * Registers the repository, unless it is registered as wanted.
     *
     * @throws BackupException (ELASTICSEARCH) if that is not possible; its message says what to change; (BUSY) if
     *     somebody else's snapshot does not end in time
     */
    void register(Progress progress) {
        Settings wanted = wantedSettings();
        if (isRegistered(wanted)) {
            return;
        }
        try {
            String doing = "Registering the snapshot repository " + name();
            waitWhileBusy.run(
                    doing,
                    progress,
                    () -> SnapshotConflictRetry.isClusterBusy(client),
                    () -> ElasticsearchFailures.answer(
                            doing,
                            client.admin()
                                    .cluster()
                                    .preparePutRepository(name())
                                    .setType(settings.type())
                                    .setSettings(wanted)
                                    .setVerify(true)));
        } catch (BackupException e) {
            if (e.getMessage().contains("path.repo")) {
                throw new BackupException(
                        e.kind(),
                        ElasticsearchFailures.withoutFinalDot(e.getMessage()) + ". " + SharedRepositoryPath.HOW_TO_SET,
                        e);
            }
            throw e;
        }
    }

    private boolean isRegistered(Settings wanted) {
        RepositoryMetaData registered = registered();
        return registered != null
                && registered.type().equals(settings.type())
                && registered.settings().equals(wanted);
    }

    /**
     * Reads the repository without creating anything. If it is not registered, it is registered read-only under another
     * name meanwhile.
     *
     * @throws BackupException (ELASTICSEARCH) if that is not possible
     */
    <T> T readOnly(Function<SnapshotRepository, T> reading) {
        Settings wanted = wantedSettings();
        if (isRegistered(wanted)) {
            return reading.apply(this);
        }
        SnapshotRepository other = new SnapshotRepository(client, name() + READ_ONLY);
        ElasticsearchFailures.answer(
                "Registering read-only the snapshot repository " + name(),
                client.admin()
                        .cluster()
                        .preparePutRepository(other.name())
                        .setType(settings.type())
                        .setVerify(false)
                        .setSettings(Settings.builder().put(wanted).put("readonly", true)));
        try {
            return reading.apply(other);
        } finally {
            other.unregister();
        }
    }

    /** Removes the registration that an interrupted {@link #readOnly} has left. */
    void removeReadOnlyRegistration() {
        SnapshotRepository readOnly = new SnapshotRepository(client, name() + READ_ONLY);
        if (readOnly.isRegistered()) {
            readOnly.unregister();
        }
    }

    private void unregister() {
        ElasticsearchFailures.answer(
                "Unregistering the snapshot repository " + name(),
                client.admin().cluster().prepareDeleteRepository(name()));
    }

    /** Tells whether it has no snapshot; false if its files exist and cannot be read. */
    boolean isEmpty() {
        String doing = "Listing the snapshots of the repository " + name();
        try {
            return ElasticsearchFailures.answerWithin(
                            doing,
                            client.admin()
                                    .cluster()
                                    .prepareGetSnapshots(name())
                                    .setVerbose(false)
                                    .execute(),
                            Long.MAX_VALUE)
                    .getSnapshots()
                    .isEmpty();
        } catch (SnapshotException | RepositoryException e) {
            return ExceptionsHelper.unwrap(e, NoSuchFileException.class) != null;
        } catch (ElasticsearchException | IllegalStateException e) {
            throw ElasticsearchFailures.explain(doing, e);
        }
    }

    /** Returns where the plugin stores snapshots now, if that is a directory of the nodes; else null. */
    String wantedLocation() {
        return wantedSettings().get("location");
    }

    private RepositoryMetaData registered() {
        // Asked by name, a missing one is an error; asked for all, it is not.
        GetRepositoriesResponse all = ElasticsearchFailures.answer(
                "Listing the snapshot repositories", client.admin().cluster().prepareGetRepositories());
        return all.repositories().stream()
                .filter(each -> each.name().equals(name()))
                .findFirst()
                .orElse(null);
    }

    boolean isRegistered() {
        return registered() != null;
    }

    /** Returns all snapshots of the repository, also unfinished ones. */
    List<SnapshotInfo> snapshots() {
        return ElasticsearchFailures.answer(
                        "Listing the snapshots of the repository " + name(),
                        client.admin().cluster().prepareGetSnapshots(name()))
                .getSnapshots();
    }

    /**
     * Returns one snapshot.
     *
     * @throws BackupException (CHECK_FAILED) if it is missing, or its files are damaged; (ELASTICSEARCH) if
     *     Elasticsearch does not answer, or may not read them
     */
    SnapshotInfo snapshot(String snapshot) {
        String doing = "Reading the snapshot " + snapshot;
        try {
            return ElasticsearchFailures.answerWithin(
                            doing,
                            client.admin()
                                    .cluster()
                                    .prepareGetSnapshots(name())
                                    .setSnapshots(snapshot)
                                    .execute(),
                            Long.MAX_VALUE)
                    .getSnapshots()
                    .get(0);
        } catch (SnapshotException | RepositoryException e) {
            if (ExceptionsHelper.unwrap(e, AccessDeniedException.class) != null) {
                throw new BackupException(
                        BackupException.Kind.ELASTICSEARCH,
                        doing + " failed: Elasticsearch may not read its files. " + ElasticsearchFailures.summary(e)
                                + ".",
                        e);
            }
            throw new BackupException(
                    BackupException.Kind.CHECK_FAILED, doing + " failed: " + ElasticsearchFailures.summary(e) + ".", e);
        } catch (ElasticsearchException | IllegalStateException e) {
            throw ElasticsearchFailures.explain(doing, e);
        }
    }

    /**
     * Returns where the repository is, if it is a directory that nodes and this machine may share; empty if it is not
     * registered.
     */
    Optional<Path> location() {
        RepositoryMetaData registered = registered();
        String location = registered == null || !registered.type().equals("fs")
                ? null
                : registered.settings().get("location");
        // A relative one is below one of the nodes' path.repo; which one is unknown.
        return location == null || !Paths.get(location).isAbsolute()
                ? Optional.empty()
                : Optional.of(Paths.get(location));
    }

    private Settings wantedSettings() {
        Settings.Builder wanted = Settings.builder();
        if (settings.type().equals("fs")) {
            wanted.put("compress", "true");
            if (!settings.settings().containsKey("location")) {
                wanted.put("location", SharedRepositoryPath.of(client) + name());
            }
        }
        wanted.put("max_snapshot_bytes_per_sec", UNTHROTTLED).put("max_restore_bytes_per_sec", UNTHROTTLED);
        settings.settings().forEach(wanted::put);
        return wanted.build();
    }

    /** Removes a snapshot. Succeeds if the snapshot or the repository is missing. */
    void delete(String snapshot) {
        String doing = "Deleting the snapshot " + Objects.requireNonNull(snapshot);
        try {
            ElasticsearchFailures.answerWithin(
                    doing,
                    client.admin()
                            .cluster()
                            .prepareDeleteSnapshot(name(), snapshot)
                            .execute(),
                    Long.MAX_VALUE);
        } catch (SnapshotMissingException | RepositoryMissingException e) {
            // already gone
        } catch (ConcurrentSnapshotExecutionException e) {
            throw e;
        } catch (ElasticsearchException | IllegalStateException e) {
            throw ElasticsearchFailures.explain(doing, ExceptionsHelper.unwrapCause(e));
        }
    }
}
