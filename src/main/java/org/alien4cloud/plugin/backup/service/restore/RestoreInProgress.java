package org.alien4cloud.plugin.backup.service.restore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.elasticsearch.DocumentPlan;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.plan.FilePlan;
import org.alien4cloud.plugin.backup.files.plan.PlanLocations;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.operation.Journal;
import org.alien4cloud.plugin.backup.operation.JournalState;
import org.alien4cloud.plugin.backup.service.BackupContext;

/**
 * A restore in flight, as it is on disk: {@code journal/<operation id>/} with the journal, the two plans and the undo
 * log of documents, and the area beside the data with staged and replaced files. Everything that a recovery needs is
 * here, and nowhere else.
 */
public final class RestoreInProgress {

    private static final List<String> PLUGIN_DIRECTORIES = Arrays.asList("work/plugins/content", "work/plugins/ui");

    private static final String DISCARDED = ".deleted-";
    private static final String SET_ASIDE = ".set-aside-";

    static final String BACKUP = "backup";
    static final String ENGINE = "engine";
    static final String CLUSTER = "clusterUuid";
    static final String LIVE_CLUSTER = "liveClusterUuid";
    static final String MAINTENANCE_WAS_ON = "maintenanceWasOn";
    static final String CAUSE = "cause";
    static final String CHANGED = "changed";
    /** What the undo could not take back from the mappings of indices; empty if nothing. */
    static final String KEPT_BY_MAPPINGS = "keptByMappings";

    static final String CANCELLED = "cancelled";
    static final String PLUGINS = "plugins";
    static final String SCOPE = "scope";
    static final String CONFIGURATION = "configuration";
    static final String STOPPED = "alienStopped";
    static final String MOVED_FROM = "movedFrom";
    static final String FILES_PLAN = "filesPlan";
    static final String DOCUMENTS_PLAN = "documentsPlan";

    private final BackupContext context;
    private final String operationId;
    private final Path directory;
    private final Journal journal;

    private RestoreInProgress(BackupContext context, Path directory) {
        this.context = context;
        this.operationId = directory.getFileName().toString();
        this.directory = directory;
        this.journal = Journal.open(directory);
    }

    static RestoreInProgress begin(BackupContext context, String operationId) {
        Path directory = context.repository().journalDirectory().resolve(operationId);
        try {
            DurableFiles.createDirectories(directory);
        } catch (IOException e) {
            throw new BackupException(
                    Kind.IO, "Cannot make the directory of the restore's journal " + directory + ": " + e, e);
        }
        return new RestoreInProgress(context, directory);
    }

    /** What restores, crashed or waiting for their end, have left; the oldest first. */
    public static List<RestoreInProgress> inFlight(BackupContext context) {
        Path journals = context.repository().journalDirectory();
        if (!Files.isDirectory(journals)) {
            return Collections.emptyList();
        }
        try (Stream<Path> directories = Files.list(journals)) {
            return directories
                    .filter(Files::isDirectory)
                    .filter(path -> !path.getFileName().toString().startsWith("."))
                    .sorted()
                    .map(path -> new RestoreInProgress(context, path))
                    .collect(Collectors.toList());
        } catch (IOException e) {
            throw new BackupException(Kind.IO, "Cannot read the journals in " + journals + ": " + e, e);
        }
    }

    public String operationId() {
        return operationId;
    }

    Path directory() {
        return directory;
    }

    Journal journal() {
        return journal;
    }

    /**
     * Where files are staged and kept: on the file system of the data, since files change places by rename. What is
     * mounted in the data directory has an area of the same name.
     */
    Path area() {
        return context.restoreArea().resolve(operationId);
    }

    /**
     * Where the plan for files works. Plugins' directories go last: a plugin whose directory is missing is disabled for
     * good.
     */
    PlanLocations places(DataTree tree) {
        return new PlanLocations(directory, tree, area()).deferringRemovalsBelow(PLUGIN_DIRECTORIES);
    }

    /**
     * The plan for files as it was written, from disk.
     *
     * @throws BackupException (CHECK_FAILED) if it is not the one that the journal speaks of
     */
    FilePlan files() {
        FilePlan plan = FilePlan.open(places(context.dataTree()));
        requireSame(FILES_PLAN, plan.digest());
        return plan;
    }

