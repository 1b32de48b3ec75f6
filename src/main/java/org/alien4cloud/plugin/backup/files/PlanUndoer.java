package org.alien4cloud.plugin.backup.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.alien4cloud.plugin.backup.files.PlanOperation.Kind;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;

/**
 * Takes a plan back, from its last operation to its first. Each step looks at what is there: what is in the undo area
 * goes back to its place; a path that had nothing before, and whose staged file is gone, gives it back to the staging
 * area.
 */
final class PlanUndoer {

    private final PlanPlaces places;
    private final PlanFile plan;
    private final Areas areas;
    private final LiveChanges changes;

    PlanUndoer(PlanPlaces places, PlanFile plan, Areas areas) {
        this.places = places;
        this.plan = plan;
        this.areas = areas;
        this.changes = new LiveChanges(places, areas);
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
            Path live = places.tree().resolve(operation.path());
            try {
                if (these.test(operation) && LiveChanges.isReachable(live)) {
                    undo(operation, live, areas.undo(operation));
                }
            } catch (IOException e) {
                throw Failures.changing(live, e);
            }
        });
    }

    private void restoreDirectories() {
        // Only now: until here names in these directories were changed.
        plan.forEachReversed(operation -> {
            Path live = places.tree().resolve(operation.path());
            try {
                if (operation.kind() == Kind.ATTRIBUTES
                        && operation.previousIs(Type.DIRECTORY)
                        && LiveChanges.isReachable(live)) {
                    changes.setAttributes(live, operation.previous());
                }
            } catch (IOException e) {
                throw Failures.changing(live, e);
            }
        });
        try {
            changes.sync(plan, any -> true);
        } catch (IOException e) {
            throw Failures.changing(places.tree().root(), e);
        }
    }

    private void undo(PlanOperation operation, Path live, Path undo) throws IOException {
        if (operation.kind() == Kind.ATTRIBUTES) {
            if (operation.previousIs(Type.FILE)) {
                changes.setAttributes(live, operation.previous());
            }
            return;
        }
        if (operation.previous() == null) {
            takeAway(operation, live, undo);
        } else if (LiveChanges.exists(undo)) {
            putBack(operation, live, undo);
        }
        if (operation.previousIs(Type.DIRECTORY)) {
            // Its mode may have been lifted for the move.
            changes.setAttributes(live, operation.previous());
        }
    }

    /** There was nothing at the path. */
    private void takeAway(PlanOperation operation, Path live, Path undo) throws IOException {
        FileEntry there = changes.stat(live);
        if (there == null) {
            return;
        }
        if (operation.targetIs(Type.DIRECTORY)) {
            if (there.type() == Type.DIRECTORY) {
                changes.removeDirectory(live, undo);
            }
        } else if (!LiveChanges.exists(areas.staged(operation))) {
            changes.move(live, areas.staged(operation));
        }
    }

    private void putBack(PlanOperation operation, Path live, Path undo) throws IOException {
        FileEntry there = changes.stat(live);
        if (there != null && there.type() == Type.FILE && operation.previousIs(Type.FILE)) {
            if (changes.isSameFile(live, undo)) {
                // Only its second name was made.
                places.operations().delete(undo);
                return;
            }
            // As the way there, in one step: the path is never without a file.
        } else if (there != null) {
            clear(operation, live, there, undo);
        }
        changes.move(undo, live);
    }

    private void clear(PlanOperation operation, Path live, FileEntry there, Path undo) throws IOException {
        if (there.type() == Type.DIRECTORY) {
            changes.removeDirectory(live, undo);
        } else if (operation.isStaged() && !LiveChanges.exists(areas.staged(operation))) {
            changes.move(live, areas.staged(operation));
        } else {
            changes.moveAside(live, undo);
        }
    }
}
