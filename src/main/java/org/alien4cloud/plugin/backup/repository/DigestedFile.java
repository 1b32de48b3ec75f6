package org.alien4cloud.plugin.backup.repository;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;

/**
 * Reads and writes a file whose SHA-256 is kept in a second file beside it, in the format of {@code sha256sum}. A
 * flipped bit in either file is found.
 */
final class DigestedFile {

    private static final int HEX_DIGITS = 64;

    private final Path file;
    private final Path digestFile;

    DigestedFile(Path directory, String name, String digestName) {
        this.file = directory.resolve(name);
        this.digestFile = directory.resolve(digestName);
    }

    Path file() {
        return file;
    }

    Path digestFile() {
        return digestFile;
    }

    /** Returns what the digest file of this content must be. */
    byte[] digestOf(byte[] content) {
        return (Digests.hex(Digests.sha256().digest(content)) + "  " + file.getFileName() + "\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Writes both files, the digest first. They must not exist yet. */
    void write(byte[] content) throws IOException {
        DurableFiles.write(digestFile, digestOf(content));
        DurableFiles.write(file, content);
    }

    /**
     * Returns the content after checking it.
     *
     * @throws DamagedException if a file is missing or they do not match
     */
    byte[] read() {
        byte[] content = bytes(file);
        byte[] digest = bytes(digestFile);
        String expected = new String(digestOf(content), StandardCharsets.US_ASCII);
        String found = new String(digest, StandardCharsets.ISO_8859_1);
        if (!found.equals(expected)) {
            boolean digestIsDamaged = found.length() != expected.length()
                    || !found.substring(HEX_DIGITS).equals(expected.substring(HEX_DIGITS))
                    || sameDigits(found, expected) >= HEX_DIGITS / 2;
            if (digestIsDamaged) {
                throw new DamagedException(digestFile, "it is not the digest of " + file.getFileName());
            }
            throw new DamagedException(file, "its SHA-256 is not the one in " + digestFile.getFileName());
        }
        return content;
    }

    private static byte[] bytes(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw DamagedException.missing(path);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(path, e);
        }
    }

    /**
     * Counts the digits that agree. If the content was changed, nearly all digits differ: by chance, 4 of 64 agree. If
     * most agree, the digest was changed.
     */
    private static int sameDigits(String one, String other) {
        int same = 0;
        for (int i = 0; i < HEX_DIGITS; i++) {
            same += one.charAt(i) == other.charAt(i) ? 1 : 0;
        }
        return same;
    }
}
