package org.alien4cloud.plugin.backup.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.alien4cloud.plugin.backup.files.PlanOperation.Kind;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;

/**
 * Carries out a plan. Each step looks at what is there and does what is still to be done:
 * a staged file that is gone from its place is in the tree; what is in the undo area has been replaced.
 */
final class PlanApplier {

    private final PlanPlaces places;
    private final PlanFile plan;
    private final Areas areas;
    private final LiveChanges changes;
    private final Stats stats = new Stats();
    /** The directory that was found so last. */
    private Path reachable;

    PlanApplier(PlanPlaces places, PlanFile plan, Areas areas) {
        this.places = places;
        this.plan = plan;
        this.areas = areas;
        this.changes = new LiveChanges(places, areas);
    }

    void additions() {
        plan.forEach(operation -> guarded(operation, () -> {
            if (operation.kind() != Kind.REMOVE && !isReachable(live(operation))) {
                throw new IOException("its directory is missing or a link");
            }
            if (operation.kind() == Kind.PUT) {
                put(operation);
            } else if (operation.kind() == Kind.ATTRIBUTES && operation.targetIs(Type.FILE)) {
                changes.setAttributes(live(operation), operation.target());
            }
        }));
        settle(operation -> operation.kind() != Kind.REMOVE);
    }

    void removals(boolean deferred) {
        Predicate<PlanOperation> these = operation -> operation.kind() == Kind.REMOVE && operation.deferred() == deferred;
        boolean[] any = new boolean[1];
        plan.forEach(operation -> guarded(operation, () -> {
            if (these.test(operation)) {
                any[0] = true;
                Path live = live(operation);
                if (LiveChanges.isReachable(live) && LiveChanges.exists(live)) {
                    changes.moveAside(live, areas.undo(operation));
                }
            }
        }));
        if (any[0]) {
            settle(these);
        }
    }

    /** As {@link LiveChanges#isReachable}; additions take no directory away that another of them needs, so one answer will do for it. */
    private boolean isReachable(Path live) throws IOException {
        Path parent = live.getParent();
        if (!parent.equals(reachable)) {
            reachable = LiveChanges.isReachable(live) ? parent : null;
        }
        return reachable != null;
    }

    private void put(PlanOperation operation) throws IOException {
        Path live = live(operation);
        FileEntry there = changes.stat(live);
        if (operation.targetIs(Type.DIRECTORY)) {
            if (there != null && there.type() != Type.DIRECTORY) {
                changes.moveAside(live, areas.undo(operation));
                there = null;
            }
            if (there == null) {
                changes.unlockParent(live);
                places.operations().createDirectory(live, operation.target().mode() | 0700);
                Staging.adoptOwner(live, operation.target(), stats);
            }
            return;
        }
        Path staged = areas.staged(operation);
        if (LiveChanges.exists(staged)) {
            if (there != null) {
                makeWay(operation, live, there);
            }
            changes.move(staged, live);
        } else if (there == null) {
            throw new IOException("neither staged nor in its place");
        }
    }

    private void makeWay(PlanOperation operation, Path live, FileEntry there) throws IOException {
        Path undo = areas.undo(operation);
        if (there.type() == Type.FILE && operation.targetIs(Type.FILE)) {
            // A second name for the old file lets the new one replace it in one step: the path is never without a file.
            if (LiveChanges.exists(undo) ? changes.isSameFile(live, undo) : linked(live, undo)) {
                return;
            }
        }
        changes.moveAside(live, undo);
    }

    private boolean linked(Path live, Path undo) throws IOException {
        DurableFiles.createDirectoriesUnsynced(undo.getParent());
        try {
            places.operations().link(live, undo);
            return true;
        } catch (UnsupportedOperationException | IOException e) {
            // Not every file system has hard links, and a kernel may refuse them for another user's file.
            return false;
        }
    }

    /** Gives directories that are there their modes, those within others first, and makes durable what was done. */
    private void settle(Predicate<PlanOperation> these) {
        plan.forEachReversed(operation -> guarded(operation, () -> {
            if (operation.kind() != Kind.REMOVE && operation.targetIs(Type.DIRECTORY) && LiveChanges.isReachable(live(operation))) {
                changes.setAttributes(live(operation), operation.target());
            }
        }));
        try {
            changes.sync(plan, these);
        } catch (IOException e) {
            throw Failures.changing(places.tree().root(), e);
        }
    }

    private Path live(PlanOperation operation) {
        return places.tree().resolve(operation.path());
    }

    /** Something that may fail on the path of an operation. */
    interface Step {
        void run() throws IOException;
    }

    private void guarded(PlanOperation operation, Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw Failures.changing(live(operation), e);
        }
    }
}
