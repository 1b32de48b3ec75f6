package org.alien4cloud.plugin.backup.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;

/**
 * Turns failures of the file system into messages that tell a person what to do. The advice depends on whose files
 * failed; it is a sentence at the end of the message.
 */
public final class DiskFailures {

    /** Reports failures in Alien4Cloud's data directory, and in what is kept beside it. */
    public static final DiskFailures DATA_DIRECTORY = new DiskFailures(
            "The user that Alien4Cloud runs as must be able to read there.",
            "The user that Alien4Cloud runs as must be able to write there.",
            "Free space and try again.");

    /** Reports failures in the backup directory. */
    public static final DiskFailures BACKUP_DIRECTORY = new DiskFailures(
            "Check that the backup directory is there and readable.",
            "Check that the backup directory is there, and writable for the user that Alien4Cloud runs as.",
            "Free space or set backup.directory.");

    /** No file system writes less. Messages ask for this much where the needed space is not known. */
    private static final long BLOCK = 4096;

    private static final long UNKNOWN = Long.MAX_VALUE;

    private final String readAdvice;
    private final String writeAdvice;
    private final String spaceAdvice;

    /** Each advice is a sentence that ends a message; it may be empty. */
    public DiskFailures(String readAdvice, String writeAdvice, String spaceAdvice) {
        this.readAdvice = readAdvice;
        this.writeAdvice = writeAdvice;
        this.spaceAdvice = spaceAdvice;
    }

    /** Returns the failure (IO) for a path that cannot be read. */
    public BackupException reading(Path path, IOException cause) {
        return failed("read", path, cause, readAdvice);
    }

    /**
     * Returns the failure (IO) for several paths that cannot be read.
     *
     * @param what how many there are, and of what: {@code 3 files}
     * @param named the paths, each as {@link #named} writes it
     */
    public BackupException reading(String what, String named, IOException first) {
        return new BackupException(
                Kind.IO,
                "Cannot read " + what + ": " + named + "." + (readAdvice.isEmpty() ? "" : " " + readAdvice),
                first);
    }

    /** Returns a path with the reason why nothing can be done with it. */
    public static String named(Path path, IOException cause) {
        return path + " (" + reason(cause) + ")";
    }

    /**
     * Returns the failure (NO_SPACE) if the disk is full, else (IO).
     *
     * @param act what could not be done with {@code path}: write, change
     * @param needed bytes that were to be written, 0 if not known
     */
    public BackupException writing(String act, Path path, long needed, IOException cause) {
        if (isDiskFull(cause)) {
            return noSpace(path.getParent() == null ? path : path.getParent(), needed, cause);
        }
        return failed(act, path, cause, writeAdvice);
    }

    /**
     * Returns the failure for a file that cannot be written: (NO_SPACE) if the disk is full, else (IO).
     *
     * @param needed bytes that were to be written, 0 if not known
     */
    public BackupException writing(Path path, long needed, IOException cause) {
        return writing("write", path, needed, cause);
    }

    /** Returns the failure for a path that cannot be changed: (NO_SPACE) if the disk is full, else (IO). */
    public BackupException changing(Path path, IOException cause) {
        return changing("change", path, cause);
    }

    /**
     * Returns the failure (NO_SPACE) if the disk is full, else (IO).
     *
     * @param act what could not be done: write, create, remove, flush
     */
    public BackupException changing(String act, Path path, IOException cause) {
        return writing(act, path, 0, cause);
    }

    /**
     * Returns the failure (NO_SPACE) that names the needed and the free bytes, for a check before anything is written.
     *
     * @param directory on the disk that is full; need not exist
     * @param needed bytes
     */
    public BackupException noSpace(Path directory, long needed) {
        return noSpace(directory, needed, null);
    }

    /** Tells whether access was denied: what cannot be read may then be intact. */
    public static boolean isRefused(Throwable failure) {
        return failure instanceof AccessDeniedException;
    }

    /**
     * Returns the failure (NO_SPACE) that names the needed and the free bytes.
     *
     * @param directory on the disk that is full; need not exist
     * @param needed bytes, 0 if not known
     */
    public BackupException noSpace(Path directory, long needed, IOException cause) {
        long free = free(directory);
        // two figures that are rounded to the same text would not show what is wrong
        boolean exactly = needed >= BLOCK && ByteSize.of(needed).equals(ByteSize.of(free));
        StringBuilder message = new StringBuilder("Not enough space in ")
                .append(directory)
                .append(": ")
                .append(
                        needed < BLOCK
                                ? "at least " + ByteSize.of(BLOCK)
                                : exactly ? ByteSize.exact(needed) : ByteSize.of(needed))
                .append(" needed, ")
                .append(free == UNKNOWN ? "an unknown amount" : exactly ? ByteSize.exact(free) : ByteSize.of(free))
                .append(" free. ");
        if (cause != null && free >= Math.max(needed, BLOCK)) {
            message.append("A quota may be used up, or the file system has no room for more files (df -i). ");
        }
        return new BackupException(Kind.NO_SPACE, message + spaceAdvice, cause);
    }

    /**
     * Returns how many bytes this process can still write to the file system of {@code path}, which need not exist;
     * Long.MAX_VALUE if that is not known.
     */
    public static long free(Path path) {
        Path existing = path.toAbsolutePath();
        while (existing.getParent() != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        try {
            return Files.getFileStore(existing).getUsableSpace();
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    private static BackupException failed(String act, Path path, IOException cause, String advice) {
        return new BackupException(
                Kind.IO,
                "Cannot " + act + " " + path + ": " + reason(cause) + "." + (advice.isEmpty() ? "" : " " + advice),
                cause);
    }

    private static boolean isDiskFull(IOException cause) {
        // The JDK has no type for ENOSPC and EDQUOT, only the C library's words.
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left") || message.contains("quota exceeded");
    }

    private static String reason(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof FileSystemException && ((FileSystemException) cause).getReason() != null) {
            return ((FileSystemException) cause).getReason();
        }
        return cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")");
    }
}
