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
 * Applies a plan. Each step examines the current state and does only what remains: a staged file that has left its
 * place is in the tree, and an entry in the undo area has been replaced.
 */
final class PlanApplier {

    private static final String NOWHERE = "it is neither staged nor in its place";

    private final PlanLocations locations;
    private final PlanFile plan;
    private final StagingAreas areas;
    private final LiveTreeEditor editor;
    /** Directories known to be reachable: additions remove none that another addition needs. */
    private final ReachableDirectories reachable;
    /** Directories that this run has made: they contain nothing else. */
    private final DirectoryStack made = new DirectoryStack();
    /** Numbers of the operations whose directories already have their modes. */
    private final BitSet modesSet = new BitSet();
    /** Whether other directories still need their modes. */
    private boolean modesLeft;

    PlanApplier(PlanLocations locations, PlanFile plan, StagingAreas areas) {
        this.locations = locations;
        this.plan = plan;
        this.reachable = new ReachableDirectories(locations.tree().root());
        this.areas = areas;
        this.editor = new LiveTreeEditor(locations, areas);
    }

    void additions() {
        plan.forEach(operation -> runOn(operation, () -> {
            if (operation.kind() != Kind.REMOVE) {
                add(operation, live(operation));
                modesLeft |= operation.targetIs(Type.DIRECTORY) && !modesSet.get((int) operation.number());
            }
        }));
        finishDirectories(operation -> operation.kind() != Kind.REMOVE);
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

    /** Puts an entry into a directory that this run has made: nothing has to be examined, kept or unlocked there. */
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
        modesSet.set((int) operation.number(), now.mode() == target.mode());
    }

    void removals(boolean deferred) {
        if (!plan.hasRemovals()) {
            return;
        }
        modesLeft = true;
        Predicate<PlanOperation> these =
                operation -> operation.kind() == Kind.REMOVE && operation.deferred() == deferred;
        boolean[] any = new boolean[1];
        plan.forEach(operation -> runOn(operation, () -> {
            if (these.test(operation)) {
                any[0] = true;
                Path live = live(operation);
                if (LiveTreeEditor.isReachable(live) && LiveTreeEditor.exists(live)) {
                    editor.moveAside(live, areas.undo(operation));
                }
            }
        }));
        if (any[0]) {
            finishDirectories(these);
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
                keepForUndo(operation, live, there);
            }
            editor.move(staged, live);
        } else if (there == null) {
            throw new IOException(NOWHERE);
        }
    }

    private void keepForUndo(PlanOperation operation, Path live, FileEntry there) throws IOException {
        Path undo = areas.undo(operation);
        if (there.type() == Type.FILE && operation.targetIs(Type.FILE)) {
            // A hard link to the old file lets the new one replace it in one step: the path always has a file.
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
            // Some file systems have no hard links, and a kernel may refuse them for another user's file.
            return false;
        }
    }

    /** Sets the modes of existing directories, inner ones first, and makes the changes durable. */
    private void finishDirectories(Predicate<PlanOperation> these) {
        if (modesLeft) {
            plan.forEachReversed(operation -> runOn(operation, () -> {
                if (operation.kind() != Kind.REMOVE
                        && operation.targetIs(Type.DIRECTORY)
                        && !modesSet.get((int) operation.number())
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

    /** Does something that may fail on the path of an operation. */
    interface Step {
        void run() throws IOException;
    }

    private void runOn(PlanOperation operation, Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw DiskFailures.DATA_DIRECTORY.changing(live(operation), e);
        }
    }
}
