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
 * Finds out what has to change: reads the target list along with the live tree, both in {@link PathOrder}, and writes
 * an operation for each difference, at most one a path. To be used once.
 */
final class Planner {

    /** A directory that both sides have, on the way to where the comparison is. */
    private static final class Level {
        private final String path;
        private final FileEntry live;
        private final boolean mountPoint;
        /**
         * Whether entries in it cannot be changed before it gets another mode, and no operation says yet which it gets
         * afterwards.
         */
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
    private final PlanWriter plan;
    private final DigestCache digests;
    private final RacyTimestamps freshness;
    private final Progress progress;
    private final Deque<Level> levels = new ArrayDeque<>();
    private EntryCursor targets;
    /** A live directory that goes as a whole: what is in it needs no operation of its own. */
    private String gone;

    Planner(PlanLocations locations, PlanWriter plan, DigestCache digests, long scanStartedAt, Progress progress)
            throws IOException {
        this.tree = locations.tree();
        this.mountPoints = locations.operations().mountPoints();
        this.plan = plan;
        this.digests = digests;
        this.freshness = new RacyTimestamps(scanStartedAt);
        this.progress = progress;
    }

    void plan(Iterator<FileEntry> target) {
        targets = new EntryCursor(target);
        new TreeScanner(progress).scan(tree, this::live);
        while (targets.peek() != null) {
            missing(targets.take());
        }
    }

    private void live(FileEntry live) {
        targets.takeBefore(live.path(), this::missing);
        boolean wanted = targets.peek() != null && targets.peek().path().equals(live.path());
        if (gone != null && PathOrder.isBelow(live.path(), gone)) {
            if (wanted) {
                throw orphan(targets.peek());
            }
            return;
        }
        leaveTo(live.path());
        if (wanted) {
            both(targets.take(), live);
        } else {
            unwanted(live);
        }
    }

    /** The backup has it, the live tree has not. */
    private void missing(FileEntry target) {
        if (tree.isExcluded(target.path())) {
            return;
        }
        leaveTo(target.path());
        requireParent(target);
        requireContent(target);
        changing(target.path());
        plan.put(target, null);
        if (target.type() == Type.DIRECTORY) {
            levels.push(new Level(target.path(), target, false, false));
        }
    }

    /** The live tree has it, the backup has not. */
    private void unwanted(FileEntry live) {
        if (live.type() != Type.DIRECTORY) {
            requireNotMounted(live);
        } else if (tree.holdsExcluded(live.path()) || holdsMountPoint(live)) {
            levels.push(new Level(live.path(), live, isLocked(live), isMountPoint(live.path())));
            return;
        }
        changing(live.path());
        plan.remove(live);
        gone = live.type() == Type.DIRECTORY ? live.path() : gone;
    }

    private void both(FileEntry target, FileEntry live) {
        requireParent(target);
        if (target.type() != live.type()) {
            replaceKind(target, live);
        } else if (target.type() == Type.DIRECTORY) {
            if (target.mode() != live.mode()) {
                changing(target.path());
                plan.attributes(target, live);
            }
            levels.push(new Level(
                    target.path(), live, target.mode() == live.mode() && isLocked(live), isMountPoint(live.path())));
        } else if (target.type() == Type.LINK) {
            if (!EntryComparison.sameAttributes(target, live)) {
                changing(target.path());
                plan.put(target, live);
            }
        } else {
            bothFiles(target, live);
        }
    }

    private void bothFiles(FileEntry target, FileEntry live) {
        requireContent(target);
        String sha256 = null;
        if (freshness.isUnchanged(target, live)) {
            sha256 = target.sha256();
        } else if (target.size() == live.size()) {
            sha256 = digests.of(live);
        }
        if (!target.sha256().equals(sha256)) {
            requireNotMounted(live);
            changing(target.path());
            plan.put(target, live.withSha256(sha256));
        } else if (!EntryComparison.sameAttributes(target, live)) {
            changing(target.path());
            plan.attributes(target, live.withSha256(sha256));
        }
    }

    private void replaceKind(FileEntry target, FileEntry live) {
        if (live.type() == Type.DIRECTORY && tree.holdsExcluded(live.path())) {
            throw new BackupException(
                    BackupException.Kind.PRECONDITION,
                    "The backup has no directory at " + live.path()
                            + ", but there is one that holds something a restore must leave alone. Move it away first.");
        }
        requireNotMounted(live);
        requireContent(target);
        changing(target.path());
        plan.put(target, live);
        if (live.type() == Type.DIRECTORY) {
            gone = live.path();
        }
        if (target.type() == Type.DIRECTORY) {
            levels.push(new Level(target.path(), target, false, false));
        }
    }

    /** To be called before an operation is written: sees to the directories above. */
    private void changing(String path) {
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

    private void leaveTo(String path) {
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
     * Whether something is mounted on it or below: renaming it would fail, or take along what is not on its file
     * system.
     */
    private boolean holdsMountPoint(FileEntry live) {
        boolean[] holds = {isMountPoint(live.path())};
        if (live.type() == Type.DIRECTORY && !holds[0]) {
            new TreeScanner(progress.quiet()).scan(tree, live.path(), below -> holds[0] |= isMountPoint(below.path()));
        }
        return holds[0];
    }

    /** To be called before a live path is given away. */
    private void requireNotMounted(FileEntry live) {
        if (holdsMountPoint(live)) {
            throw new BackupException(
                    BackupException.Kind.PRECONDITION,
                    "Something is mounted on " + tree.resolve(live.path()) + " or below, so it"
                            + " cannot be made what it is in the backup. Unmount it first.");
        }
    }
}
