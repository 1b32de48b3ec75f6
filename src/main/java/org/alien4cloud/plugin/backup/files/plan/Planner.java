package org.alien4cloud.plugin.backup.files.plan;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.EntryCursor;
import org.alien4cloud.plugin.backup.files.MountPoints;
import org.alien4cloud.plugin.backup.files.RacyTimestamps;
import org.alien4cloud.plugin.backup.files.TreeScanner;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;
import org.alien4cloud.plugin.backup.model.PathOrder;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * Determines what has to change: reads the target list and the live tree side by side, both in {@link PathOrder}, and
 * writes at most one operation per path. For use once.
 */
final class Planner {

    /** Holds a directory that both sides have, on the way from the root to the current path. */
    private static final class Level {
        private final String path;
        private final FileEntry live;
        private final boolean mountPoint;
        /** Whether its mode must be changed before its entries can, and no operation yet sets the mode afterwards. */
        private boolean locked;

        Level(String path, FileEntry live, boolean locked, boolean mountPoint) {
            this.path = path;
            this.live = live;
            this.locked = locked;
            this.mountPoint = mountPoint;
        }
    }

    private static final int CHANGEABLE = 0300;

    private final DataTree tree;
    private final MountPoints mountPoints;
    private final PlanFileWriter plan;
    private final DigestCache digests;
    private final RacyTimestamps timestamps;
    private final Progress progress;
    private final Deque<Level> levels = new ArrayDeque<>();
    private EntryCursor targets;
    /** A live directory that is removed as a whole: its entries need no operations of their own. */
    private String removed;

    Planner(PlanLocations locations, PlanFileWriter plan, DigestCache digests, long scanStartedAt, Progress progress)
            throws IOException {
        this.tree = locations.tree();
        this.mountPoints = locations.operations().mountPoints();
        this.plan = plan;
        this.digests = digests;
        this.timestamps = new RacyTimestamps(scanStartedAt);
        this.progress = progress;
    }

    void plan(Iterator<FileEntry> target) {
        targets = new EntryCursor(target);
        new TreeScanner(progress).scan(tree, this::visit);
        while (targets.peek() != null) {
            missing(targets.take());
        }
    }

    private void visit(FileEntry live) {
        targets.takeBefore(live.path(), this::missing);
        boolean wanted = targets.peek() != null && targets.peek().path().equals(live.path());
        if (removed != null && PathOrder.isBelow(live.path(), removed)) {
            if (wanted) {
                throw orphan(targets.peek());
            }
            return;
        }
        leaveLevels(live.path());
        if (wanted) {
            compare(targets.take(), live);
        } else {
            unwanted(live);
        }
    }

    /** Handles a path that only the backup has. */
    private void missing(FileEntry target) {
        if (tree.isExcluded(target.path())) {
            return;
        }
        leaveLevels(target.path());
        requireParent(target);
        requireContent(target);
        prepareChange(target.path());
        plan.put(target, null);
        if (target.type() == Type.DIRECTORY) {
            levels.push(new Level(target.path(), target, false, false));
        }
    }

    /** Handles a path that only the live tree has. */
    private void unwanted(FileEntry live) {
        if (live.type() != Type.DIRECTORY) {
            requireNotMounted(live);
        } else if (tree.holdsExcluded(live.path()) || holdsMountPoint(live)) {
            levels.push(new Level(live.path(), live, isLocked(live), isMountPoint(live.path())));
            return;
        }
        prepareChange(live.path());
        plan.remove(live);
        removed = live.type() == Type.DIRECTORY ? live.path() : removed;
    }

    private void compare(FileEntry target, FileEntry live) {
        requireParent(target);
        if (target.type() != live.type()) {
            replaceKind(target, live);
        } else if (target.type() == Type.DIRECTORY) {
            if (target.mode() != live.mode()) {
                prepareChange(target.path());
                plan.attributes(target, live);
            }
            levels.push(new Level(
                    target.path(), live, target.mode() == live.mode() && isLocked(live), isMountPoint(live.path())));
        } else if (target.type() == Type.LINK) {
            if (!EntryComparison.sameAttributes(target, live)) {
                prepareChange(target.path());
                plan.put(target, live);
            }
        } else {
            compareFiles(target, live);
        }
    }

