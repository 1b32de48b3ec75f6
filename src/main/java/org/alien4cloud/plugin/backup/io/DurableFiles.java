package org.alien4cloud.plugin.backup.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/**
 * Writes files that only their owner can read (0600 in directories of 0700), and that are on the disk when a method
 * returns.
 */
public final class DurableFiles {

    /** Ends the name of the draft that {@link #replace} writes before it replaces the file. */
    public static final String DRAFT_SUFFIX = ".new";

    private static final Set<PosixFilePermission> OWNER_ONLY_FILE =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final Set<PosixFilePermission> OWNER_ONLY_DIRECTORY = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private DurableFiles() {}

    /**
     * Creates a directory and its missing parents, for the owner only. Each name is on the disk before the next. A
     * directory that exists keeps its permissions.
     */
    public static void createDirectories(Path directory) throws IOException {
        createDirectories(directory, true);
    }

    /** As {@link #createDirectories}, for a caller that later flushes all names together. */
    public static void createDirectoriesUnsynced(Path directory) throws IOException {
        createDirectories(directory, false);
    }

    private static void createDirectories(Path directory, boolean durable) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            createDirectories(parent, durable);
        }
        try {
            Files.createDirectory(directory, permissions(directory, OWNER_ONLY_DIRECTORY));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
        if (durable && parent != null) {
            syncDirectory(parent);
        }
    }

    /** Denies everybody but the owner access to a directory. */
    public static void restrictDirectory(Path directory) throws IOException {
        restrict(directory, OWNER_ONLY_DIRECTORY);
    }

    /** Denies everybody but the owner access to a file. */
    public static void restrictFile(Path file) throws IOException {
        restrict(file, OWNER_ONLY_FILE);
    }

    private static void restrict(Path path, Set<PosixFilePermission> permissions) throws IOException {
        if (supportsPosix(path)) {
            Files.setPosixFilePermissions(path, permissions);
        }
    }

    /** Returns the path without links and dots, as far as it exists. */
    public static Path realPath(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            return absolute.toRealPath();
        } catch (IOException e) {
            Path parent = absolute.getParent();
            return parent == null ? absolute : realPath(parent).resolve(absolute.getFileName());
        }
    }

    /** Opens a file, for the owner only. It is created if the options say so. */
    public static FileChannel open(Path file, OpenOption... options) throws IOException {
        return FileChannel.open(file, new HashSet<>(Arrays.asList(options)), permissions(file, OWNER_ONLY_FILE));
    }

    /** Opens a file that must not exist yet, for writing; for the owner only. */
    public static FileChannel create(Path file) throws IOException {
        return open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /**
     * Writes a file that must not exist yet. The content is on the disk afterwards, the name only after
     * {@link #syncDirectory}.
     */
    public static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = create(file)) {
            write(channel, content);
        }
    }

    private static void write(FileChannel channel, byte[] content) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        channel.force(true);
    }

    /**
     * Replaces the content of a file atomically: a reader, or a start after a crash, finds either the old content or
     * the new one.
     */
    public static void replace(Path file, byte[] content) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + DRAFT_SUFFIX);
        try (FileChannel channel = open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            write(channel, content);
        }
        rename(draft, file);
    }

    /**
     * Gives a flushed file its final name in the same directory, atomically and durably: after a crash there is the old
     * file or the new one.
     */
    public static void rename(Path draft, Path file) throws IOException {
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncDirectory(file.toAbsolutePath().getParent());
    }

    /** Flushes the content of a file to the disk. */
    public static void syncFile(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /**
     * Flushes the names in a directory to the disk: without this a crash can undo a rename. Does nothing where
     * directories cannot be opened.
     */
    public static void syncDirectory(Path directory) throws IOException {
        if (supportsPosix(directory)) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /**
     * Removes a file, or a directory with everything below it. Links are removed, not followed. A file that is already
     * gone, or disappears meanwhile, is no failure.
     */
    public static void deleteTree(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static FileAttribute<?>[] permissions(Path path, Set<PosixFilePermission> permissions) {
        return supportsPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean supportsPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
