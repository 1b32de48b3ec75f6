package org.alien4cloud.plugin.backup.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.Progress;

/** Names and attributes of what is in one directory. Thread-safe. */
final class DirectoryLister {

    private static final List<String> GIT = Arrays.asList("HEAD", "objects", "refs");

    private final Progress progress;
    private final UnreadablePaths unreadable;
    private final LstatReader lstat = new LstatReader();

    /**
     * @param progress told of what is no file, directory or link
     * @param unreadable gets what cannot be read
     */
    DirectoryLister(Progress progress, UnreadablePaths unreadable) {
        this.progress = progress;
        this.unreadable = unreadable;
    }

    /** Whether names are those that a git repository's directory has. */
    static boolean isGit(List<String> names) {
        return names.containsAll(GIT);
    }

    /** Sorted; none if there is no such directory any more. */
    List<String> names(Path directory) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                names.add(PathEncoding.name(child));
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Collections.emptyList();
        } catch (DirectoryIteratorException e) {
            unreadable.add(directory, e.getCause());
        } catch (IOException e) {
            unreadable.add(directory, e);
        }
        Collections.sort(names);
        return names;
    }

    /** @return null if it is gone or left out */
    FileEntry entry(DataTree tree, Path directory, String directoryPath, String name) {
        String path = directoryPath.isEmpty() ? name : directoryPath + '/' + name;
        if (tree.excludes(path)) {
            return null;
        }
        Path file = PathEncoding.resolve(directory, name);
        try {
            FileEntry entry = lstat.read(file, path);
            if (entry == null && LstatReader.isSpecial(file)) {
                progress.log("Left out, as it is no file, directory or link: " + path);
            }
            return entry;
        } catch (IOException e) {
            unreadable.add(file, e);
            return null;
        }
    }
}
