package org.alien4cloud.plugin.backup.files.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.io.AsciiJson;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.ParallelWork;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Change;
import org.alien4cloud.plugin.backup.model.ChangeCount;
import org.alien4cloud.plugin.backup.model.PathOrder;

/**
 * Reads a complete {@code files.plan}: operations as JSON lines in {@link PathOrder}, then the line
 * {@code {"end":operations,"bytes":b,"slots":s,"mountPoints":[m]}}. It is read from the disk each time, in either
 * direction, so it may have any length.
 */
final class PlanFile {

    private static final String END = "{\"end\":";
    /** Marks a removal; it occurs in no JSON string, where quotes are escaped. */
    private static final String REMOVAL = "\"kind\":\"" + PlanOperation.Kind.REMOVE + '"';
    /** Number of operations in memory when reading backwards. */
    private static final int BLOCK = 1024;

    private final Path file;
    private final List<Long> blocks = new ArrayList<>();
    private final List<String> mountPoints = new ArrayList<>();
    private String digest;
    private long count;
    private long bytes;
    private long slots;
    private boolean removals;

    private PlanFile(Path file) {
        this.file = file;
    }

    /**
     * Opens a plan.
     *
     * @throws BackupException (NOT_FOUND) if there is no plan, (CHECK_FAILED) if it has no end or is damaged
     */
    static PlanFile open(Path file) {
        PlanFile plan = new PlanFile(file);
        MessageDigest digest = Digests.sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest);
                BufferedReader reader = reader(in)) {
            long position = 0;
            String end = null;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (end != null) {
                    throw plan.damaged(null);
                }
                if (line.startsWith(END)) {
                    end = line;
                } else {
                    if (plan.count % BLOCK == 0) {
                        plan.blocks.add(position);
                    }
                    plan.count++;
                    plan.removals |= line.contains(REMOVAL);
                }
                position += line.length() + 1;
            }
            plan.readEnd(end);
        } catch (NoSuchFileException e) {
            throw new BackupException(BackupException.Kind.NOT_FOUND, "There is no plan " + file + ".", e);
        } catch (IOException e) {
            throw plan.failure(e);
        }
        plan.digest = Digests.hex(digest.digest());
        return plan;
    }

    /** Returns the same plan after it was renamed. */
    PlanFile movedTo(Path place) {
        PlanFile moved = new PlanFile(place);
        moved.blocks.addAll(blocks);
        moved.mountPoints.addAll(mountPoints);
        moved.digest = digest;
        moved.count = count;
        moved.bytes = bytes;
        moved.slots = slots;
        moved.removals = removals;
        return moved;
    }

    private void readEnd(String end) throws IOException {
        JsonNode values = end == null ? null : AsciiJson.mapper().readTree(end);
        if (values == null || values.path("end").asLong(-1) != count) {
            throw damaged(null);
        }
        bytes = values.path("bytes").asLong();
        slots = values.path("slots").asLong();
        values.path("mountPoints").forEach(path -> mountPoints.add(path.asText()));
    }

    static String end(long count, long bytes, long slots, Collection<String> mountPoints) throws IOException {
        return END + count + ",\"bytes\":" + bytes + ",\"slots\":" + slots + ",\"mountPoints\":"
                + AsciiJson.mapper().writeValueAsString(mountPoints) + "}";
    }

    long count() {
        return count;
    }

    /** Tells whether there may be an operation that removes something. */
    boolean hasRemovals() {
        return removals;
    }

    /** Returns the bytes of the contents to be put in place. */
    long bytes() {
        return bytes;
    }

    /** Returns the highest number of a staged file. */
    long slots() {
        return slots;
    }

    /** Returns the mount points on whose file systems the plan changes something, without the tree's own. */
    List<String> mountPoints() {
        return mountPoints;
    }

    /** Counts the changes. A directory that is removed as a whole counts once. */
    ChangeCount changes() {
        Map<Change, Long> counts = new EnumMap<>(Change.class);
        List<ChangeCount.Item> first = new ArrayList<>();
        forEach(operation -> {
            Change change = Change.of(operation.target() != null, operation.previous() != null);
            counts.merge(change, 1L, Long::sum);
            if (first.size() < ChangeCount.NAMED) {
                first.add(new ChangeCount.Item(change, null, operation.path(), null));
            }
        });
        return new ChangeCount("files", counts, bytes, first);
    }

    /** Returns the SHA-256 of the file. */
    String digest() {
        return digest;
    }

    /** Passes all operations to the consumer, from the first to the last. */
    void forEach(Consumer<PlanOperation> consumer) {
        try (Cursor cursor = cursor()) {
            for (PlanOperation operation = cursor.next(); operation != null; operation = cursor.next()) {
                consumer.accept(operation);
            }
        }
    }

    /** Passes all operations to the work, in any order and on several threads: see {@link ParallelWork#share}. */
    void share(int threads, ParallelWork.Work<PlanOperation> work) throws IOException {
        try (Cursor cursor = cursor()) {
            ParallelWork.share(threads, cursor::line, line -> work.accept(parsed(line)));
        }
    }

    /** Passes all operations to the consumer, from the last to the first. */
    void forEachReversed(Consumer<PlanOperation> consumer) {
        for (int i = blocks.size() - 1; i >= 0; i--) {
            List<PlanOperation> block = new ArrayList<>();
            try (Cursor cursor = new Cursor(blocks.get(i))) {
                for (PlanOperation operation = cursor.next();
                        operation != null && block.size() < BLOCK;
                        operation = cursor.next()) {
                    block.add(operation);
                }
            }
            Collections.reverse(block);
            block.forEach(consumer);
        }
    }

    Cursor cursor() {
        return new Cursor(0);
    }

    /** Reads the operations one by one. */
    final class Cursor implements Closeable {

        private final BufferedReader in;

        Cursor(long position) {
            try {
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                channel.position(position);
                in = reader(Channels.newInputStream(channel));
            } catch (IOException e) {
                throw failure(e);
            }
        }

        /** Returns the next operation; null after the last. */
        PlanOperation next() {
            String line = line();
            return line == null ? null : parsed(line);
        }

        /** Returns the next line; null after the last. */
        private String line() {
            try {
                String line = in.readLine();
                return line == null || line.startsWith(END) ? null : line;
            } catch (IOException e) {
                throw failure(e);
            }
        }

        @Override
        public void close() {
            try {
                in.close();
            } catch (IOException e) {
                throw failure(e);
            }
        }
    }

    private PlanOperation parsed(String line) {
        try {
            return PlanLines.read(line);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static BufferedReader reader(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII), 1 << 16);
    }

    private BackupException failure(IOException e) {
        return e instanceof JsonProcessingException ? damaged(e) : DiskFailures.DATA_DIRECTORY.reading(file, e);
    }

    private BackupException damaged(Exception cause) {
        return new BackupException(
                BackupException.Kind.CHECK_FAILED, "The plan " + file + " is cut off or damaged.", cause);
    }
}
