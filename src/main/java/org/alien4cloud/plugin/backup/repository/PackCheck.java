package org.alien4cloud.plugin.backup.repository;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * Verifies a pack by reading it from its first byte to its last. {@link Pack#open} checks header, index and footer.
 * This class compares each entry with the index and with its digest, and reports bytes between entries.
 */
final class PackCheck {

    /** Receives each content, in the order of the pack. */
    interface Visitor {
        /** Receives an intact content. */
        void content(ContentId id, int length);

        /** Receives a content that cannot be used. */
        void damaged(ContentId id, String why);
    }

    private static final int BUFFER_BYTES = 1 << 20;

    private final Path file;
    private final Progress progress;
    private final byte[] buffer = new byte[1 << 16];
    private final byte[] idBytes = new byte[ContentId.BYTES];

    PackCheck(Path file, Progress progress) {
        this.file = file;
        this.progress = progress;
    }

    /**
     * Compares all entries with the index and with their digests.
     *
     * @throws DamagedException if header, index or footer are damaged: then nothing of the pack can be used
     * @throws IOException if the file cannot be opened, or its index cannot be read
     */
    void run(Visitor visitor) throws IOException {
        List<ContentId> ids = new ArrayList<>();
        List<int[]> places = new ArrayList<>();
        Pack pack = Pack.open(file, (id, offset, length) -> {
            places.add(new int[] {offset, length, ids.size()});
            ids.add(id);
        });
        for (int i = 1; i < ids.size(); i++) {
            if (ids.get(i - 1).compareTo(ids.get(i)) >= 0) {
                throw new DamagedException(file, "its index is not in order");
            }
        }
        places.sort((one, other) -> Integer.compare(one[0], other[0]));
        int next = 0;
        String broken = null;
        try (DataInputStream in = open()) {
            long position = skipHeader(in);
            for (; next < places.size() && broken == null; next++) {
                int[] place = places.get(next);
                if (place[0] != position + Pack.ENTRY_HEADER_BYTES
                        || place[1] < 0
                        || place[0] + (long) place[1] > pack.indexOffset()) {
                    broken = "the index says that a content begins at byte " + place[0] + ", the one before ends at "
                            + position;
                    break;
                }
                ContentId expected = ids.get(place[2]);
                in.readFully(idBytes);
                boolean sameHeader = Arrays.equals(idBytes, expected.bytes());
                sameHeader &= in.readInt() == place[1];
                boolean sameContent = digest(in, place[1]).equals(expected);
                if (sameContent && sameHeader) {
                    visitor.content(expected, place[1]);
                } else {
                    visitor.damaged(
                            expected,
                            sameContent
                                    ? "the header of the entry at byte " + position + " is not what the index says"
                                    : "the SHA-256 of the content at byte " + place[0] + " differs");
                }
                position = place[0] + (long) place[1];
            }
            if (broken == null && position != pack.indexOffset()) {
                throw new DamagedException(file, "there are bytes between the last entry and the index");
            }
        } catch (IOException e) {
            broken = "it cannot be read (" + e + ")";
        }
        for (; next < places.size(); next++) {
            visitor.damaged(ids.get(places.get(next)[2]), broken);
        }
    }

    /**
     * Finds the contents of a pack whose index cannot be used, entry by entry from the beginning, up to the first
     * damaged one.
     */
    void salvage(Pack.ContentIndexLoader loader) throws IOException {
        long left = Files.size(file) - Pack.HEADER_BYTES;
        try (DataInputStream in = open()) {
            long position = left < 0 ? 0 : skipHeader(in);
            while (left >= Pack.ENTRY_HEADER_BYTES) {
                in.readFully(idBytes);
                ContentId id = ContentId.of(idBytes);
                int length = in.readInt();
                left -= Pack.ENTRY_HEADER_BYTES;
                if (length < 0
                        || length >= ContentStore.OBJECT_BYTES
                        || length > left
                        || !digest(in, length).equals(id)) {
                    return;
                }
                loader.entry(id, (int) position + Pack.ENTRY_HEADER_BYTES, length);
                position += Pack.ENTRY_HEADER_BYTES + length;
                left -= length;
            }
        }
    }

    private DataInputStream open() throws IOException {
        return new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES));
    }

    private static long skipHeader(DataInputStream in) throws IOException {
        in.readFully(new byte[Pack.HEADER_BYTES]);
        return Pack.HEADER_BYTES;
    }

    private ContentId digest(DataInputStream in, int length) throws IOException {
        MessageDigest digest = Digests.sha256();
        for (int left = length; left > 0; ) {
            int count = Math.min(left, buffer.length);
            in.readFully(buffer, 0, count);
            digest.update(buffer, 0, count);
            left -= count;
        }
        progress.advance(Pack.ENTRY_HEADER_BYTES + length);
        progress.checkCancelled();
        return ContentId.of(digest.digest());
    }
}
