package org.alien4cloud.plugin.backup.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.FileLineage;
import org.alien4cloud.plugin.backup.index.DocumentLineage;
import org.alien4cloud.plugin.backup.index.IndexEngine;
import org.alien4cloud.plugin.backup.index.SnapshotRepositorySettings;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.DirectoryEntry;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.model.Trigger;
import org.alien4cloud.plugin.backup.model.Verification;
import org.alien4cloud.plugin.backup.platform.AlienPlatform;
import org.alien4cloud.plugin.backup.platform.DataLayout;
import org.alien4cloud.plugin.backup.repository.BackupRepository;

/**
 * Where an operation works: the backup repository, the index engine and the data directory of this server. Opened when
 * first needed, so that a directory that cannot be written or an Elasticsearch that is away is the failure of an
 * operation, with words, and not of the plugin.
 */
public class Workspace {

    /** So many backups tell how much the next one may add. */
    private static final int RECENT = 5;

    private static final String RAISED_LIMITS = "raised-limits";
    private static final String UNKNOWN_UUID = "_na_";

    private final AlienPlatform platform;
    private final BackupSettings settings;
    private BackupRepository repository;

    public Workspace(AlienPlatform platform, BackupSettings settings) {
        this.platform = platform;
        this.settings = settings;
    }

    /**
     * @throws BackupException (PRECONDITION) if the directory lies where it would be backed up itself, or belongs to
     *     another server; (IO) if it cannot be written
     */
    public synchronized BackupRepository repository() {
        if (repository == null) {
            checkPlace();
            requireNoRestoreOfAnotherDirectory();
            // a stopped server may be restored on another cluster: it is looked at then
            boolean anyCluster = platform.isStopped() && BackupRepository.isIn(settings.directory());
            repository = BackupRepository.open(settings.directory(), anyCluster ? null : liveClusterUuid());
        }
        return repository;
    }

    /**
     * Of the Elasticsearch that this server has now: of a running one it was compared when the repository was opened.
     */
    String clusterUuid() {
        return platform.isStopped() ? liveClusterUuid() : repository().clusterUuid();
    }

    /**
     * Of the Elasticsearch that this server has now. @throws BackupException (ELASTICSEARCH) if it has not formed its
     * cluster yet
     */
    String liveClusterUuid() {
        String clusterUuid = platform.elasticsearch()
                .admin()
                .cluster()
                .prepareState()
                .clear()
                .setMetaData(true)
                .get()
                .getState()
                .metaData()
                .clusterUUID();
        if (UNKNOWN_UUID.equals(clusterUuid)) {
            throw new BackupException(
                    Kind.ELASTICSEARCH, "Elasticsearch has not formed its cluster yet. Try again in a moment.");
        }
        return clusterUuid;
    }

    /**
     * Whether the Elasticsearch that this server has now is the one that its backups are of; else only a restore may
     * begin.
     */
    boolean isOnItsCluster() {
        return !platform.isStopped() || repository().clusterUuid().equals(liveClusterUuid());
    }

    /** A server that was restored as a whole on another cluster is at home there. */
    void settle(Progress progress) {
        if (!isOnItsCluster()) {
            repository().moveTo(liveClusterUuid());
            progress.log("The backup directory now belongs to this Elasticsearch cluster.");
        }
    }

