package org.alien4cloud.plugin.backup.service;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.elasticsearch.ElasticsearchMarks;
import org.alien4cloud.plugin.backup.elasticsearch.IndexEngine;
import org.alien4cloud.plugin.backup.elasticsearch.SnapshotRepositorySettings;
import org.alien4cloud.plugin.backup.files.DataDirectoryMarks;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.DirectoryEntry;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.platform.AlienPlatform;
import org.alien4cloud.plugin.backup.repository.BackupRepository;

/**
 * Gives operations what they work on: the backup repository, the index engines and the data directory of this server.
 * The repository is opened when it is first needed. So an unwritable directory, or an unavailable Elasticsearch, makes
 * an operation fail with a clear message, and does not stop the plugin from starting.
 */
public class BackupContext {

    private static final String RAISED_LIMITS = "raised-limits";

    private final AlienPlatform platform;
    private final BackupProperties properties;
    private final BackupDirectoryGuard guard;
    private final ClusterBinding cluster;
    private final BackupHistory history;
    private BackupRepository repository;

    public BackupContext(AlienPlatform platform, BackupProperties properties) {
        this.platform = platform;
        this.properties = properties;
        this.guard = new BackupDirectoryGuard(platform, properties.directory());
        this.cluster = new ClusterBinding(this);
        this.history = new BackupHistory(this);
    }

    /**
     * Returns the repository, which the first call opens.
     *
     * @throws BackupException (PRECONDITION) if the directory lies where it would be backed up itself, or belongs to
     *     another server; (IO) if it cannot be written
     */
    public synchronized BackupRepository repository() {
        if (repository == null) {
            guard.requireAllowedPlace();
            guard.requireNoRestoreOfAnotherDirectory();
            // a stopped server may be restored on another cluster, which ClusterBinding checks
            boolean anyCluster = platform.isStopped() && BackupRepository.isIn(properties.directory());
            repository = BackupRepository.open(properties.directory(), anyCluster ? null : cluster.liveUuid());
        }
        return repository;
    }

    /** Tells whether the configured directory has, or had, backups. */
    public boolean isSetUp() {
        return BackupRepository.isIn(properties.directory());
    }

    /** Returns the checks of the place of the backup directory. */
    public BackupDirectoryGuard guard() {
        return guard;
    }

    /** Returns the comparison of the Elasticsearch clusters of this server and of its backups. */
    public ClusterBinding cluster() {
        return cluster;
    }

    /** Returns facts about the earlier backups of this server. */
    public BackupHistory history() {
        return history;
    }

    public EngineSelector engines() {
        return new EngineSelector(
                platform.elasticsearch(),
                snapshotRepository(),
                properties.directory().resolve(RAISED_LIMITS));
    }

    /** Returns the proof of which backups the live data descend from. */
    public LineageTracker lineage() {
        return new LineageTracker(
                repository(),
                new ElasticsearchMarks(platform.elasticsearch()),
                new DataDirectoryMarks(platform.dataDirectory()));
    }

    private SnapshotRepositorySettings snapshotRepository() {
        return SnapshotRepositorySettings.of(
                repository().repositoryId(),
                properties.engine().repositoryType(),
                properties.engine().repositorySettings());
    }

    /** Returns the prefix of the names of all temporary indices. */
    public String temporaryPrefix() {
        return snapshotRepository().temporaryPrefix();
    }

    /** @throws BackupException (PRECONDITION) if a backup was made with an engine that this version does not have */
    public IndexEngine engineOf(Manifest manifest) {
        return engines().named(manifest.engine());
    }

    /**
     * Removes what a capture made outside of the backup's directory, such as a snapshot, for a backup that failed, was
     * interrupted, or is being deleted.
     */
    public void discardCaptures(Path directory) {
        engines().all().forEach(engine -> engine.discard(directory));
    }

    /** Returns Alien4Cloud's data directory without what need not be backed up. */
    public DataTree dataTree() {
        return new DataTree(platform.dataDirectory(), excluded());
    }

    /**
     * Returns the files that a restore of the backup may change. While Alien4Cloud runs, the directories of this plugin
     * are left out: the present ones, and those when the backup was made.
     */
    public DataTree restorableTree(Manifest manifest) {
        Set<String> excluded = excluded();
        if (!platform.isStopped()) {
            excluded.addAll(platform.footprint().directories());
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
        Path directory = DurableFiles.realPath(properties.directory());
        if (directory.startsWith(data)) {
            excluded.add(data.relativize(directory).toString());
        }
        return excluded;
    }

    /**
     * Returns the directory for the staging and undo areas of restores. It is a child of the data directory, on the
     * same file system, and never part of a backup.
     */
    public Path restoreArea() {
        return platform.dataDirectory().resolve(DataTree.RESTORE_AREA);
    }

    public BackupProperties properties() {
        return properties;
    }

    public AlienPlatform platform() {
        return platform;
    }
}
