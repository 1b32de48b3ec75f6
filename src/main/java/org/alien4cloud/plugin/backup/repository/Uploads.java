package org.alien4cloud.plugin.backup.repository;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.InvalidInputException;

/**
 * Receives uploaded archives, each in one or more requests, and lets an interrupted upload continue. Received bytes
 * survive restarts, so an interrupted upload can continue; an upload that is idle for a day is removed. No lock is
 * needed: only the sender knows the id. The id contains the announced size, which so survives a restart too.
 */
public final class Uploads {

    static final String DIRECTORY = "uploads";

    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}(?:-([0-9]{1,18}))?");
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path directory;
    private final Set<String> inUse = ConcurrentHashMap.newKeySet();

    Uploads(Path directory) {
        this.directory = directory;
    }

    /**
     * Begins an upload, and removes abandoned ones.
     *
     * @param bytes announced size; 0 if unknown
     * @return its id
     * @throws BackupException (IO, NO_SPACE) if it cannot be written
     */
    public String begin(long bytes) {
        String id = TemporaryNames.randomId() + (bytes == 0 ? "" : "-" + bytes);
        Path file = directory.resolve(id);
        try {
            DurableFiles.createDirectories(directory);
            removeAbandoned();
            DurableFiles.create(file).close();
            return id;
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(file, 0, e);
        }
    }

    private void removeAbandoned() throws IOException {
        long oldest = System.currentTimeMillis() - KEPT.toMillis();
        for (Path upload : TemporaryNames.children(directory)) {
            String id = upload.getFileName().toString();
            if (ID.matcher(id).matches()
                    && !inUse.contains(id)
                    && Files.getLastModifiedTime(upload).toMillis() < oldest) {
                Files.deleteIfExists(upload);
            }
        }
    }

    /**
     * Returns how many bytes have arrived.
     *
     * @throws BackupException (NOT_FOUND) if there is no such upload, or not any more
     */
    public long size(String id) {
        return existing(id).toFile().length();
    }

    /**
     * Adds the next bytes, until the stream ends. After a failure, the bytes read so far are kept.
     *
     * @param offset how many bytes the sender believes have arrived
     * @return how many have arrived now
     * @throws BackupException (NOT_FOUND), (PRECONDITION) if another number of bytes has arrived, (INVALID) if more
     *     come than were announced, (BUSY) if another request is adding some, (NO_SPACE, IO) if they cannot be written
     * @throws IOException if the stream fails
     */
    public long append(String id, long offset, InputStream in) throws IOException {
        Path file = existing(id);
        if (!inUse.add(id)) {
            throw new BackupException(Kind.BUSY, "Another request is adding to this upload.");
        }
        try (FileChannel channel = open(file)) {
            if (channel.size() != offset) {
                throw new BackupException(
                        Kind.PRECONDITION,
                        "This upload has " + channel.size() + " bytes, not " + offset + ". Go on from there.");
            }
            long announced = announced(id);
            channel.position(offset);
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (channel.position() + count > announced) {
                    throw new InvalidInputException("More bytes came than the " + announced
                            + " that were announced for this upload. The file has changed since."
                            + " Begin the upload again.");
                }
                write(channel, ByteBuffer.wrap(buffer, 0, count), file);
            }
            return channel.position();
        } finally {
            inUse.remove(id);
        }
    }

    private static FileChannel open(Path file) {
        try {
            return DurableFiles.open(file, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(file, 0, e);
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes, Path file) {
        int length = bytes.remaining();
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(file, length, e);
        }
    }

    /**
     * Returns the file with the bytes received so far.
     *
     * @throws BackupException (NOT_FOUND)
     */
    public Path file(String id) {
        return existing(id);
    }

    /**
     * Returns the file once all announced bytes have arrived.
     *
     * @throws BackupException (NOT_FOUND), (PRECONDITION) if some are missing
     */
    public Path complete(String id) {
        Path file = existing(id);
        long size = file.toFile().length();
        long announced = announced(id);
        if (announced != Long.MAX_VALUE && size != announced) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "Only " + size + " of the " + announced
                            + " bytes of this upload have arrived. Go on from there; if the"
                            + " file has become shorter since, begin it again.");
        }
        return file;
    }

    /** Returns the announced size in bytes; {@link Long#MAX_VALUE} if it is unknown. */
    private static long announced(String id) {
        Matcher matcher = ID.matcher(id);
        return matcher.matches() && matcher.group(1) != null ? Long.parseLong(matcher.group(1)) : Long.MAX_VALUE;
    }

    /**
     * Removes an upload; does nothing if it does not exist.
     *
     * @throws BackupException (NOT_FOUND) if the id cannot be that of an upload, (IO) if it cannot be removed
     */
    public void remove(String id) {
        Path file = fileOf(id);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(file, 0, e);
        }
    }

    private Path existing(String id) {
        Path file = fileOf(id);
        if (!Files.isRegularFile(file)) {
            throw unknown();
        }
        return file;
    }

    private Path fileOf(String id) {
        if (!ID.matcher(id).matches()) {
            throw unknown();
        }
        return directory.resolve(id);
    }

    private static BackupException unknown() {
        return new BackupException(
                Kind.NOT_FOUND,
                "There is no such upload. An upload that is idle for a day is removed. Begin it again.");
    }
}
