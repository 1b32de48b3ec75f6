package org.alien4cloud.plugin.backup.files.plan;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.function.Predicate;
import org.alien4cloud.plugin.backup.files.plan.PlanOperation.Kind;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;
import org.alien4cloud.plugin.backup.model.PathOrder;

/**
 * Carries out a plan. Each step looks at what is there and does what is still to be done: a staged file that is gone
 * from its place is in the tree; what is in the undo area has been replaced.
 */
final class PlanApplier {

    private static final String NOWHERE = "neither staged nor in its place";

    private final PlanLocations locations;
    private final PlanFile plan;
    private final StagingAreas areas;
    private final LiveTreeEditor editor;
    /** Additions take no directory away that another of them needs. */
    private final ReachableDirectories reachable;
    /** Those that this run has made, so that nothing is there but what it has put. */
    private final DirectoryStack made = new DirectoryStack();
    /** The numbers of the operations whose directories have their modes already. */
    private final BitSet settled = new BitSet();
    /** Whether there are other directories that the plan gives a mode. */
    private boolean unsettled;

    PlanApplier(PlanLocations locations, PlanFile plan, StagingAreas areas) {
        this.locations = locations;
        this.plan = plan;
        this.reachable = new ReachableDirectories(locations.tree().root());
        this.areas = areas;
        this.editor = new LiveTreeEditor(locations, areas);
    }

    void additions() {
        plan.forEach(operation -> guarded(operation, () -> {
            if (operation.kind() != Kind.REMOVE) {
                add(operation, live(operation));
                unsettled |= operation.targetIs(Type.DIRECTORY) && !settled.get((int) operation.number());
            }
        }));
        settle(operation -> operation.kind() != Kind.REMOVE);
    }

    private void add(PlanOperation operation, Path live) throws IOException {
        if (made.contains(PathOrder.parent(operation.path()))) {
            putNew(operation, live);
            return;
        }
        if (!reachable.holds(live)) {
            throw new IOException("its directory is missing or a link");
        }
        if (operation.kind() == Kind.PUT) {
            put(operation, live);
        } else if (operation.targetIs(Type.FILE)) {
            editor.setAttributes(live, operation.target());
        }
    }

    /** In a directory that this run has made there is nothing to look at, to be kept or to be unlocked. */
    private void putNew(PlanOperation operation, Path live) throws IOException {
        if (operation.targetIs(Type.DIRECTORY)) {
            makeDirectory(operation, live);
            return;
        }
        try {
            locations.operations().move(areas.staged(operation), live);
        } catch (NoSuchFileException e) {
            throw new IOException(NOWHERE, e);
        }
    }

    private void makeDirectory(PlanOperation operation, Path live) throws IOException {
        FileEntry target = operation.target();
        int mode = target.mode() | LiveTreeEditor.CHANGEABLE;
        locations.operations().createDirectory(live, mode);
        FileEntry now = editor.stat(live);
        if (now.mode() != mode && LiveTreeEditor.isPosix(live)) {
            locations.operations().setMode(live, mode);
            now = editor.stat(live);
        }
        Staging.adoptOwner(live, target, now);
        made.add(operation.path());
        settled.set((int) operation.number(), now.mode() == target.mode());
    }

    void removals(boolean deferred) {
        if (!plan.hasRemovals()) {
            return;
        }
        unsettled = true;
        Predicate<PlanOperation> these =
                operation -> operation.kind() == Kind.REMOVE && operation.deferred() == deferred;
        boolean[] any = new boolean[1];
        plan.forEach(operation -> guarded(operation, () -> {
            if (these.test(operation)) {
                any[0] = true;
                Path live = live(operation);
                if (LiveTreeEditor.isReachable(live) && LiveTreeEditor.exists(live)) {
                    editor.moveAside(live, areas.undo(operation));
                }
            }
        }));
        if (any[0]) {
            settle(these);
        }
    }

    private void put(PlanOperation operation, Path live) throws IOException {
        FileEntry there = editor.stat(live);
        if (operation.targetIs(Type.DIRECTORY)) {
            if (there != null && there.type() != Type.DIRECTORY) {
                editor.moveAside(live, areas.undo(operation));
                there = null;
            }
            if (there == null) {
                editor.unlockParent(live);
                makeDirectory(operation, live);
            }
            return;
        }
        Path staged = areas.staged(operation);
        if (LiveTreeEditor.exists(staged)) {
            if (there != null) {
                makeWay(operation, live, there);
            }
            editor.move(staged, live);
        } else if (there == null) {
            throw new IOException(NOWHERE);
        }
    }

    private void makeWay(PlanOperation operation, Path live, FileEntry there) throws IOException {
        Path undo = areas.undo(operation);
        if (there.type() == Type.FILE && operation.targetIs(Type.FILE)) {
            // A second name for the old file lets the new one replace it in one step: the path is never without a file.
            if (LiveTreeEditor.exists(undo) ? editor.isSameFile(live, undo) : linked(live, undo)) {
                return;
            }
        }
        editor.moveAside(live, undo);
    }

    private boolean linked(Path live, Path undo) throws IOException {
        DurableFiles.createDirectoriesUnsynced(undo.getParent());
        try {
            locations.operations().link(live, undo);
            return true;
        } catch (UnsupportedOperationException | IOException e) {
            // Not every file system has hard links, and a kernel may refuse them for another user's file.
            return false;
        }
    }

    /** Gives directories that are there their modes, those within others first, and makes durable what was done. */
    private void settle(Predicate<PlanOperation> these) {
        if (unsettled) {
            plan.forEachReversed(operation -> guarded(operation, () -> {
                if (operation.kind() != Kind.REMOVE
                        && operation.targetIs(Type.DIRECTORY)
                        && !settled.get((int) operation.number())
                        && LiveTreeEditor.isReachable(live(operation))) {
                    editor.setAttributes(live(operation), operation.target());
                }
            }));
        }
        try {
            editor.sync(plan, these);
        } catch (IOException e) {
            throw DiskFailures.DATA_DIRECTORY.changing(locations.tree().root(), e);
        }
    }

    private Path live(PlanOperation operation) {
        return locations.tree().resolve(operation.path());
    }

    /** Something that may fail on the path of an operation. */
    interface Step {
        void run() throws IOException;
    }

    private void guarded(PlanOperation operation, Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw DiskFailures.DATA_DIRECTORY.changing(live(operation), e);
        }
    }
}
