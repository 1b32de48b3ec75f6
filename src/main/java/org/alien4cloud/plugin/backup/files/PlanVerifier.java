package org.alien4cloud.plugin.backup.files;

import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.TreeSet;
import org.alien4cloud.plugin.backup.files.PlanOperation.Kind;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.Workers;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;
import org.alien4cloud.plugin.backup.model.Progress;

/** Compares what a plan touched with what it should be. */
final class PlanVerifier {

    private static final int NAMED = 10;

    private final PlanPlaces places;
    private final Stats stats = new Stats();
    private final TreeSet<String> wrong = new TreeSet<>(PathOrder.PATHS);
    private long wrongs;
    /** Nobody changes the tree meanwhile. */
    private final ReachableDirectories reachable;

    PlanVerifier(PlanPlaces places) {
        this.places = places;
        this.reachable = new ReachableDirectories(places.tree().root());
    }

    /** Looks at all that is not deferred. */
    void check(PlanFile plan) {
        try {
            plan.share(Workers.forComputing(), operation -> {
                if (!operation.deferred() && !isAsPlanned(operation)) {
                    isWrong(operation.path());
                }
            });
        } catch (IOException e) {
            throw Failures.reading(places.tree().root(), e);
        }
        requireNoFailures();
    }

    private synchronized void isWrong(String path) {
        wrongs++;
        wrong.add(path);
        if (wrong.size() > NAMED) {
            wrong.pollLast();
        }
    }

    private void requireNoFailures() {
        if (wrongs > 0) {
            throw Failures.damaged(
                    wrongs + " of the restored paths in " + places.tree().root() + " are not as in the backup: "
                            + String.join(", ", wrong) + (wrongs > wrong.size() ? ", ..." : "") + ".");
        }
    }

    private boolean isAsPlanned(PlanOperation operation) {
        Path live = places.tree().resolve(operation.path());
        try {
            if (!reachable.holds(live)) {
                return false;
            }
            if (operation.kind() == Kind.REMOVE) {
                return !LiveChanges.exists(live);
            }
            FileEntry there = stats.read(live, operation.path());
            return there != null
                    && States.sameAttributes(there, operation.target())
                    && (there.type() != Type.FILE
                            || Digests.ofFile(live, there.size(), Progress.NONE, LinkOption.NOFOLLOW_LINKS)
                                    .equals(operation.target().sha256()));
        } catch (IOException e) {
            throw Failures.reading(live, e);
        }
    }
}