    /** The plan for documents as it was written, from disk; fails as {@link #files()}. */
    DocumentPlan documents() {
        DocumentPlan plan = DocumentPlan.open(directory, context.platform().elasticsearch());
        requireSame(DOCUMENTS_PLAN, plan.digest());
        return plan;
    }

    private void requireSame(String key, String digest) {
        String noted = journal.value(key);
        if (noted != null && !noted.equals(digest)) {
            throw new BackupException(
                    Kind.CHECK_FAILED,
                    "The plan in " + directory + " is not the one that its journal speaks of (" + key
                            + "): it was damaged or replaced. See docs/restore.md, 'By hand'.");
        }
    }

    boolean maintenanceWasOn() {
        return Boolean.parseBoolean(journal.value(MAINTENANCE_WAS_ON));
    }

    /**
     * Whether Alien4Cloud was stopped when this restore was begun: then nobody waits for it to come up on the restored
     * data.
     */
    boolean wasStopped() {
        return Boolean.parseBoolean(journal.value(STOPPED));
    }

    /** The plugins that are enabled in the restored data, as {@code id:version}. */
    Set<String> expectedPlugins() {
        String plugins = journal.value(PLUGINS);
        return plugins == null || plugins.isEmpty()
                ? Collections.emptySet()
                : new TreeSet<>(Arrays.asList(plugins.split(",")));
    }

    /** Whether the previous state was put back, or was never changed. */
    boolean wasUndone() {
        return has(JournalState.UNDONE);
    }

    /**
     * Whether the data are those of the backup: one that was abandoned is closed as well, without ever having counted.
     */
    boolean isRestored() {
        return has(JournalState.COMMITTED) && !wasUndone() && journal.state().get() != JournalState.UNDOING;
    }

    /**
     * Tells whether its journal says what is to be done with the data: it has begun to change them, and was neither
     * undone nor closed.
     */
    boolean hasChanged() {
        return has(JournalState.APPLYING) && !has(JournalState.UNDONE) && !has(JournalState.CLOSED);
    }

    private boolean has(JournalState state) {
        return journal.records().stream().anyMatch(record -> record.state() == state);
    }

    /** How a restore ended that did not restore. */
    OperationState outcome() {
        if (Boolean.parseBoolean(journal.value(CHANGED))) {
            return OperationState.ROLLED_BACK;
        }
        return Boolean.parseBoolean(journal.value(CANCELLED)) ? OperationState.CANCELLED : OperationState.FAILED;
    }

    /** Why a restore did not restore, and what of it mappings keep. */
    String reason() {
        String cause = journal.value(CAUSE);
        String kept = journal.value(KEPT_BY_MAPPINGS);
        return (cause != null ? cause : "The server stopped before the restore had changed anything. Start it again.")
                + (kept == null || kept.isEmpty() ? "" : " " + kept);
    }

    /**
     * Removes all of it; may be called again. The journal goes last, and in one step: half of it would tell something
     * else.
     */
    void discard() {
        removeArea();
        try {
            if (Files.exists(directory)) {
                Path discarded = directory.resolveSibling(DISCARDED + operationId);
                DurableFiles.deleteTree(discarded);
                Files.move(directory, discarded, StandardCopyOption.ATOMIC_MOVE);
                DurableFiles.syncDirectory(directory.getParent());
                DurableFiles.deleteTree(discarded);
            }
        } catch (IOException e) {
            throw new BackupException(Kind.IO, "Cannot remove what a restore has left in " + directory + ": " + e, e);
        }
    }

    /**
     * Keeps the journal of a restore that the data know nothing of under a name that no recovery looks at.
     *
     * @return that name
     */
    Path setAside() {
        Path aside = directory.resolveSibling(SET_ASIDE + operationId);
        try {
            Files.move(directory, aside, StandardCopyOption.ATOMIC_MOVE);
            DurableFiles.syncDirectory(aside.getParent());
        } catch (IOException e) {
            throw new BackupException(Kind.IO, "Cannot rename " + directory + " to " + aside + ": " + e, e);
        }
        return aside;
    }

    /**
     * Removes what was staged and kept beside the data; nothing of it is needed once the journal is closed.
     *
     * @throws BackupException (PRECONDITION) if some of it is on a disk that is not mounted now, (IO)
     */
    void removeArea() {
        FilePlan.removeAreas(places(context.dataTree()));
    }
}
