package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.alien4cloud.plugin.backup.model.BackupException;

/** Collects the differences that a check finds, and names the first ten. */
final class DifferenceList {

    private static final int NAMED = 10;

    private final String what;
    private final List<String> first = new ArrayList<>();
    private boolean more;

    /** @param what a sentence without its full stop */
    DifferenceList(String what) {
        this.what = what;
    }

    void add(String difference) {
        if (first.size() < NAMED) {
            first.add(difference);
        } else {
            more = true;
        }
    }

    /** Returns the first ten differences; empty if there are none. */
    List<String> first() {
        return Collections.unmodifiableList(first);
    }

    /** @throws BackupException (CHECK_FAILED) if there are any */
    void report() {
        if (!first.isEmpty()) {
            throw new BackupException(
                    BackupException.Kind.CHECK_FAILED,
                    what + ": " + String.join("; ", first) + (more ? " and more" : "") + ".");
        }
    }
}
