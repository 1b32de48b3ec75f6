package org.alien4cloud.plugin.backup.faults;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tracks what a power failure could lose: contents and names written since their file or directory was last forced to
 * the disk. A killed process alone loses none of that, so no other fault reveals a missing force.
 */
public class PowerLoss implements Fault {

    private final Set<Path> contents = new TreeSet<>();
    private final Set<Path> names = new TreeSet<>();

    /** Returns contents that are not on the disk, and paths whose names are not, below a directory. */
    public synchronized List<String> atRisk(Path directory) {
        List<String> atRisk = new ArrayList<>();
        contents.stream().filter(path -> path.startsWith(directory)).forEach(path -> atRisk.add("content of " + path));
        names.stream()
                .filter(path -> path.startsWith(directory))
                .filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS))
                .forEach(path -> atRisk.add("name of " + path));
        return atRisk;
    }

    @Override
    public void before(Act act, Path path, Path target) {
        // account is kept afterwards
    }

    @Override
    public synchronized void after(Act act, Path path, Path target) {
        switch (act) {
            case CREATE:
            case CREATE_DIRECTORY:
                names.add(path);
                break;
            case WRITE:
            case TRUNCATE:
                contents.add(path);
                break;
            case LINK:
                names.add(target);
                break;
            case FORCE:
                contents.remove(path);
                names.removeIf(name -> path.equals(name.getParent()));
                break;
            case MOVE:
                forget(target);
                rename(contents, path, target);
                rename(names, path, target);
                names.add(target);
                break;
            case DELETE:
                forget(path);
                break;
            default:
        }
    }

    private void forget(Path path) {
        contents.remove(path);
        names.remove(path);
    }

    private static void rename(Set<Path> paths, Path from, Path to) {
        List<Path> moved = new ArrayList<>();
        paths.removeIf(path -> path.startsWith(from) && moved.add(path));
        moved.forEach(path -> paths.add(path.equals(from) ? to : to.resolve(from.relativize(path))));
    }
}
