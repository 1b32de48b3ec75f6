package org.alien4cloud.plugin.backup.repository;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects contents that are in more than one pack, and lets an index name a copy that is whole. A sweep that was
 * stopped leaves such contents, and so does storing again what is damaged. Not thread-safe.
 */
final class SecondCopies {

    private final List<ContentId> contents = new ArrayList<>();
    private final List<int[]> places = new ArrayList<>();

    /**
     * Adds a content that the index names in another pack.
     *
     * @param pack number of the pack
     */
    void add(ContentId content, int pack, int offset) {
        contents.add(content);
        places.add(new int[] {pack, offset});
    }

    /**
     * Gives each content that is damaged where the index names it the place of a copy that is whole, if there is one.
     */
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
