package org.alien4cloud.plugin.backup.files.plan;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.PathOrder;

/**
 * Writes the operations of a plan to its file, numbers them, and assigns a staging place to each file or link. If the
 * previous plan staged the same for a path, the place is reused.
 */
final class PlanFileWriter implements Closeable {

    private final PlanLocations locations;
    private final OutputStream out;
    private final PlanLines lines;
    private final PlanFile.Cursor before;
    private PlanOperation nextBefore;
    private final Set<String> mountPoints = new TreeSet<>();
    private long slots;
    private long count;
    private long bytes;
    private long bytesOnDisk;

    /** @param before the plan that this one replaces; null if there is none */
    PlanFileWriter(PlanLocations locations, PlanFile before) throws IOException {
        this.locations = locations;
        this.before = before == null ? null : before.cursor();
        this.nextBefore = before == null ? null : this.before.next();
        this.slots = before == null ? 0 : before.slots();
        this.out = new BufferedOutputStream(Files.newOutputStream(locations.newPlan()), 1 << 16);
        this.lines = new PlanLines(out);
    }

    void put(FileEntry target, FileEntry previous) {
        boolean directory = target.type() == FileEntry.Type.DIRECTORY;
        if (!directory) {
            bytes += target.size();
            bytesOnDisk += Staging.bytesOnDisk(target);
        }
        write(new PlanOperation(
                ++count, PlanOperation.Kind.PUT, directory ? 0 : slot(target), false, target, previous));
    }

    void attributes(FileEntry target, FileEntry previous) {
        write(new PlanOperation(++count, PlanOperation.Kind.ATTRIBUTES, 0, false, target, previous));
    }

    void remove(FileEntry previous) {
        write(new PlanOperation(
                ++count, PlanOperation.Kind.REMOVE, 0, locations.isDeferred(previous.path()), null, previous));
    }

    private long slot(FileEntry target) {
        while (nextBefore != null && PathOrder.PATHS.compare(nextBefore.path(), target.path()) < 0) {
            nextBefore = before.next();
        }
        if (nextBefore != null && nextBefore.isStaged() && nextBefore.target().sameState(target)) {
            return nextBefore.staged();
        }
        return ++slots;
    }

    private void write(PlanOperation operation) {
        try {
            lines.write(operation);
        } catch (IOException e) {
            throw DiskFailures.DATA_DIRECTORY.changing(locations.newPlan(), e);
        }
    }

    /** Records that something changes on the file system that is mounted there. */
    void uses(String mountPoint) {
        mountPoints.add(mountPoint);
    }

    /** Returns the bytes that all contents take on the disk when they are staged. */
    long bytesOnDisk() {
        return bytesOnDisk;
    }

    /** Writes the end. */
    void end() throws IOException {
        out.write((PlanFile.end(count, bytes, slots, mountPoints) + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        if (before != null) {
            before.close();
        }
        try (OutputStream closed = out) {
            lines.close();
        }
    }

    /** Replaces a file by a new one, durably. */
    static void replace(Path newFile, Path file, FileOperations operations) throws IOException {
        operations.force(newFile);
        operations.move(newFile, file);
        operations.force(file.getParent());
    }
}
