package org.alien4cloud.plugin.backup.files.plan;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.files.MountPoints;
import org.alien4cloud.plugin.backup.files.PathEncoding;

/**
 * Simulates file systems mounted on some paths. It is stricter than Linux, which renames a directory with mount points
 * below.
 */
final class MountedOperations implements FileOperations {

    private final FileOperations disk = new DiskOperations();
    private final Set<Path> mounted;

    MountedOperations(Collection<Path> mounted) {
        this.mounted = new HashSet<>(mounted);
    }

    void unmount(Path path) {
        mounted.remove(path);
    }

    void mount(Path path) {
        mounted.add(path);
    }

    private Path fileSystem(Path directory) {
        Path path = directory;
        while (path != null && !mounted.contains(path)) {
            path = path.getParent();
        }
        return path;
    }

    private void requireSameFileSystem(Path one, Path other) throws IOException {
        Path a = fileSystem(one.getParent());
        Path b = fileSystem(other.getParent());
        if (a == null ? b != null : !a.equals(b)) {
            throw new FileSystemException(one.toString(), other.toString(), "Invalid cross-device link");
        }
    }

    private void requireNothingMounted(Path path) throws IOException {
        if (mounted.stream().anyMatch(mount -> mount.startsWith(path))) {
            throw new FileSystemException(path.toString(), null, "Device or resource busy");
        }
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        requireNothingMounted(from);
        requireNothingMounted(to);
        requireSameFileSystem(from, to);
        disk.move(from, to);
    }

    @Override
    public void link(Path existing, Path name) throws IOException {
        requireSameFileSystem(existing, name);
        disk.link(existing, name);
    }

    @Override
    public void createDirectory(Path directory, int mode) throws IOException {
        disk.createDirectory(directory, mode);
    }

    @Override
    public void delete(Path path) throws IOException {
        requireNothingMounted(path);
        disk.delete(path);
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
    public void force(Path path) throws IOException {
        disk.force(path);
    }

    @Override
    public boolean forceFileSystem(Path directory) {
        return disk.forceFileSystem(directory);
    }

    @Override
    public MountPoints mountPoints() {
        return new MountPoints(mounted.stream().map(PathEncoding::text).collect(Collectors.toSet()));
    }
}