    /**
     * @throws BackupException (PRECONDITION) if the backups are of another cluster than the one that this server has
     *     now
     */
    void requireItsCluster() {
        if (!isOnItsCluster()) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "The backup directory " + settings.directory() + " is of another Elasticsearch cluster (uuid "
                            + repository().clusterUuid() + ") than this server has (" + clusterUuid()
                            + "). Restore a backup of it here first, or use another backup directory.");
        }
    }

    private void checkPlace() {
        Path data = DurableFiles.realPath(platform.dataDirectory());
        Path directory = DurableFiles.realPath(settings.directory());
        if (data.startsWith(directory)
                || directory.startsWith(data) && !directory.getParent().equals(data)) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "The backup directory " + directory + " lies within the data it would back up (" + data
                            + "). Set backup.directory to a place outside, best on another disk.");
        }
        if (directory.startsWith(data) && isAlien4Clouds(directory.getFileName().toString())) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "The backup directory " + directory + " is one of Alien4Cloud's own, and would be missing in"
                            + " every backup. Set backup.directory to a place outside of " + data
                            + ", best on another disk.");
        }
    }

    /** Whether Alien4Cloud keeps something in this child of its directory, or removes something from it. */
    private boolean isAlien4Clouds(String child) {
        DataLayout layout = platform.layout();
        return Stream.concat(
                        platform.temporaryDirectories().stream(),
                        Stream.of(
                                layout.archive("any", "1"),
                                layout.artifact("any"),
                                layout.image("any"),
                                layout.plugin("any"),
                                "git",
                                "plugins",
                                DataTree.RESTORE_AREA))
                .anyMatch(path -> (path + '/').startsWith(child + '/'));
    }

    /**
     * What a restore has kept lies beside the data, its journal in the backup directory. One without the other means
     * that the backup directory is not the one it was, such as when its disk is not mounted.
     */
    void requireNoRestoreOfAnotherDirectory() {
        for (String operation : restoreAreas()) {
            Path journal = settings.directory().resolve("journal").resolve(operation);
            if (!Files.isDirectory(journal)) {
                throw new BackupException(
                        Kind.PRECONDITION,
                        restoreArea().resolve(operation) + " holds what an unfinished restore has kept, but its"
                                + " journal " + journal + " is missing. Is " + settings.directory()
                                + " the right backup directory, and is its disk mounted?");
            }
        }
    }

    private List<String> restoreAreas() {
        if (!Files.isDirectory(restoreArea())) {
            return Collections.emptyList();
        }
        try (Stream<Path> areas = Files.list(restoreArea())) {
            return areas.map(area -> area.getFileName().toString()).sorted().collect(Collectors.toList());
        } catch (IOException e) {
            throw new BackupException(Kind.IO, "Cannot read " + restoreArea() + ": " + e, e);
        }
    }

    /** Whether there are backups, or were, where they are configured to be. */
    public boolean isSetUp() {
        return BackupRepository.isIn(settings.directory());
    }

    /**
     * To be called first by every operation, under the lock.
     *
     * @throws BackupException (PRECONDITION) if a restore is still to be ended: until then the data may be neither the
     *     old nor the new ones
     */
    void requireNoUnfinishedRestore() {
        requireNoRestoreOfAnotherDirectory();
        for (RestoreWork work : RestoreWork.inFlight(this)) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "The restore " + work.operationId() + " is not ended yet. "
                            + (platform.isStopped()
                                    ? "Run 'recover' first."
                                    : "It is being ended; try again in a moment. If this does not help, see"
                                            + " docs/restore.md, 'By hand'."));
        }
    }

    /**
     * The backups of this server, the newest first, without those that came in archives: what they tell of may be
     * another server.
     */
    List<Manifest> madeHere() {
        return repository().catalog().list().stream()
                .filter(backup -> backup.trigger() != Trigger.IMPORTED)
                .collect(Collectors.toList());
    }

    /** Those of them of which nothing wrong is known, the newest first. */
    List<Manifest> goodBackups() {
        return madeHere().stream().filter(this::isGood).collect(Collectors.toList());
    }

    /** Whether nothing wrong is known of a backup. */
    boolean isGood(Manifest backup) {
        return repository()
                .verifier()
                .last(backup.name())
                .map(Verification::state)
                .map(state -> state != Verification.State.DAMAGED)
                .orElse(true);
    }

    /**
     * To be called when a backup was made or brought here.
     *
     * @throws BackupException (CHECK_FAILED) if it counts on something that is known to be damaged
     */
    void requireUndamaged(BackupName made) {
        repository()
                .verifier()
                .last(made)
                .filter(known -> known.state() == Verification.State.DAMAGED)
                .ifPresent(damage -> {
                    throw new BackupException(
                            Kind.CHECK_FAILED,
                            "The backup " + made
                                    + " is there, and damaged: it counts on what was stored by earlier backups"
                                    + " and is damaged since. "
                                    + damage.findings().get(0)
                                    + " Copy what is damaged from a copy of the backup directory, and verify it.");
                });
    }

    /** How many bytes the next backup may add, as far as the last ones tell; 0 if there are none. */
    long expectedGrowth() {
        return madeHere().stream()
                .limit(RECENT)
                .mapToLong(Manifest::addedBytes)
                .max()
                .orElse(0);
    }

    /** How many milliseconds the newest backup of this server took; 0 if there is none. */
    long lastBackupMillis() {
        return madeHere().stream()
                .findFirst()
                .map(backup -> backup.endedAt() - backup.startedAt())
                .orElse(0L);
    }

    Engines engines() {
        return new Engines(
                platform.elasticsearch(),
                snapshotRepository(),
                settings.directory().resolve(RAISED_LIMITS));
    }

    /** Which backups the live data descend from. */
    Lineage lineage() {
        return new Lineage(
                repository(), new DocumentLineage(platform.elasticsearch()), new FileLineage(platform.dataDirectory()));
    }

    private SnapshotRepositorySettings snapshotRepository() {
        return SnapshotRepositorySettings.of(
                repository().repositoryId(),
                settings.engine().repositoryType(),
                settings.engine().repositorySettings());
    }

    /** What the names of all indices begin with that the plugin makes beside the live ones. */
    String temporaryPrefix() {
        return snapshotRepository().temporaryPrefix();
    }

    /** @throws BackupException (PRECONDITION) if a backup was made with an engine that this version does not have */
    IndexEngine engineOf(Manifest manifest) {
        return engines().named(manifest.engine());
    }

    /**
     * Removes what captures have made outside of the directory of a backup that failed, was interrupted, or is being
     * deleted.
     */
    void discardCaptures(Path directory) {
        engines().all().forEach(engine -> engine.discard(directory));
    }

    /** All of Alien4Cloud's directory that is worth keeping. */
    public DataTree dataTree() {
        return new DataTree(platform.dataDirectory(), excluded());
    }

    /**
     * What a restore works on: {@link #dataTree()} while Alien4Cloud runs without the directories of this very plugin,
     * now and when the backup was made.
     */
    public DataTree restorableTree(Manifest manifest) {
        Set<String> excluded = excluded();
        if (!platform.isStopped()) {
            excluded.addAll(platform.ownParts().directories());
            excluded.addAll(manifest.pluginDirectories());
        }
        DataTree tree = new DataTree(platform.dataDirectory(), excluded);
        return manifest.partial()
                ? tree.only(manifest.directories().stream()
                        .map(DirectoryEntry::name)
                        .collect(Collectors.toList()))
                : tree;
    }

    private Set<String> excluded() {
        Set<String> excluded = new TreeSet<>(platform.temporaryDirectories());
        excluded.add(DataTree.RESTORE_AREA);
        Path data = DurableFiles.realPath(platform.dataDirectory());
        Path directory = DurableFiles.realPath(settings.directory());
        if (directory.startsWith(data)) {
            excluded.add(data.relativize(directory).toString());
        }
        return excluded;
    }

    /**
     * Staging and undo areas of restores: an immediate child of the data directory, on its file system, and never part
     * of a backup.
     */
    public Path restoreArea() {
        return platform.dataDirectory().resolve(DataTree.RESTORE_AREA);
    }

    public BackupSettings settings() {
        return settings;
    }

    public AlienPlatform platform() {
        return platform;
    }
}
