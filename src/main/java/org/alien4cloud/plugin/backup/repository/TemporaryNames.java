package org.alien4cloud.plugin.backup.repository;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.alien4cloud.plugin.backup.io.Digests;

/** Provides random ids and the prefixes of temporary names in the repository, and lists directories. */
final class TemporaryNames {

    static final String INCOMPLETE = ".incomplete-";
    static final String DELETED = ".deleted-";
    private static final SecureRandom RANDOM = new SecureRandom();

    private TemporaryNames() {}

    /** Returns a random name of 32 hex digits. */
    static String randomId() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return Digests.hex(bytes);
    }

    /** Returns the children of a directory in no particular order; none if it does not exist. */
    static List<Path> children(Path directory) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path child : stream) {
                children.add(child);
            }
        } catch (NoSuchFileException e) {
            return children;
        }
        return children;
    }
}