    private void compareFiles(FileEntry target, FileEntry live) {
        requireContent(target);
        String sha256 = null;
        if (timestamps.isUnchanged(target, live)) {
            sha256 = target.sha256();
        } else if (target.size() == live.size()) {
            sha256 = digests.of(live);
        }
        if (!target.sha256().equals(sha256)) {
            requireNotMounted(live);
            prepareChange(target.path());
            plan.put(target, live.withSha256(sha256));
        } else if (!EntryComparison.sameAttributes(target, live)) {
            prepareChange(target.path());
            plan.attributes(target, live.withSha256(sha256));
        }
    }

    private void replaceKind(FileEntry target, FileEntry live) {
        if (live.type() == Type.DIRECTORY && tree.holdsExcluded(live.path())) {
            throw new BackupException(
                    BackupException.Kind.PRECONDITION,
                    "The backup has no directory at " + live.path()
                            + ", but the server has one with files that a restore must not touch. Move it away first.");
        }
        requireNotMounted(live);
        requireContent(target);
        prepareChange(target.path());
        plan.put(target, live);
        if (live.type() == Type.DIRECTORY) {
            removed = live.path();
        }
        if (target.type() == Type.DIRECTORY) {
            levels.push(new Level(target.path(), target, false, false));
        }
    }

    /** Prepares the directories above a path; to be called before an operation for it is written. */
    private void prepareChange(String path) {
        levels.stream().filter(level -> level.mountPoint).findFirst().ifPresent(nearest -> plan.uses(nearest.path));
        Iterator<Level> fromRoot = levels.descendingIterator();
        while (fromRoot.hasNext()) {
            Level level = fromRoot.next();
            if (level.locked) {
                plan.attributes(level.live, level.live);
                level.locked = false;
            }
        }
    }

    private void leaveLevels(String path) {
        while (!levels.isEmpty() && !PathOrder.isBelow(path, levels.peek().path)) {
            levels.pop();
        }
    }

    private void requireParent(FileEntry target) {
        String parent = PathOrder.parent(target.path());
        if (!parent.isEmpty() && (levels.isEmpty() || !levels.peek().path.equals(parent))) {
            throw orphan(target);
        }
    }

    private static BackupException orphan(FileEntry target) {
        return BackupException.damaged(
                "The backup's list of files names " + target.path() + ", but not the directory that it is in.");
    }

    private static void requireContent(FileEntry target) {
        if (target.type() == Type.FILE && target.sha256() == null) {
            throw BackupException.damaged("The backup's list of files has no content for " + target.path() + ".");
        }
    }

    private static boolean isLocked(FileEntry directory) {
        return (directory.mode() & CHANGEABLE) != CHANGEABLE;
    }

    private boolean isMountPoint(String path) {
        return mountPoints.contains(tree.resolve(path));
    }

    /**
     * Tells whether something is mounted on it or below: renaming it would fail, or would move files of another file
     * system.
     */
    private boolean holdsMountPoint(FileEntry live) {
        boolean[] holds = {isMountPoint(live.path())};
        if (live.type() == Type.DIRECTORY && !holds[0]) {
            new TreeScanner(progress.quiet()).scan(tree, live.path(), below -> holds[0] |= isMountPoint(below.path()));
        }
        return holds[0];
    }

    /** Requires that nothing is mounted on a live path that will be replaced. */
    private void requireNotMounted(FileEntry live) {
        if (holdsMountPoint(live)) {
            throw new BackupException(
                    BackupException.Kind.PRECONDITION,
                    "Something is mounted on " + tree.resolve(live.path()) + " or below, so it"
                            + " cannot be made what it is in the backup. Unmount it first.");
        }
    }
}
