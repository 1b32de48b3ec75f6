package org.alien4cloud.plugin.backup.files.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.files.MountPoints;

/** Tracks which contents and which names in directories were made durable. */
final class NotedForces implements FileOperations {

    /** Depth below an area; deeper entries came with a directory that was moved as a whole. */
    private static final int AREA_DEPTH = 3;

    private final FileOperations disk;
    private final Set<Object> contents = new HashSet<>();
    private final Set<Path> names = new HashSet<>();
    /** Names that were added or removed, but not durably. */
    private final Set<Path> changed = new HashSet<>();

    private int callsThatWork;
    private int callsForAll;

    /**
     * Wraps a disk.
     *
     * @param callsThatWork number of times that a whole file system can be forced
     */
    NotedForces(FileOperations disk, int callsThatWork) {
        this.disk = disk;
        this.callsThatWork = callsThatWork;
    }

    /** Returns how often a whole file system was to be forced. */
    int callsForAll() {
        return callsForAll;
    }

    /**
     * Returns what is in a directory or below, but would not survive a power failure unchanged.
     *
     * @param all true for an area, in which nothing existed before; otherwise only names that these operations changed
     *     count
     */
    synchronized List<String> missing(Path directory, boolean all) throws IOException {
        List<String> missing = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(directory, all ? AREA_DEPTH : Integer.MAX_VALUE)) {
            for (Path path : walk.filter(any -> !any.equals(directory)).collect(Collectors.toList())) {
                if (all && isStaged(path) && !contents.contains(inode(path))) {
                    missing.add("content of " + path);
                }
                if (all ? !names.contains(path) : changed.contains(path)) {
                    missing.add("name " + path);
                }
            }
        }
        for (Path path : changed) {
            if (path.startsWith(directory)
                    && !Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                    && Files.exists(path.getParent())) {
                missing.add("end of " + path);
            }
        }
        return missing;
    }

    private static boolean isStaged(Path path) {
        return path.getParent().getParent().endsWith("staged") && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static Object inode(Path path) throws IOException {
        return Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    }

    private synchronized void change(Path... paths) {
        for (Path path : paths) {
            changed.add(path);
            names.remove(path);
        }
    }

    @Override
    public synchronized void force(Path path) throws IOException {
        disk.force(path);
        note(path);
    }

    private void note(Path path) throws IOException {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            contents.add(inode(path));
        } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            changed.removeIf(name -> name.getParent().equals(path));
            try (Stream<Path> children = Files.list(path)) {
                children.forEach(names::add);
            }
        }
    }

    @Override
    public synchronized boolean forceFileSystem(Path directory) {
        callsForAll++;
        if (callsThatWork-- <= 0) {
            return false;
        }
        try (Stream<Path> walk = Files.walk(directory.getParent())) {
            for (Path path : walk.collect(Collectors.toList())) {
                note(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        disk.move(from, to);
        change(from, to);
    }

    @Override
    public void link(Path existing, Path name) throws IOException {
        disk.link(existing, name);
        change(name);
    }

    @Override
    public void createDirectory(Path directory, int mode) throws IOException {
        disk.createDirectory(directory, mode);
        change(directory);
    }

    @Override
    public void delete(Path path) throws IOException {
        disk.delete(path);
        change(path);
    }

    @Override
    public void setMode(Path path, int mode) throws IOException {
        disk.setMode(path, mode);
    }

    @Override
    public void setModifiedTime(Path path, long nanos) throws IOException {
        disk.setModifiedTime(path, nanos);
    }

    @Override
    public MountPoints mountPoints() throws IOException {
        return disk.mountPoints();
    }
}
