package org.alien4cloud.plugin.backup.files.plan;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Deletes a file, or a directory with everything in it, including read-only directories. */
public final class TreeDeletion {

    private TreeDeletion() {}

    public static void delete(Path path, FileOperations operations) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            if (!Files.isWritable(path) || !Files.isExecutable(path) || !Files.isReadable(path)) {
                operations.setMode(path, 0700);
            }
            try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
                for (Path child : children) {
                    delete(child, operations);
                }
            }
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            operations.delete(path);
        }
    }
}
