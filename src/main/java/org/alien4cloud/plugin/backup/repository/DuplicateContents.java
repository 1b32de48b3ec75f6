package org.alien4cloud.plugin.backup.repository;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects contents that are in more than one pack, and makes an index prefer an intact copy. Such duplicates come from
 * interrupted sweeps, and from storing damaged contents again. Not thread-safe.
 */
final class DuplicateContents {

    private final List<ContentId> contents = new ArrayList<>();
    private final List<int[]> places = new ArrayList<>();

    /**
     * Adds a further copy of a content that the index already names in another pack.
     *
     * @param pack number of the pack
     */
    void add(ContentId content, int pack, int offset) {
        contents.add(content);
        places.add(new int[] {pack, offset});
    }

    /** Moves each content that is damaged where the index names it to an intact copy, if there is one. */
    void replaceDamaged(ContentIndex index, List<Pack> packs) {
        for (int i = 0; i < contents.size(); i++) {
            ContentId content = contents.get(i);
            int slot = index.find(content);
            int[] place = places.get(i);
            if (!packs.get(index.pack(slot)).isWhole(content, index.offset(slot))
                    && packs.get(place[0]).isWhole(content, place[1])) {
                index.put(content, place[0], place[1]);
            }
        }
    }
}
