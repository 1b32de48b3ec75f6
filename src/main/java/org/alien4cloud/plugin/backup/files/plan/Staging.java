package org.alien4cloud.plugin.backup.files.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipal;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.alien4cloud.plugin.backup.files.LstatReader;
import org.alien4cloud.plugin.backup.files.MountPoints;
import org.alien4cloud.plugin.backup.files.PathEncoding;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.io.ParallelWork;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * Stages the files and links that a plan needs beside the live tree, complete with mode and mtime. Applying the plan
 * then only renames.
 */
final class Staging {

    private static final long BLOCK = 4096;
    private static final int BUFFER = 1 << 16;
    private static final int READABLE = 0400;
    /** More threads than processors, since some wait for the disk. */
    private static final int THREADS = 8;
    /**
     * Files of at least this many bytes are written to the disk as soon as they are staged, while the processors stage
     * others.
     */
    private static final long LARGE = 1 << 20;

    private final PlanLocations locations;
    private final StagingAreas areas;
    private final ContentSource source;
    private final Progress progress;
    private final LstatReader lstat = new LstatReader();
    private final long durableSlots;
    private final FileTime now = FileTime.fromMillis(System.currentTimeMillis());
    /** The directories that received staged files, each with the attributes of one of them. */
    private final Map<Path, FileEntry> directories = new ConcurrentHashMap<>();
    /** Numbers of the operations that were staged by this run. */
    private final BitSet staged = new BitSet();
    /** Whether the areas were empty at the start. */
    private boolean fresh;

    /**
     * @param durableSlots highest number of the staged files that an earlier complete plan made durable; 0 if there is
     *     none
     */
    Staging(PlanLocations locations, StagingAreas areas, long durableSlots, ContentSource source, Progress progress) {
        this.durableSlots = durableSlots;
        this.locations = locations;
        this.areas = areas;
        this.source = source;
        this.progress = progress;
    }

    /**
     * Stages what the plan needs and is not staged yet; everything is durable when this returns.
     *
     * @param bytesOnDisk that all contents of the plan take there
     * @throws BackupException (NO_SPACE) before anything is written if one of the disks has not enough space,
     *     (CHECK_FAILED) if a content is damaged
     */
    void stage(PlanFile plan, long bytesOnDisk) throws IOException {
        fresh = areas.used().isEmpty();
        requireSpace(needed(plan, bytesOnDisk));
        plan.share(THREADS, operation -> {
            if (operation.isStaged()) {
                Path file = areas.staged(operation);
                try {
                    if (!isStaged(operation, file)) {
                        progress.checkCancelled();
                        stageEntry(operation.target(), file);
                        recordStaged(operation);
                    }
                } catch (IOException e) {
                    throw DiskFailures.DATA_DIRECTORY.changing(file, e);
                }
            }
        });
        if (!staged.isEmpty() && !new FileSystemFlush(locations.operations(), areas).force(staged.cardinality())) {
            forceEach(plan);
        }
    }

    private synchronized void recordStaged(PlanOperation operation) {
        staged.set((int) operation.number());
    }

    private void forceEach(PlanFile plan) throws IOException {
        plan.share(ParallelWork.FOR_THE_DISK, operation -> {
            if (staged.get((int) operation.number()) && operation.targetIs(Type.FILE)) {
                locations.operations().force(areas.staged(operation));
            }
        });
        for (Path directory : directories.keySet()) {
            locations.operations().force(directory);
        }
        for (Path directory : areas.used()) {
            locations.operations().force(directory);
            locations.operations().force(directory.getParent());
        }
    }

    static long bytesOnDisk(FileEntry target) {
        return (target.size() + BLOCK) / BLOCK * BLOCK;
    }

    /** Returns the bytes needed in each area. */
    private Map<Path, Long> needed(PlanFile plan, long bytesOnDisk) {
        if (durableSlots == 0 && areas.all().size() == 1) {
            return Collections.singletonMap(areas.all().get(0), bytesOnDisk);
        }
        Map<Path, Long> needed = new HashMap<>();
        plan.forEach(operation -> {
            if (operation.isStaged()) {
                Path file = areas.staged(operation);
                try {
                    if (!isStaged(operation, file)) {
                        needed.merge(areas.of(operation), bytesOnDisk(operation.target()), Long::sum);
                    }
                } catch (IOException e) {
                    throw DiskFailures.DATA_DIRECTORY.reading(file, e);
                }
            }
        });
        return needed;
    }

