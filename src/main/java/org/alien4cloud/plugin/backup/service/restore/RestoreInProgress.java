package org.alien4cloud.plugin.backup.service.restore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.elasticsearch.DocumentPlan;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.plan.FilePlan;
import org.alien4cloud.plugin.backup.files.plan.PlanLocations;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.operation.Journal;
import org.alien4cloud.plugin.backup.operation.JournalState;
import org.alien4cloud.plugin.backup.service.BackupContext;

/**
 * Represents a restore in flight, as it is on disk. {@code journal/<operation id>/} holds the journal, both plans and
 * the undo log of documents; an area beside the data holds staged and replaced files. A recovery needs nothing else.
 */
public final class RestoreInProgress {

    private static final List<String> PLUGIN_DIRECTORIES = Arrays.asList("work/plugins/content", "work/plugins/ui");

    private static final String DISCARDED = ".deleted-";
    private static final String SET_ASIDE = ".set-aside-";

    private final BackupContext context;
    private final String operationId;
    private final Path directory;
    private final Journal journal;
    private final JournalFacts facts;

    private RestoreInProgress(BackupContext context, Path directory) {
        this.context = context;
        this.operationId = directory.getFileName().toString();
        this.directory = directory;
        this.journal = Journal.open(directory);
        this.facts = JournalFacts.of(journal);
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

    /** Returns the restores that crashed or wait for their end; the oldest first. */
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

    /** Returns the facts that the journal holds besides its states. */
    JournalFacts facts() {
        return facts;
    }

    /**
     * Returns where files are staged and kept: on the file system of the data, since files are moved by rename. Each
     * file system that is mounted in the data directory has an area of the same name.
     */
    Path area() {
        return context.restoreArea().resolve(operationId);
    }

    /**
     * Returns the directories that the plan for files uses. Directories of plugins are removed last: Alien4Cloud
     * disables a plugin for good if its directory is missing.
     */
    PlanLocations planLocations(DataTree tree) {
        return new PlanLocations(directory, tree, area()).deferringRemovalsBelow(PLUGIN_DIRECTORIES);
    }

    /**
     * Reads the plan for files from disk.
     *
     * @throws BackupException (CHECK_FAILED) if it is not the plan that the journal names
     */
    FilePlan files() {
        FilePlan plan = FilePlan.open(planLocations(context.dataTree()));
        requireSame(facts.isFilesPlan(plan.digest()), "files");
        return plan;
    }

    /** Reads the plan for documents from disk; fails as {@link #files()}. */
    DocumentPlan documents() {
        DocumentPlan plan = DocumentPlan.open(directory, context.platform().elasticsearch());
        requireSame(facts.isDocumentsPlan(plan.digest()), "documents");
        return plan;
    }

    private void requireSame(boolean same, String what) {
        if (!same) {
            throw new BackupException(
                    Kind.CHECK_FAILED,
                    "The plan for " + what + " in " + directory
                            + " is not the one that its journal names: it was damaged or replaced. See"
                            + " docs/restore.md, 'By hand'.");
        }
    }

    /**
     * Adds a record if the disk lets it. Where nothing was changed, or the data are whole again, a journal that cannot
     * be written must not keep Alien4Cloud down.
     */
    void appendIfPossible(JournalState state, JournalFacts.Builder data, Progress progress) {
        try {
            journal.append(state, data.toData());
        } catch (BackupException e) {
            progress.log(e.getMessage() + " Continuing.");
        }
    }

    /** Returns what the last state of the journal asks a recovery to do. */
    JournalState.Direction direction() {
        return journal.state().map(JournalState::direction).orElse(JournalState.Direction.ABANDON);
    }

    /** Tells whether the previous state was put back, or was never changed. */
    boolean wasUndone() {
        return has(JournalState.UNDONE);
    }

    /** Tells whether the data are those of the backup. A restore that was abandoned is closed without COMMITTED. */
    boolean isRestored() {
        return has(JournalState.COMMITTED) && !wasUndone() && journal.state().get() != JournalState.UNDOING;
    }

    /** Tells whether the restore has begun to change the data, and was neither undone nor closed. */
    boolean hasChanged() {
        return has(JournalState.APPLYING) && !has(JournalState.UNDONE) && !has(JournalState.CLOSED);
    }

    private boolean has(JournalState state) {
        return journal.records().stream().anyMatch(record -> record.state() == state);
    }

    /**
     * Removes the area and the journal; may be repeated. The journal is removed last and in one step, since half of it
     * would describe another restore.
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
     * Renames the journal so that no recovery finds it, but an administrator can still read it.
     *
     * @return its new name
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
     * Removes the staged and replaced files beside the data. Nothing needs them once the journal is closed.
     *
     * @throws BackupException (PRECONDITION) if some of it is on a disk that is not mounted now, (IO)
     */
    void removeArea() {
        FilePlan.removeAreas(planLocations(context.dataTree()));
    }
}
