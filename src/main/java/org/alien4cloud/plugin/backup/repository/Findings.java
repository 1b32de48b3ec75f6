package org.alien4cloud.plugin.backup.repository;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.Finding;
import org.alien4cloud.plugin.backup.model.Finding.Problem;

/**
 * Collects what a verification finds, with one finding per file on disk. All findings are counted, but only the first
 * {@link #MAX} are kept, so that a destroyed repository does not fill the memory.
 */
final class Findings {

    static final int MAX = 1000;

    private static final class Entry {

        private final Problem problem;
        private final String reason;
        private final List<String> examples = new ArrayList<>();
        private boolean harmful;
        private long more;
        private long affected;

        Entry(Problem problem, String reason) {
            this.problem = problem;
            this.reason = reason;
        }
    }

    private final Path root;
    private final Map<String, Entry> byPath = new LinkedHashMap<>();
    private String refused;
    private long left;
    private boolean harmfulLeft;

    Findings(Path root) {
        this.root = root;
    }

    /**
     * Adds a finding, or counts another problem of the same file.
     *
     * @param harmful whether the finding prevents a complete restore of the backup; {@link #affects} implies it
     */
    void add(Path file, Problem problem, String reason, boolean harmful) {
        String path = pathOf(file);
        Entry entry = byPath.get(path);
        if (entry != null) {
            entry.more++;
        } else if (byPath.size() < MAX) {
            entry = new Entry(problem, reason);
            byPath.put(path, entry);
        } else {
            left++;
            harmfulLeft |= harmful;
            return;
        }
        entry.harmful |= harmful;
    }

    void add(DamagedException damage, boolean harmful) {
        add(damage.path(), damage.missing() ? Problem.MISSING : Problem.DAMAGED, damage.reason(), harmful);
    }

    /**
     * Adds a file that the operating system cannot read: for the backup this is as bad as wrong content. A file that
     * only this user may not read is not a finding: nothing is known of its state.
     *
     * @return whether it is a finding
     */
    boolean unreadable(Path file, IOException failure, boolean harmful) {
        if (DiskFailures.isRefused(failure)) {
            refused(file);
            return false;
        } else if (failure instanceof NoSuchFileException) {
            add(DamagedException.missing(file), harmful);
        } else {
            add(file, Problem.DAMAGED, "it cannot be read (" + failure + ")", harmful);
        }
        return true;
    }

    /** Records that this user may not read a file. */
    void refused(Path file) {
        if (refused == null) {
            refused = file.toString();
        }
    }

    /** Returns the first file that could not be checked because this user may not read it; null if there is none. */
    String refused() {
        return refused;
    }

    /** Adds a file of the backup that cannot be restored because of an earlier finding. */
    void affects(Path file, String backedUp) {
        Entry entry = byPath.get(pathOf(file));
        if (entry == null) {
            harmfulLeft = true;
            return;
        }
        entry.harmful = true;
        entry.affected++;
        if (entry.examples.size() < Finding.MAX_EXAMPLES) {
            entry.examples.add(backedUp);
        }
    }

    private String pathOf(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    List<Finding> list() {
        List<Finding> list = new ArrayList<>();
        byPath.forEach((path, entry) -> list.add(new Finding(
                path,
                entry.problem,
                entry.reason
                        + (entry.more > 0
                                ? String.format(Locale.ROOT, " (and %,d more problems of this file)", entry.more)
                                : ""),
                entry.harmful,
                entry.affected,
                entry.examples)));
        return list;
    }

    /** Returns the number of findings, including those that were not kept. */
    long count() {
        return byPath.size() + left;
    }

    boolean anyHarmful() {
        return harmfulLeft || byPath.values().stream().anyMatch(entry -> entry.harmful);
    }
}