    private void requireSpace(Map<Path, Long> needed) throws IOException {
        progress.expect(needed.values().stream().mapToLong(Long::longValue).sum());
        for (Path area : areas.all()) {
            long onItsDisk = 0;
            for (Map.Entry<Path, Long> other : needed.entrySet()) {
                onItsDisk += MountPoints.device(other.getKey()).equals(MountPoints.device(area)) ? other.getValue() : 0;
            }
            if (needed.containsKey(area) && onItsDisk > DiskFailures.free(area)) {
                throw DiskFailures.DATA_DIRECTORY.noSpace(area, onItsDisk);
            }
        }
    }

    /**
     * Tells whether a file is staged already. Files of an earlier plan were checked and synced, so comparing attributes
     * is enough. Other files come from an interrupted computation: after a power failure, they may have the right
     * attributes but a wrong content.
     */
    private boolean isStaged(PlanOperation operation, Path file) throws IOException {
        if (operation.staged() > durableSlots) {
            return false;
        }
        FileEntry staged = lstat.read(file, operation.path());
        return staged != null && EntryComparison.sameAttributes(staged, operation.target());
    }

    private void stageEntry(FileEntry target, Path file) throws IOException {
        Path directory = file.getParent();
        FileEntry made = directories.get(directory);
        if (made == null) {
            DurableFiles.createDirectoriesUnsynced(directory);
        }
        if (!fresh) {
            Files.deleteIfExists(file);
        }
        if (target.type() == Type.LINK) {
            Files.createSymbolicLink(file, PathEncoding.path(file, target.target()));
        } else {
            // Closed before its times are set: a network file system may set the mtime as late as on closing.
            try (FileChannel channel = DurableFiles.create(file)) {
                copy(target, channel);
            }
        }
        if (made == null) {
            made = lstat.read(file, target.path());
            directories.put(directory, made);
        }
        if (target.type() != Type.LINK) {
            setAttributes(target, file, made);
        }
    }

    /** @param made attributes of a file that was created in the same directory, so this file has the same owner */
    private void setAttributes(FileEntry target, Path file, FileEntry made) throws IOException {
        adoptOwner(file, target, made);
        // Both times: to set the mtime alone, Java would first read the other.
        Files.getFileAttributeView(file, BasicFileAttributeView.class)
                .setTimes(FileTime.from(target.mtime(), TimeUnit.NANOSECONDS), now, null);
        if ((target.mode() & READABLE) != 0 && target.size() < LARGE) {
            locations.operations().setMode(file, target.mode());
            return;
        }
        // Opened while the mode still allows it.
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            locations.operations().setMode(file, target.mode());
            channel.force(true);
        }
    }

    private void copy(FileEntry target, FileChannel channel) throws IOException {
        byte[] buffer = new byte[(int) Math.min(Math.max(target.size(), 1), BUFFER)];
        long written = 0;
        try (InputStream in = source.open(target.sha256())) {
            OutputStream out = Channels.newOutputStream(channel);
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
                written += count;
                progress.advance(count);
                progress.checkCancelled();
            }
        }
        if (written != target.size()) {
            throw BackupException.damaged("The backup's content of " + target.path() + " has " + written + " bytes, "
                    + target.size() + " were backed up (SHA-256 " + target.sha256() + ").");
        }
    }

    /**
     * Gives the file to its former user and group if this process may do so (as root, on the command line).
     *
     * @param now the current owner
     */
    static void adoptOwner(Path file, FileEntry target, FileEntry now) throws IOException {
        if (target.owner() == null
                || !file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return;
        }
        adopt(file, "unix:owner", target.owner(), now.owner(), false);
        adopt(file, "unix:group", target.group(), now.group(), true);
    }

    private static void adopt(Path file, String attribute, String name, String now, boolean group) throws IOException {
        if (name == null || name.equals(now)) {
            return;
        }
        try {
            UserPrincipal principal = group
                    ? file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(name)
                    : file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name);
            Files.setAttribute(file, attribute, principal);
        } catch (IOException e) {
            // Unknown or not permitted: normal on another machine, or for users other than root.
            return;
        }
    }
}
