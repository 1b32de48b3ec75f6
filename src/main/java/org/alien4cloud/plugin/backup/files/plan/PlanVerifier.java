package org.alien4cloud.plugin.backup.files.plan;

import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.TreeSet;
import org.alien4cloud.plugin.backup.files.LstatReader;
import org.alien4cloud.plugin.backup.files.plan.PlanOperation.Kind;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.ParallelWork;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;
import org.alien4cloud.plugin.backup.model.PathOrder;
import org.alien4cloud.plugin.backup.model.Progress;

/** Compares the paths that a plan touched with their intended state. */
final class PlanVerifier {

    private static final int NAMED = 10;

    private final PlanLocations locations;
    private final LstatReader lstat = new LstatReader();
    private final TreeSet<String> wrong = new TreeSet<>(PathOrder.PATHS);
    private long wrongCount;
    /** Directories known to be reachable: nothing changes the tree during the check. */
    private final ReachableDirectories reachable;

    PlanVerifier(PlanLocations locations) {
        this.locations = locations;
        this.reachable = new ReachableDirectories(locations.tree().root());
    }

    /** Checks all operations that are not deferred. */
    void check(PlanFile plan) {
        try {
            plan.share(ParallelWork.forComputing(), operation -> {
                if (!operation.deferred() && !isAsPlanned(operation)) {
                    addWrong(operation.path());
                }
            });
        } catch (IOException e) {
            throw DiskFailures.DATA_DIRECTORY.reading(locations.tree().root(), e);
        }
        requireNoFailures();
    }

    private synchronized void addWrong(String path) {
        wrongCount++;
        wrong.add(path);
        if (wrong.size() > NAMED) {
            wrong.pollLast();
        }
    }

    private void requireNoFailures() {
        if (wrongCount > 0) {
            throw BackupException.damaged(
                    wrongCount + " of the restored paths in " + locations.tree().root() + " differ from the backup: "
                            + String.join(", ", wrong) + (wrongCount > wrong.size() ? ", ..." : "") + ".");
        }
    }

    private boolean isAsPlanned(PlanOperation operation) {
        Path live = locations.tree().resolve(operation.path());
        try {
            if (!reachable.holds(live)) {
                return false;
            }
            if (operation.kind() == Kind.REMOVE) {
                return !LiveTreeEditor.exists(live);
            }
            FileEntry there = lstat.read(live, operation.path());
            return there != null
                    && EntryComparison.sameAttributes(there, operation.target())
                    && (there.type() != Type.FILE
                            || Digests.ofFile(live, there.size(), Progress.NONE, LinkOption.NOFOLLOW_LINKS)
                                    .equals(operation.target().sha256()));
        } catch (IOException e) {
            throw DiskFailures.DATA_DIRECTORY.reading(live, e);
        }
    }
}
