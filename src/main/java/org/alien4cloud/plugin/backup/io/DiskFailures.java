package org.alien4cloud.plugin.backup.io;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;

/**
 * Turns what the file system says into what a person can act on. What that person can do differs with whose files they are; each room brings
 * its own advice: sentences for the end of the message.
 */
public final class DiskFailures {

    private final String readAdvice;
    private final String writeAdvice;
    private final String spaceAdvice;

    public DiskFailures(String readAdvice, String writeAdvice, String spaceAdvice) {
        this.readAdvice = readAdvice;
        this.writeAdvice = writeAdvice;
        this.spaceAdvice = spaceAdvice;
    }

    /** (IO) for a path that cannot be read. */
    public BackupException reading(Path path, IOException cause) {
        return failed("read", path, cause, readAdvice);
    }

    /**
     * (NO_SPACE) if the disk is full, else (IO).
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
     * (NO_SPACE) naming the needed and the free bytes.
     *
     * @param needed bytes, 0 if not known
     */
    public BackupException noSpace(Path directory, long needed, IOException cause) {
        return new BackupException(Kind.NO_SPACE, "Not enough space in " + directory + ": "
                + (needed > 0 ? shown(needed) + " needed, " : "") + shown(free(directory)) + " free. " + spaceAdvice, cause);
    }

    /** Bytes that this process may still write on the file system of {@code path}; Long.MAX_VALUE where it cannot be told. */
    public static long free(Path path) {
        try {
            return Files.getFileStore(path).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    private static BackupException failed(String act, Path path, IOException cause, String advice) {
        return new BackupException(Kind.IO, "Cannot " + act + " " + path + ": " + reason(cause) + "." + (advice.isEmpty() ? "" : " " + advice),
                cause);
    }

    private static boolean isDiskFull(IOException cause) {
        // The JDK has no type for ENOSPC and EDQUOT, only the C library's words.
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left") || message.contains("quota exceeded");
    }

    private static String shown(long bytes) {
        String[] units = {"bytes", "KB", "MB", "GB", "TB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return unit == 0 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }

    private static String reason(IOException cause) {
        if (cause instanceof FileSystemException && ((FileSystemException) cause).getReason() != null) {
            return ((FileSystemException) cause).getReason();
        }
        return cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")");
    }
}
