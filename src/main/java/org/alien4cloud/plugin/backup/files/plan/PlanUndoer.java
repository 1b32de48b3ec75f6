package org.alien4cloud.plugin.backup.files.plan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.alien4cloud.plugin.backup.files.plan.PlanOperation.Kind;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;

/**
 * Takes a plan back, from its last operation to its first. Each step looks at what is there: what is in the undo area
 * goes back to its place; a path that had nothing before, and whose staged file is gone, gives it back to the staging
 * area.
 */
final class PlanUndoer {

    private final PlanLocations locations;
    private final PlanFile plan;
    private final StagingAreas areas;
    private final LiveTreeEditor editor;

    PlanUndoer(PlanLocations locations, PlanFile plan, StagingAreas areas) {
        this.locations = locations;
        this.plan = plan;
        this.areas = areas;
        this.editor = new LiveTreeEditor(locations, areas);
    }

    /** What was taken away comes back. */
    void undoRemovals() {
        undo(operation -> operation.kind() == Kind.REMOVE);
    }

    /** What was put goes, what it had replaced comes back, and so do modes and times. */
    void undoAdditions() {
        undo(operation -> operation.kind() != Kind.REMOVE);
        restoreDirectories();
    }

    private void undo(Predicate<PlanOperation> these) {
        plan.forEachReversed(operation -> {
            Path live = locations.tree().resolve(operation.path());
            try {
                if (these.test(operation) && LiveTreeEditor.isReachable(live)) {
                    undo(operation, live, areas.undo(operation));
                }
            } catch (IOException e) {
                throw DiskFailures.DATA_DIRECTORY.changing(live, e);
            }
        });
    }

    private void restoreDirectories() {
        // Only now: until here names in these directories were changed.
        plan.forEachReversed(operation -> {
            Path live = locations.tree().resolve(operation.path());
            try {
                if (operation.kind() == Kind.ATTRIBUTES
                        && operation.previousIs(Type.DIRECTORY)
                        && LiveTreeEditor.isReachable(live)) {
                    editor.setAttributes(live, operation.previous());
                }
            } catch (IOException e) {
                throw DiskFailures.DATA_DIRECTORY.changing(live, e);
            }
        });
        try {
            editor.sync(plan, any -> true);
        } catch (IOException e) {
            throw DiskFailures.DATA_DIRECTORY.changing(locations.tree().root(), e);
        }
    }

    private void undo(PlanOperation operation, Path live, Path undo) throws IOException {
        if (operation.kind() == Kind.ATTRIBUTES) {
            if (operation.previousIs(Type.FILE)) {
                editor.setAttributes(live, operation.previous());
            }
            return;
        }
        if (operation.previous() == null) {
            takeAway(operation, live, undo);
        } else if (LiveTreeEditor.exists(undo)) {
            putBack(operation, live, undo);
        }
        if (operation.previousIs(Type.DIRECTORY)) {
            // Its mode may have been lifted for the move.
            editor.setAttributes(live, operation.previous());
        }
    }

    /** There was nothing at the path. */
    private void takeAway(PlanOperation operation, Path live, Path undo) throws IOException {
        FileEntry there = editor.stat(live);
        if (there == null) {
            return;
        }
        if (operation.targetIs(Type.DIRECTORY)) {
            if (there.type() == Type.DIRECTORY) {
                editor.removeDirectory(live, undo);
            }
        } else if (!LiveTreeEditor.exists(areas.staged(operation))) {
            editor.move(live, areas.staged(operation));
        }
    }

    private void putBack(PlanOperation operation, Path live, Path undo) throws IOException {
        FileEntry there = editor.stat(live);
        if (there != null && there.type() == Type.FILE && operation.previousIs(Type.FILE)) {
            if (editor.isSameFile(live, undo)) {
                // Only its second name was made.
                locations.operations().delete(undo);
                return;
            }
            // As the way there, in one step: the path is never without a file.
        } else if (there != null) {
            clear(operation, live, there, undo);
        }
        editor.move(undo, live);
    }

    private void clear(PlanOperation operation, Path live, FileEntry there, Path undo) throws IOException {
        if (there.type() == Type.DIRECTORY) {
            editor.removeDirectory(live, undo);
        } else if (operation.isStaged() && !LiveTreeEditor.exists(areas.staged(operation))) {
            editor.move(live, areas.staged(operation));
        } else {
            editor.moveAside(live, undo);
        }
    }
}
