package org.alien4cloud.plugin.backup.impact;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.alien4cloud.plugin.backup.model.Change;
import org.alien4cloud.plugin.backup.model.ChangeCount;

/** Counts the changes of one kind and keeps the first few as examples. */
final class ChangeCounter {

    private final String kind;
    private final int named;
    private final Map<Change, Long> counts = new EnumMap<>(Change.class);
    private final List<ChangeCount.Item> items = new ArrayList<>();
    private long bytes;

    /** @param named how many to keep */
    ChangeCounter(String kind, int named) {
        this.kind = kind;
        this.named = named;
    }

    void add(Change change, String index, String id, String name, long moreBytes) {
        counts.merge(change, 1L, Long::sum);
        bytes += moreBytes;
        if (items.size() < named) {
            items.add(new ChangeCount.Item(change, index, id, name));
        }
    }

    ChangeCount count() {
        return new ChangeCount(kind, counts, bytes, items);
    }
}
