package org.alien4cloud.plugin.backup.cli;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.model.Manifest;

/** Suggests the nearest existing backup names for a mistyped one. */
final class NameSuggestions {

    private static final int OFFERED = 3;

    private final List<String> names;

    NameSuggestions(List<Manifest> backups) {
        names = backups.stream().map(backup -> backup.name().value()).collect(Collectors.toList());
    }

    /** Returns a sentence with suggestions for a name that does not exist. */
    String offer(String name) {
        return names.isEmpty()
                ? "There are no backups."
                : "Did you mean " + String.join(", ", nearest(name)) + "? The command 'list' shows all " + names.size()
                        + ".";
    }

    private List<String> nearest(String name) {
        return names.stream()
                .sorted(Comparator.comparingInt(other -> distance(name, other)))
                .limit(OFFERED)
                .collect(Collectors.toList());
    }

    /** Returns the Levenshtein distance: how many letters must be inserted, removed or changed. */
    private static int distance(String one, String other) {
        int[] before = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] now = new int[other.length() + 1];
            now[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = before[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                now[j] = Math.min(changed, Math.min(before[j], now[j - 1]) + 1);
            }
            before = now;
        }
        return before[other.length()];
    }
}
