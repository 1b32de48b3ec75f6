package org.alien4cloud.plugin.backup.files.plan;

import java.io.IOException;
import java.nio.file.Path;
import org.alien4cloud.plugin.backup.files.MountPoints;

/** Stops all disk operations at the n-th call, as a killed process would: that call and all later ones do nothing. */
final class DyingOperations implements FileOperations {

    /** Signals the simulated end of the process. */
    static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final FileOperations disk;
    private long left;

    DyingOperations(FileOperations disk, long callsToLive) {
        this.disk = disk;
        this.left = callsToLive;
    }

    private synchronized void live() {
        if (left-- <= 0) {
            throw new Death();
        }
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        live();
        disk.move(from, to);
    }

    @Override
    public void link(Path existing, Path name) throws IOException {
        live();
        disk.link(existing, name);
    }

    @Override
    public void createDirectory(Path directory, int mode) throws IOException {
        live();
        disk.createDirectory(directory, mode);
    }

    @Override
    public void delete(Path path) throws IOException {
        live();
        disk.delete(path);
    }

    @Override
    public void setMode(Path path, int mode) throws IOException {
        live();
        disk.setMode(path, mode);
    }

    @Override
    public void setModifiedTime(Path path, long nanos) throws IOException {
        live();
        disk.setModifiedTime(path, nanos);
    }

    @Override
    public void force(Path path) throws IOException {
        // Changes nothing that a test could see, and costs time: neither counted nor done.
    }

    @Override
    public boolean forceFileSystem(Path directory) {
        // As above; and this system can.
        return true;
    }

    @Override
    public MountPoints mountPoints() throws IOException {
        return disk.mountPoints();
    }
}
