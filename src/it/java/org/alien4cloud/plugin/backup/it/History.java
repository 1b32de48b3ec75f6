package org.alien4cloud.plugin.backup.it;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Records what writers wrote and when. An item (an archive, a set-up file, an application) has one writer, and each of
 * its versions has its own number; a deleted item counts as version {@link #ABSENT}. Times are those of
 * {@link System#nanoTime}.
 */
final class History {
    static final long ABSENT = 0;

    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, List<Version>> pieces = new TreeMap<>();
    private final Map<String, Set<Long>> background = new TreeMap<>();
    private final Map<String, Long> images = new TreeMap<>();

    /** A number that no version has yet; they grow. */
    long nextNumber() {
        return numbers.incrementAndGet();
    }

    /** The piece got that version at some instant from {@code start} to {@code end}. */
    synchronized void written(String piece, long number, long start, long end) {
        pieces.computeIfAbsent(piece, none -> new ArrayList<>()).add(new Version(number, start, end));
    }

    /**
     * The server has gone back to an earlier state: nothing that was written before is there for certain, and nothing
     * of it is looked at.
     */
    synchronized void startOver() {
        pieces.clear();
    }

    /** A background thread, which maintenance mode does not stop, is about to write that version into the file. */
    synchronized void writing(String path, long number) {
        background.computeIfAbsent(path, none -> new HashSet<>()).add(number);
    }

    /** Whether a background thread wrote that version into the file. */
    synchronized boolean hasVersion(String path, long number) {
        return background.getOrDefault(path, Set.of()).contains(number);
    }

    /** The first version that the piece had. */
    synchronized long firstVersion(String piece) {
        return pieces.get(piece).get(0).number;
    }

    synchronized void imageWritten(String imageId, long number) {
        images.put(imageId, number);
    }

    /** The number in the picture of that id; null for a picture that no writer made. */
    synchronized Long numberOfImage(String imageId) {
        return images.get(imageId);
    }

    /**
     * Looks for one instant at which every piece may have had the version that was observed; what background threads
     * write is not looked at.
     *
     * @param observed piece to version; a piece that is not in it was absent
     * @return why there is none, or an empty text
     */
    synchronized String contradiction(Map<String, Long> observed) {
        Map<String, List<long[]>> possible = new LinkedHashMap<>();
        for (String piece : pieces.keySet()) {
            List<long[]> spans = spans(piece, observed.getOrDefault(piece, ABSENT));
            if (spans.isEmpty()) {
                return piece + " never was version " + observed.get(piece);
            }
            possible.put(piece, spans);
        }
        for (List<long[]> spans : possible.values()) {
            for (long[] span : spans) {
                if (possible.values().stream()
                        .allMatch(others -> others.stream().anyMatch(other -> contains(other, span[0])))) {
                    return "";
                }
            }
        }
        return describe(possible, observed);
    }

    /** When the piece may have had the version: from when its write began until the next write had ended. */
    private List<long[]> spans(String piece, long number) {
        List<Version> versions = pieces.get(piece);
        List<long[]> spans = new ArrayList<>();
        if (number == ABSENT) {
            spans.add(new long[] {Long.MIN_VALUE, versions.get(0).end});
        }
        for (int i = 0; i < versions.size(); i++) {
            if (versions.get(i).number == number) {
                spans.add(new long[] {
                    versions.get(i).start, i + 1 < versions.size() ? versions.get(i + 1).end : Long.MAX_VALUE
                });
            }
        }
        return spans;
    }

    private static boolean contains(long[] span, long instant) {
        return span[0] <= instant && instant <= span[1];
    }

    private static String describe(Map<String, List<long[]>> possible, Map<String, Long> observed) {
        String newest = null;
        String oldest = null;
        for (String piece : possible.keySet()) {
            List<long[]> spans = possible.get(piece);
            if (spans.size() == 1) {
                newest = newest == null || possible.get(newest).get(0)[0] < spans.get(0)[0] ? piece : newest;
                oldest = oldest == null || possible.get(oldest).get(0)[1] > spans.get(0)[1] ? piece : oldest;
            }
        }
        if (newest == null) {
            return "no instant for " + observed;
        }
        return String.format(
                "%s %s was replaced %,d ms before %s %s was written",
                oldest,
                observed.get(oldest),
                (possible.get(newest).get(0)[0] - possible.get(oldest).get(0)[1]) / 1_000_000,
                newest,
                observed.get(newest));
    }

    private static final class Version {
        private final long number;
        private final long start;
        private final long end;

        Version(long number, long start, long end) {
            this.number = number;
            this.start = start;
            this.end = end;
        }
    }
}
