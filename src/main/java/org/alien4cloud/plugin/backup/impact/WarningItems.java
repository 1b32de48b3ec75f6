package org.alien4cloud.plugin.backup.impact;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.model.ImpactWarning;

/**
 * Collects the items that a warning concerns: counts all, names the first, and sums up digests of all to compare
 * collections.
 */
final class WarningItems {

    /** Most items that are named. */
    private static final int NAMED = 20;

    private final List<String> named = new ArrayList<>();
    private long count;
    private long sum;

    /** Adds an item, named for a person. */
    void add(String item) {
        count++;
        // a sum, since the order of items differs between a dry run and a restore
        sum += ByteBuffer.wrap(Digests.sha256().digest(item.getBytes(StandardCharsets.UTF_8)))
                .getLong();
        if (named.size() < NAMED) {
            named.add(item);
        }
    }

    long count() {
        return count;
    }

    ImpactWarning warning(WarningType type) {
        return new ImpactWarning(
                type.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                type.severity(),
                type.isBlocking(),
                type.message() + ": " + String.join("; ", named)
                        + (count > named.size() ? " and " + (count - named.size()) + " more" : "") + ".",
                type.consequence(),
                count,
                named);
    }

    /** Returns a text that is the same for the same warning with the same items. */
    String identity(WarningType type) {
        return type + " " + type.message() + " " + type.consequence() + " " + count + " " + sum;
    }
}
