package org.alien4cloud.plugin.backup.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * Lists a data directory in {@link PathOrder}, reading names and attributes, no contents. The memory it takes is that of the names in the
 * directories from the root to where it is.
 */
public final class TreeScanner {

    private final Progress progress;
    private final Unreadable unreadable;
    private final Stats stats = new Stats();

    /** @param progress told of sockets, FIFOs and devices, which are left out; asked whether to stop at each directory */
    public TreeScanner(Progress progress) {
        this(progress, new Unreadable());
    }

    /** @param unreadable gets what cannot be read, for the caller to fail with */
    TreeScanner(Progress progress, Unreadable unreadable) {
        this.progress = progress;
        this.unreadable = unreadable;
    }

    /**
     * Hands over an entry without digest for each file, directory and link below the root, but not for the root itself. What vanishes
     * meanwhile is left out.
     *
     * @throws BackupException (IO) at the end, naming all directories and attributes that cannot be read; (CANCELLED) if the operation shall stop
     */
    public void scan(DataTree tree, Consumer<FileEntry> consumer) {
        scan(tree, tree.root(), "", consumer);
        unreadable.throwIfAny();
    }

    /** The bytes of all files. What cannot be read is not counted: that is to be told by who reads the files too. */
    public long bytes(DataTree tree) {
        long[] bytes = new long[1];
        scan(tree, tree.root(), "", entry -> bytes[0] += entry.size());
        return bytes[0];
    }

    /** Only what is below one directory, and without failing. */
    void scan(DataTree tree, Path directory, String directoryPath, Consumer<FileEntry> consumer) {
        progress.checkCancelled();
        for (String name : names(directory)) {
            String path = directoryPath.isEmpty() ? name : directoryPath + '/' + name;
            if (tree.excludes(path)) {
                continue;
            }
            Path file = PathNames.resolve(directory, name);
            FileEntry entry = stat(file, path);
            if (entry != null) {
                consumer.accept(entry);
                if (entry.type() == Type.DIRECTORY) {
                    scan(tree, file, path, consumer);
                }
            }
        }
    }

    private FileEntry stat(Path file, String path) {
        try {
            FileEntry entry = stats.read(file, path);
            if (entry == null && Stats.isSpecial(file)) {
                progress.log("Left out, as it is no file, directory or link: " + path);
            }
            return entry;
        } catch (IOException e) {
            unreadable.add(file, e);
            return null;
        }
    }

    private List<String> names(Path directory) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                names.add(PathNames.name(child));
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
}
