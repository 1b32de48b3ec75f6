package org.alien4cloud.plugin.backup.operation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import org.alien4cloud.plugin.backup.io.DurableFiles;

/**
 * Reads and writes the file {@code lock}. Only one of all machines that share the directory can create it, since it is
 * created only if there is none.
 *
 * <p>A heartbeat is written into the same open file that was found to be the owner's, never by a rename over the name.
 * So an owner that was suspended between reading and writing cannot overwrite the lock of a process that took over
 * meanwhile: that lock is another file.
 */
class LockFile {

    /** A lock has about 400 bytes. */
    private static final int LONGEST = 1 << 16;

    private final Path file;

    LockFile(Path file) {
        this.file = file;
    }

    Path path() {
        return file;
    }

    /** Returns the present content; empty if there is no lock. */
    Optional<byte[]> read() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return Optional.of(read(channel));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static byte[] read(FileChannel channel) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(LONGEST);
        int count = 0;
        while (content.hasRemaining() && count >= 0) {
            count = channel.read(content);
        }
        return Arrays.copyOf(content.array(), content.position());
    }

    /**
     * Creates the lock.
     *
     * @return false if there is one
     */
    boolean create(LockOwner owner) throws IOException {
        FileChannel channel;
        try {
            channel = DurableFiles.create(file);
        } catch (FileAlreadyExistsException e) {
            return false;
        }
        try (FileChannel made = channel) {
            write(made, owner);
        } catch (IOException e) {
            removeOwn(e);
            throw e;
        }
        DurableFiles.syncDirectory(file.getParent());
        return true;
    }

    /** Removes a lock that could not be written: an empty one would block everybody for a while. */
    private void removeOwn(IOException cause) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Writes the owner into the open file. Not private, so that a test can fill the disk. */
    void write(FileChannel channel, LockOwner owner) throws IOException {
        ByteBuffer content = ByteBuffer.wrap(owner.toJson());
        int length = content.remaining();
        while (content.hasRemaining()) {
            channel.write(content, length - content.remaining());
        }
        channel.truncate(length);
        channel.force(true);
    }

    /**
     * Writes the owner's next heartbeat if it still owns the lock.
     *
     * @return the present owner: the same one with the new heartbeat, or another one
     * @throws NoSuchFileException if there is no lock
     * @throws IOException if it cannot be read or written
     */
    LockOwner beat(LockOwner owner) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            LockOwner present = parse(read(channel));
            if (!present.isSame(owner)) {
                return present;
            }
            LockOwner next = owner.beat();
            write(channel, next);
            return next;
        }
    }

    /**
     * Returns the owner of the lock.
     *
     * @throws NoSuchFileException if there is no lock
     * @throws IOException if it cannot be read
     */
    LockOwner owner() throws IOException {
        return parse(read().orElseThrow(() -> new NoSuchFileException(file.toString())));
    }

    private LockOwner parse(byte[] content) throws IOException {
        return LockOwner.parse(content).orElseThrow(() -> new IOException(file + " does not tell who has the lock"));
    }

    /**
     * Removes a lock if it still has the expected content.
     *
     * @return false if there is no lock, or another one
     */
    boolean remove(byte[] expected) throws IOException {
        Optional<byte[]> present = read();
        return present.isPresent() && Arrays.equals(present.get(), expected) && Files.deleteIfExists(file);
    }

    /** Removes the lock if this owner has it. */
    void remove(LockOwner owner) throws IOException {
        Optional<LockOwner> present = read().flatMap(LockOwner::parse);
        if (present.isPresent() && present.get().isSame(owner)) {
            Files.deleteIfExists(file);
        }
    }
}
