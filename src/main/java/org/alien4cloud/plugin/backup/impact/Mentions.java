package org.alien4cloud.plugin.backup.impact;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.model.ImpactWarning;

/**
 * Collects what a concern is about: counts all items, names the first, and tells by a sum over all whether two
 * collections have the same.
 */
final class Mentions {

    /** So many are named. */
    private static final int NAMED = 20;

    private final List<String> named = new ArrayList<>();
    private long count;
    private long sum;

    /** @param item for a person */
    void add(String item) {
        count++;
        // the order in which items come is another one in a dry run than in a restore
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

    /** The same text for the same concern with the same items. */
    String identity(WarningType type) {
        return type + " " + type.message() + " " + type.consequence() + " " + count + " " + sum;
    }
}
