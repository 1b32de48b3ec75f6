package org.alien4cloud.plugin.backup.repository;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.alien4cloud.plugin.backup.io.Digests;

/**
 * Compares two lists of documents regardless of their order, in constant memory. Each document gets a random number,
 * the first bytes of a SHA-256. Numbers of one list are added, those of the other subtracted (Clarke et al.,
 * "Incremental Multiset Hash Functions and Their Application to Memory Integrity Checking", 2003). Other bytes of the
 * digest select one of many sums. If a sum is not zero, both lists are read again to compare the few documents of that
 * sum by name.
 */
final class MultisetHash {

    private static final int SUMS = 1 << 12;

    private final long[] sums = new long[SUMS];
    private final Map<String, Long> named = new HashMap<>();
    private int wanted = -1;

    /**
     * Adds a document of one of the lists.
     *
     * @param times 1 for a document of the one list, -1 for one of the other
     */
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
     * Tells whether both lists are the same. If not, all documents must be added again, so that {@link #difference} can
     * name one.
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
     * Names a document in which the lists differ; there may be others. The name of the other list completes the
     * sentence.
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
