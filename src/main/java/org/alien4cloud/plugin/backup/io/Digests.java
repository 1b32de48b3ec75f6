package org.alien4cloud.plugin.backup.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import org.alien4cloud.plugin.backup.model.Progress;

/** Computes SHA-256 digests, written as 64 lower-case hexadecimal digits. */
public final class Digests {

    private static final Pattern HEX_DIGEST = Pattern.compile("[0-9a-f]{64}");

    private static final int BUFFER = 1 << 16;
    private static final int SMALL_BUFFER = 1 << 12;

    private static final char[] HEX_DIGITS = "0123456789abcdef".toCharArray();

    private Digests() {}

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Returns bytes as lower-case hexadecimal digits. */
    public static String hex(byte[] bytes) {
        char[] text = new char[bytes.length * 2];
        for (int i = 0; i < bytes.length; i++) {
            text[2 * i] = HEX_DIGITS[bytes[i] >> 4 & 15];
            text[2 * i + 1] = HEX_DIGITS[bytes[i] & 15];
        }
        return new String(text);
    }

    /** Tells whether a text is a SHA-256 as it is written here. */
    public static boolean isDigest(String text) {
        return text != null && HEX_DIGEST.matcher(text).matches();
    }

    /**
     * Returns the digest of a file's content.
     *
     * @param progress may cancel; receives no bytes
     * @param options how to open the file, beyond for reading
     */
    public static String ofFile(Path file, Progress progress, OpenOption... options) throws IOException {
        return ofFile(file, count -> progress.checkCancelled(), BUFFER, options);
    }

    /**
     * Returns the digest of a file whose size is known, or was, so that a small file needs little memory.
     *
     * @param bytes the size that it should have
     * @param progress may cancel; receives no bytes
     * @param options how to open the file, beyond for reading
     */
    public static String ofFile(Path file, long bytes, Progress progress, OpenOption... options) throws IOException {
        return ofFile(
                file,
                count -> progress.checkCancelled(),
                (int) Math.min(Math.max(bytes + 1, SMALL_BUFFER), BUFFER),
                options);
    }

    /**
     * Returns the digest of a file that may be large.
     *
     * @param progress receives the bytes that were read, and may cancel
     */
    public static String ofFileRead(Path file, Progress progress) throws IOException {
        return ofFile(
                file,
                count -> {
                    progress.advance(count);
                    progress.checkCancelled();
                },
                1 << 18);
    }

    private static String ofFile(Path file, IntConsumer onRead, int bufferBytes, OpenOption... options)
            throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[bufferBytes];
        try (InputStream in = Files.newInputStream(file, options)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
                onRead.accept(count);
            }
        }
        return hex(digest.digest());
    }
}
