package org.alien4cloud.plugin.backup.repository;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.alien4cloud.plugin.backup.io.Digests;

/**
 * Whether two lists name the same documents as often, in whatever order and however many there are. Each document has a
 * random number, the first bytes of a SHA-256; those of the one list are added, those of the other subtracted (Clarke
 * et al., "Incremental Multiset Hash Functions and Their Application to Memory Integrity Checking", 2003), in many sums
 * by some other bytes. If a sum is not zero, the few documents that belong to it are compared by their names when both
 * lists are read again.
 */
final class MultisetHash {

    private static final int SUMS = 1 << 12;

    private final long[] sums = new long[SUMS];
    private final Map<String, Long> named = new HashMap<>();
    private int wanted = -1;

    /** @param times 1 for a document of the one list, -1 for one of the other */
    void add(String id, String routing, int times) {
        byte[] text = (id.length() + (routing == null ? " " : "+") + id + (routing == null ? "" : routing))
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer digest = ByteBuffer.wrap(Digests.sha256().digest(text));
        long number = digest.getLong();
        int sum = digest.getInt() & SUMS - 1;
        if (wanted < 0) {
            sums[sum] += times * number;
        } else if (sum == wanted) {
            named.merge(routing == null ? id : id + " (routing " + routing + ")", (long) times, Long::sum);
        }
    }

    /**
     * Whether both lists are the same. If they are not, adding all once more, in the same way, gives
     * {@link #difference} a name.
     */
    boolean isZero() {
        for (int i = 0; i < SUMS; i++) {
            if (sums[i] != 0) {
                wanted = i;
                return false;
            }
        }
        return true;
    }

    /**
     * A document that the lists do not name alike; there may be others. Words that the name of the other list
     * completes.
     */
    String difference() {
        return named.entrySet().stream()
                .filter(each -> each.getValue() != 0)
                .min(Map.Entry.comparingByKey())
                .map(each -> "document " + each.getKey()
                        + (each.getValue() < 0 ? " is missing in it, but is in" : " is in it more often than in"))
                .orElse("it changes while it is read, and differs from");
    }
}
