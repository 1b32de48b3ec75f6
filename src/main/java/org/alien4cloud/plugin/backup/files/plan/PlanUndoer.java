package org.alien4cloud.plugin.backup.files.plan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.alien4cloud.plugin.backup.files.plan.PlanOperation.Kind;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;

/**
 * Undoes a plan from its last operation to its first. Each step examines the current state: an entry in the undo area
 * goes back to its place. If a path had nothing before and its staged file has left its place, that file goes back to
 * the staging area.
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

    /** Restores what was removed. */
    void undoRemovals() {
        undo(operation -> operation.kind() == Kind.REMOVE);
    }

    /** Removes what was put in place, and restores replaced entries, modes and times. */
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
        // Only now, since names in these directories were changed until here.
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
            removeAdded(operation, live, undo);
        } else if (LiveTreeEditor.exists(undo)) {
            restoreReplaced(operation, live, undo);
        }
        if (operation.previousIs(Type.DIRECTORY)) {
            // Its mode may have been extended for the move.
            editor.setAttributes(live, operation.previous());
        }
    }

    /** Removes an entry from a path that had nothing before. */
    private void removeAdded(PlanOperation operation, Path live, Path undo) throws IOException {
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

    private void restoreReplaced(PlanOperation operation, Path live, Path undo) throws IOException {
        FileEntry there = editor.stat(live);
        if (there != null && there.type() == Type.FILE && operation.previousIs(Type.FILE)) {
            if (editor.isSameFile(live, undo)) {
                // Only the hard link was made.
                locations.operations().delete(undo);
                return;
            }
            // Replaced in one step, as when applying: the path always has a file.
        } else if (there != null) {
            clearPath(operation, live, there, undo);
        }
        editor.move(undo, live);
    }

    private void clearPath(PlanOperation operation, Path live, FileEntry there, Path undo) throws IOException {
        if (there.type() == Type.DIRECTORY) {
            editor.removeDirectory(live, undo);
        } else if (operation.isStaged() && !LiveTreeEditor.exists(areas.staged(operation))) {
            editor.move(live, areas.staged(operation));
        } else {
            editor.moveAside(live, undo);
        }
    }
}
