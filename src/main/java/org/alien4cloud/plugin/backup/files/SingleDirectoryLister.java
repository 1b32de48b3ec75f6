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

/** Lists the names and attributes of the entries of one directory. Thread-safe. */
final class SingleDirectoryLister {

    private static final List<String> GIT = Arrays.asList("HEAD", "objects", "refs");

    private final Progress progress;
    private final UnreadablePaths unreadable;
    private final LstatReader lstat = new LstatReader();

    /**
     * @param progress receives a log line for each entry that is not a file, directory or link
     * @param unreadable receives what cannot be read
     */
    SingleDirectoryLister(Progress progress, UnreadablePaths unreadable) {
        this.progress = progress;
        this.unreadable = unreadable;
    }

    /** Tells whether these are the names in the directory of a git repository. */
    static boolean isGit(List<String> names) {
        return names.containsAll(GIT);
    }

    /** Returns the sorted names in a directory; none if it does not exist any more. */
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

    /**
     * Reads an entry.
     *
     * @return null if it has vanished or is left out
     */
    FileEntry entry(DataTree tree, Path directory, String directoryPath, String name) {
        String path = directoryPath.isEmpty() ? name : directoryPath + '/' + name;
        if (tree.excludes(path)) {
            return null;
        }
        Path file = PathEncoding.resolve(directory, name);
        try {
            FileEntry entry = lstat.read(file, path);
            if (entry == null && LstatReader.isSpecial(file)) {
                progress.log("Left out, as it is not a file, directory or link: " + path);
            }
            return entry;
        } catch (IOException e) {
            unreadable.add(file, e);
            return null;
        }
    }
}
