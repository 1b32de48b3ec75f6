package org.alien4cloud.plugin.backup.files.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.io.ReadAhead;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.ChangeCount;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.PathOrder;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * What has to change so that a data directory is as a backup has it: in place, reversible, and resumable after a kill
 * at any instant.
 *
 * <p>Computing it changes nothing in the tree; all contents that will be needed are staged on the same file system
 * before, in an area of its own for each that is mounted in the tree. Applying only renames, path by path: what is
 * there goes to the undo area, what is staged takes its place. Each of {@link #applyAdditions()},
 * {@link #applyRemovals()}, {@link #finish()}, {@link #undo()} and {@link #discard()} may be called again whenever it
 * did not return, by a new process too, and then ends as if it had run once. An undo after {@link #finish()} or
 * {@link #discard()} is not possible.
 *
 * <p>Restored are paths, types, contents, permission bits, targets of links and the mtimes of files (as exact as the
 * Java version can set them); not the mtimes of directories and links, nor attributes beyond these. Owner and group are
 * set for new files where the process may do so. Nothing else may change the tree from {@link #refresh} to
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
     * Compares the target with the live tree and stages what is needed. What an earlier computation in the same places
     * has staged is used again.
     *
     * @param target the backup's entries in {@link PathOrder}; those that the tree excludes are skipped
     * @param scanStartedAt milliseconds since the epoch when the backup's scan began: a live file that looks just as
     *     listed is not read if its times were old enough then; 0 to read all
     * @throws BackupException (NO_SPACE) with needed and free bytes, (CHECK_FAILED) if the list or a content of the
     *     backup is damaged, (PRECONDITION) if a directory that must stay or something mounted is in the way, or a disk
     *     of an earlier plan in the same places is not mounted any more, (IO), (CANCELLED); such an earlier plan is
     *     then still as it was
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
     * Opens a plan that an earlier process made.
     *
     * @throws BackupException (NOT_FOUND) if there is none, (CHECK_FAILED) if it is damaged, (IO)
     */
    public static FilePlan open(PlanLocations locations) {
        return new FilePlan(locations, PlanFile.open(locations.plan()));
    }

    /**
     * Computes the plan again since the live tree may have moved. Where nothing moved this reads attributes only, but
     * for files changed within 2 s before the last computation. Only to be called before anything was applied.
     *
     * @return whether the plan is another one now
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
                    PlanWriter writer = new PlanWriter(locations, file);
                    ReadAhead<FileEntry> ahead = new ReadAhead<>(target)) {
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
            PlanWriter.replace(locations.newSeen(), locations.seen(), locations.operations());
            PlanWriter.replace(locations.newPlan(), locations.plan(), locations.operations());
            file = computed.movedTo(locations.plan());
            return moved;
        } catch (IOException e) {
            throw DiskFailures.DATA_DIRECTORY.changing(locations.workDirectory().resolve("files.plan"), e);
        }
    }

    /**
     * How a tree differs from the one that a backup has. Stages nothing, and changes nothing but in the work directory.
     *
     * @param locations of which the area is not used
     * @throws BackupException as {@link #compute}, but for (NO_SPACE)
     */
    public static ChangeCount difference(
            PlanLocations locations, Iterator<FileEntry> target, long scanStartedAt, Progress progress) {
        try {
            DurableFiles.createDirectoriesUnsynced(locations.workDirectory());
            try (DigestCache digests = new DigestCache(locations, progress);
                    PlanWriter writer = new PlanWriter(locations, null);
                    ReadAhead<FileEntry> ahead = new ReadAhead<>(target)) {
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

    /** Number of operations: paths that something is done with, a directory that goes as a whole being one. */
    public long operations() {
        return file.count();
    }

    /** Bytes of the contents that come from the backup. */
    public long bytes() {
        return file.bytes();
    }

    /** Whether the tree is as it should be. */
    public boolean isEmpty() {
        return file.count() == 0;
    }

    /** SHA-256 of files.plan, for a journal to tell which plan it speaks of. */
    public String digest() {
        return file.digest();
    }

    /**
     * Makes new directories, puts new and replaced files and links, and sets modes and times.
     *
     * @throws BackupException (IO, NO_SPACE) naming the path, (PRECONDITION) before anything is done if a disk is not
     *     mounted that the plan needs; call it again, or {@link #undo()}
     */
    public void applyAdditions() {
        new PlanApplier(locations, file, areas()).additions();
    }

    /**
     * Takes away what the backup does not have, except for what is deferred. To be called after
     * {@link #applyAdditions()}.
     *
     * @throws BackupException (IO, PRECONDITION) as {@link #applyAdditions()}; call it again, or {@link #undo()}
     */
    public void applyRemovals() {
        new PlanApplier(locations, file, areas()).removals(false);
    }

    /**
     * Takes away what was deferred (see {@link PlanLocations#deferringRemovalsBelow}). To be called when there is no
     * way back any more.
     *
     * @throws BackupException (IO, PRECONDITION) as {@link #applyAdditions()}; call it again
     */
    public void finish() {
        new PlanApplier(locations, file, areas()).removals(true);
    }

    /**
     * Puts everything back as it was before the plan was applied, from wherever applying it or an undo stopped. To
     * apply the plan after that, {@link #refresh} it first: what had been put is not staged any more.
     *
     * @throws BackupException (IO, PRECONDITION) as {@link #applyAdditions()}; call it again
     */
    public void undo() {
        undoRemovals();
        undoAdditions();
    }

    /** The first half of {@link #undo()}, for a caller that puts documents back before the files of the new ones go. */
    public void undoRemovals() {
        new PlanUndoer(locations, file, areas()).undoRemovals();
    }

    /** The second half of {@link #undo()}. */
    public void undoAdditions() {
        new PlanUndoer(locations, file, areas()).undoAdditions();
    }

    /**
     * Checks that each path that the plan touches is as the backup has it, the content of files by their digest. What
     * is deferred is not looked at.
     *
     * @throws BackupException (CHECK_FAILED) naming up to ten paths that are not, (IO) if one cannot be read
     */
    public void verify() {
        new PlanVerifier(locations).check(file);
    }

    /**
     * Removes the plan and the areas with what is staged and what was replaced.
     *
     * @throws BackupException (IO) if that fails, (PRECONDITION) if a disk with an area is not mounted; call it again
     */
    public void discard() {
        discard(locations);
    }

    /** As {@link #discard()}, also where no plan was completed. Does nothing if there is nothing. */
    public static void discard(PlanLocations locations) {
        // The plan first: without what it names it must not be found.
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

    /** What {@link #discard()} does with the areas, for a caller that removes the rest. Fails as that. */
    public static void removeAreas(PlanLocations locations) {
        StagingAreas.remove(locations);
    }
}
