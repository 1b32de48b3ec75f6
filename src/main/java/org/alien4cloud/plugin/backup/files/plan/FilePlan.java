package org.alien4cloud.plugin.backup.files.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.io.ReadAheadIterator;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.ChangeCount;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.PathOrder;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * Changes a data directory in place to the state in a backup. A plan is reversible, and can be resumed after a kill at
 * any instant.
 *
 * <p>Computing a plan changes nothing in the tree. All needed contents are staged before, in an area on the same file
 * system; each mount point in the tree has an area of its own. Applying only renames, path by path: the existing entry
 * goes to the undo area, and the staged one takes its place. If {@link #applyAdditions()}, {@link #applyRemovals()},
 * {@link #finish()}, {@link #undo()} or {@link #discard()} did not return, it may be called again, even by a new
 * process. The result is then as if it had run once. An undo after {@link #finish()} or {@link #discard()} is not
 * possible.
 *
 * <p>A plan restores paths, types, contents, permission bits, targets of links and the mtimes of files (as exact as the
 * Java version can set them). It does not restore the mtimes of directories and links, or other attributes. Owner and
 * group are set for new files if the process may do so. Nothing else may change the tree from {@link #refresh} to
 * {@link #verify()}.
 */
public final class FilePlan {

    private final PlanLocations locations;
    private PlanFile file;

    private FilePlan(PlanLocations locations, PlanFile file) {
        this.locations = locations;
        this.file = file;
    }

    /**
     * Compares the target with the live tree and stages what is needed. Files that an earlier computation in the same
     * place has staged are used again.
     *
     * @param target the backup's entries in {@link PathOrder}; those that the tree excludes are skipped
     * @param scanStartedAt milliseconds since the epoch when the backup's scan began: a live file with the listed
     *     attributes is not read if its times were old enough then; 0 to read all
     * @throws BackupException (NO_SPACE) with needed and free bytes, (CHECK_FAILED) if the list or a content of the
     *     backup is damaged, (PRECONDITION) if a directory that must stay or a mount point is in the way, or a disk of
     *     an earlier plan in the same place is no longer mounted, (IO), (CANCELLED); an earlier plan then stays as it
     *     was
     */
    public static FilePlan compute(
            PlanLocations locations,
            Iterator<FileEntry> target,
            long scanStartedAt,
            ContentSource source,
            Progress progress) {
        FilePlan plan =
                new FilePlan(locations, Files.exists(locations.plan()) ? PlanFile.open(locations.plan()) : null);
        plan.refresh(target, scanStartedAt, source, progress);
        return plan;
    }

    /**
     * Opens a plan that an earlier process computed.
     *
     * @throws BackupException (NOT_FOUND) if there is none, (CHECK_FAILED) if it is damaged, (IO)
     */
    public static FilePlan open(PlanLocations locations) {
        return new FilePlan(locations, PlanFile.open(locations.plan()));
    }

    /**
     * Computes the plan again, since the live tree may have changed. If nothing changed, only attributes are read,
     * except for files that changed within 2 s before the last computation. Only to be called before anything was
     * applied.
     *
     * @return whether the plan has changed
     * @throws BackupException as {@link #compute}
     */
    public boolean refresh(Iterator<FileEntry> target, long scanStartedAt, ContentSource source, Progress progress) {
        try {
            if (file != null) {
                new StagingAreas(locations, file.mountPoints()).requireThere();
            }
            DurableFiles.createDirectoriesUnsynced(locations.workDirectory());
            long bytesOnDisk;
            try (DigestCache digests = new DigestCache(locations, progress);
                    PlanFileWriter writer = new PlanFileWriter(locations, file);
                    ReadAheadIterator<FileEntry> ahead = new ReadAheadIterator<>(target)) {
                new Planner(locations, writer, digests, scanStartedAt, progress).plan(ahead);
                writer.end();
                bytesOnDisk = writer.bytesOnDisk();
            }
            PlanFile computed = PlanFile.open(locations.newPlan());
            StagingAreas areas = new StagingAreas(locations, computed.mountPoints());
            areas.make();
            new Staging(locations, areas, file == null ? 0 : file.slots(), source, progress)
                    .stage(computed, bytesOnDisk);
            boolean moved = file == null || !file.digest().equals(computed.digest());
            PlanFileWriter.replace(locations.newSeen(), locations.seen(), locations.operations());
            PlanFileWriter.replace(locations.newPlan(), locations.plan(), locations.operations());
            file = computed.movedTo(locations.plan());
            return moved;
        } catch (IOException e) {
            throw DiskFailures.DATA_DIRECTORY.changing(locations.workDirectory().resolve("files.plan"), e);
        }
    }

    /**
     * Counts how a tree differs from a backup. Stages nothing, and changes nothing outside the work directory.
     *
     * @param locations of which the area is not used
     * @throws BackupException as {@link #compute}, but never (NO_SPACE)
     */
    public static ChangeCount difference(
            PlanLocations locations, Iterator<FileEntry> target, long scanStartedAt, Progress progress) {
        try {
            DurableFiles.createDirectoriesUnsynced(locations.workDirectory());
            try (DigestCache digests = new DigestCache(locations, progress);
                    PlanFileWriter writer = new PlanFileWriter(locations, null);
                    ReadAheadIterator<FileEntry> ahead = new ReadAheadIterator<>(target)) {
                new Planner(locations, writer, digests, scanStartedAt, progress).plan(ahead);
                writer.end();
            }
        } catch (IOException e) {
            throw DiskFailures.DATA_DIRECTORY.changing(locations.workDirectory(), e);
        }
        return PlanFile.open(locations.newPlan()).changes();
    }

    private StagingAreas areas() {
        StagingAreas areas = new StagingAreas(locations, file.mountPoints());
        areas.requireThere();
        return areas;
    }

    /** Returns the number of operations. A directory that is removed as a whole counts as one. */
    public long operations() {
        return file.count();
    }

    /** Returns the bytes of the contents that come from the backup. */
    public long bytes() {
        return file.bytes();
    }

    /** Tells whether nothing has to change. */
    public boolean isEmpty() {
        return file.count() == 0;
    }

    /** Returns the SHA-256 of files.plan, so that a journal can tell which plan it refers to. */
    public String digest() {
        return file.digest();
    }

    /**
     * Makes new directories, puts new and replaced files and links in place, and sets modes and times.
     *
     * @throws BackupException (IO, NO_SPACE) naming the path, (PRECONDITION) before anything is done if a disk that the
     *     plan needs is not mounted; call it again, or {@link #undo()}
     */
    public void applyAdditions() {
        new PlanApplier(locations, file, areas()).additions();
    }

    /**
     * Removes what the backup does not have, except for deferred removals. To be called after
     * {@link #applyAdditions()}.
     *
     * @throws BackupException (IO, PRECONDITION) as {@link #applyAdditions()}; call it again, or {@link #undo()}
     */
    public void applyRemovals() {
        new PlanApplier(locations, file, areas()).removals(false);
    }

    /**
     * Carries out the deferred removals (see {@link PlanLocations#deferringRemovalsBelow}). To be called when the plan
     * will not be undone any more.
     *
     * @throws BackupException (IO, PRECONDITION) as {@link #applyAdditions()}; call it again
     */
    public void finish() {
        new PlanApplier(locations, file, areas()).removals(true);
    }

    /**
     * Puts everything back as it was before the plan was applied, wherever applying or undoing it stopped. To apply the
     * plan after that, {@link #refresh} it first: files that had been put in place are not staged any more.
     *
     * @throws BackupException (IO, PRECONDITION) as {@link #applyAdditions()}; call it again
     */
    public void undo() {
        undoRemovals();
        undoAdditions();
    }

    /**
     * Does the first half of {@link #undo()}, for a caller that restores documents before the files of new ones are
     * removed.
     */
    public void undoRemovals() {
        new PlanUndoer(locations, file, areas()).undoRemovals();
    }

    /** Does the second half of {@link #undo()}. */
    public void undoAdditions() {
        new PlanUndoer(locations, file, areas()).undoAdditions();
    }

    /**
     * Checks that each path that the plan touches is as in the backup, including the digests of files. Deferred
     * removals are not checked.
     *
     * @throws BackupException (CHECK_FAILED) naming up to ten paths that differ, (IO) if one cannot be read
     */
    public void verify() {
        new PlanVerifier(locations).check(file);
    }

    /**
     * Removes the plan and its areas, with all staged and replaced files.
     *
     * @throws BackupException (IO) if that fails, (PRECONDITION) if a disk with an area is not mounted; call it again
     */
    public void discard() {
        discard(locations);
    }

    /** Does the same even if no plan was completed. Does nothing if there is nothing. */
    public static void discard(PlanLocations locations) {
        // The plan first: it must not exist without the files that it names.
        for (Path path : new Path[] {locations.plan(), locations.newPlan(), locations.seen(), locations.newSeen()}) {
            try {
                TreeDeletion.delete(path, locations.operations());
                if (path.equals(locations.plan()) && Files.isDirectory(path.getParent())) {
                    locations.operations().force(path.getParent());
                }
            } catch (IOException e) {
                throw DiskFailures.DATA_DIRECTORY.changing(path, e);
            }
        }
        removeAreas(locations);
    }

    /** Removes only the areas, for a caller that removes the rest. Fails as {@link #discard()}. */
    public static void removeAreas(PlanLocations locations) {
        StagingAreas.remove(locations);
    }
}
