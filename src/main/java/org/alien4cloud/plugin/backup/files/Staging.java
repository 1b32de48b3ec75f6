package org.alien4cloud.plugin.backup.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipal;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.io.Workers;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.Progress;

/** Puts what a plan needs beside the live tree, complete with mode and mtime, so that applying the plan is only renaming. */
final class Staging {

    private static final long BLOCK = 4096;

    private final PlanPlaces places;
    private final Areas areas;
    private final ContentSource source;
    private final Progress progress;
    private final Stats stats = new Stats();
    private final long durableSlots;
    /** Whether nothing is there yet. */
    private boolean fresh;

    /** @param durableSlots up to this number, staged files were made durable by an earlier plan that was completed; 0 if there is none */
    Staging(PlanPlaces places, Areas areas, long durableSlots, ContentSource source, Progress progress) {
        this.durableSlots = durableSlots;
        this.places = places;
        this.areas = areas;
        this.source = source;
        this.progress = progress;
    }

    /**
     * Stages what the plan needs and is not staged yet; durable when it returns.
     *
     * @throws BackupException (NO_SPACE) before anything is written if it will not fit on one of the disks, (CHECK_FAILED) if a content is not what it should be
     */
    void stage(PlanFile plan) throws IOException {
        fresh = areas.used().isEmpty();
        requireSpace(plan);
        Set<Path> directories = ConcurrentHashMap.newKeySet();
        plan.share(Workers.FOR_THE_DISK, operation -> {
            if (operation.isStaged()) {
                Path file = areas.staged(operation);
                try {
                    if (!isStaged(operation, file)) {
                        progress.checkCancelled();
                        makeOnce(file.getParent(), directories);
                        stageAnew(operation.target(), file);
                    }
                } catch (IOException e) {
                    throw Failures.changing(file, e);
                }
            }
        });
        for (Path directory : directories) {
            places.operations().force(directory);
        }
        if (!directories.isEmpty()) {
            for (Path directory : areas.used()) {
                places.operations().force(directory);
                places.operations().force(directory.getParent());
            }
        }
    }

    private void requireSpace(PlanFile plan) throws IOException {
        Map<Path, Long> needed = new HashMap<>();
        plan.forEach(operation -> {
            if (operation.isStaged()) {
                Path file = areas.staged(operation);
                try {
                    if (!isStaged(operation, file)) {
                        needed.merge(areas.of(operation), (operation.target().size() + BLOCK) / BLOCK * BLOCK, Long::sum);
                    }
                } catch (IOException e) {
                    throw Failures.reading(file, e);
                }
            }
        });
        progress.expect(needed.values().stream().mapToLong(Long::longValue).sum());
        for (Path area : areas.all()) {
            long onItsDisk = 0;
            for (Map.Entry<Path, Long> other : needed.entrySet()) {
                onItsDisk += MountPoints.device(other.getKey()).equals(MountPoints.device(area)) ? other.getValue() : 0;
            }
            if (needed.containsKey(area) && onItsDisk > DiskFailures.free(area)) {
                throw Failures.noSpace(area, onItsDisk);
            }
        }
    }

    /**
     * What an earlier plan names was synced with its digest checked: attributes tell enough. Of what else is there, from a computation that was cut,
     * they tell nothing: a file may have them, and after a loss of power not its content.
     */
    private boolean isStaged(PlanOperation operation, Path file) throws IOException {
        if (operation.staged() > durableSlots) {
            return false;
        }
        FileEntry staged = stats.read(file, operation.path());
        return staged != null && States.sameAttributes(staged, operation.target());
    }

    private static void makeOnce(Path directory, Set<Path> made) throws IOException {
        if (!made.contains(directory)) {
            DurableFiles.createDirectoriesUnsynced(directory);
            made.add(directory);
        }
    }

    private void stageAnew(FileEntry target, Path file) throws IOException {
        if (!fresh) {
            Files.deleteIfExists(file);
        }
        stage(target, file);
    }

    private void stage(FileEntry target, Path file) throws IOException {
        if (target.type() == Type.LINK) {
            Files.createSymbolicLink(file, PathNames.path(file, target.target()));
            return;
        }
        // Closed before its times are set: a network file system may set the mtime when it writes, which it does then at the latest.
        try (FileChannel channel = DurableFiles.create(file)) {
            copy(target, channel);
        }
        // Opened while this process surely may.
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            adoptOwner(file, target, stats);
            Files.setLastModifiedTime(file, FileTime.from(target.mtime(), TimeUnit.NANOSECONDS));
            places.operations().setMode(file, target.mode());
            channel.force(true);
        }
    }

    private void copy(FileEntry target, FileChannel channel) throws IOException {
        MessageDigest digest = Digests.sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = source.open(target.sha256())) {
            OutputStream out = Channels.newOutputStream(channel);
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
                out.write(buffer, 0, count);
                progress.advance(count);
                progress.checkCancelled();
            }
        }
        if (channel.size() != target.size() || !Digests.hex(digest.digest()).equals(target.sha256())) {
            throw Failures.damaged("The backup's content of " + target.path() + " is not what was backed up (SHA-256 " + target.sha256() + ").");
        }
    }

    /** Gives the file to the user and group that it had, if this process may (as root, on the command line); else it stays its own. */
    static void adoptOwner(Path file, FileEntry target, Stats stats) throws IOException {
        if (target.owner() == null || !file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return;
        }
        FileEntry now = stats.read(file, target.path());
        adopt(file, "unix:owner", target.owner(), now.owner(), false);
        adopt(file, "unix:group", target.group(), now.group(), true);
    }

    private static void adopt(Path file, String attribute, String name, String now, boolean group) throws IOException {
        if (name == null || name.equals(now)) {
            return;
        }
        try {
            UserPrincipal principal = group ? file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(name)
                    : file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name);
            Files.setAttribute(file, attribute, principal);
        } catch (IOException e) {
            // Unknown here, or not permitted: both are normal on another machine or for another user than root.
            return;
        }
    }
}
