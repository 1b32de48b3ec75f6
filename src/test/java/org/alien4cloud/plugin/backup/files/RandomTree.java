package org.alien4cloud.plugin.backup.files;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.files.plan.DiskOperations;
import org.alien4cloud.plugin.backup.files.plan.TreeDeletion;
import org.alien4cloud.plugin.backup.io.Digests;

/** Creates and changes random directory trees, and describes them. */
public final class RandomTree {

    private static final String[] NAMES = {
        "a", "b", "c d", "e-f", "ü", "日本", "g.h", "i", "j'k", "\uD83D\uDE00", "a.b", "a-b"
    };
    private static final String[] FILE_MODES = {"rw-r--r--", "rw-------", "r--------", "r-x------", "rwxr-xr-x"};
    private static final String[] DIRECTORY_MODES = {"rwxr-xr-x", "rwx------", "r-x------", "r-xr-xr-x", "rwxrwxr-x"};

    private final Path root;
    private final String outside;
    private final Random random;

    public RandomTree(Path root, Random random) {
        this(root, "/etc", random);
    }

    /**
     * Prepares a tree.
     *
     * @param outside target of some links
     */
    public RandomTree(Path root, String outside, Random random) {
        this.root = root;
        this.outside = outside;
        this.random = random;
    }

    public RandomTree fill(int entries) throws IOException {
        for (int i = 0; i < entries; i++) {
            add();
        }
        return this;
    }

    /** Applies random changes of all kinds. */
    public RandomTree mutate(int times) throws IOException {
        for (int i = 0; i < times; i++) {
            Path victim = pick();
            switch (victim == null ? 0 : random.nextInt(6)) {
                case 0:
                    add();
                    break;
                case 1:
                    delete(victim);
                    break;
                case 2:
                    // Another kind in its place.
                    delete(victim);
                    make(victim);
                    break;
                case 3:
                    attributes(victim);
                    break;
                case 4:
                    if (Files.isRegularFile(victim, LinkOption.NOFOLLOW_LINKS)) {
                        delete(victim);
                        writeFile(victim);
                    }
                    break;
                default:
                    if (Files.isRegularFile(victim, LinkOption.NOFOLLOW_LINKS)) {
                        touch(victim);
                    }
            }
        }
        return this;
    }

    private void add() throws IOException {
        List<Path> directories = all().filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                .collect(Collectors.toList());
        directories.add(root);
        Path parent = directories.get(random.nextInt(directories.size()));
        Path path =
                parent.resolve(NAMES[random.nextInt(NAMES.length)] + (random.nextInt(3) == 0 ? random.nextInt(5) : ""));
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            make(path);
        }
    }

    private void make(Path path) throws IOException {
        int kind = random.nextInt(10);
        unlock(path.getParent());
        if (kind < 4) {
            Files.createDirectory(path);
            attributes(path);
        } else if (kind < 9) {
            writeFile(path);
        } else {
            Files.createSymbolicLink(path, path.getFileSystem().getPath(random.nextBoolean() ? "nowhere/ü" : outside));
        }
    }

    private void writeFile(Path path) throws IOException {
        unlock(path.getParent());
        byte[] content = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(2000)];
        random.nextBytes(content);
        Files.write(path, content);
        attributes(path);
    }

    private void attributes(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return;
        }
        if (Files.isDirectory(path)) {
            Files.setPosixFilePermissions(
                    path, PosixFilePermissions.fromString(DIRECTORY_MODES[random.nextInt(DIRECTORY_MODES.length)]));
        } else {
            touch(path);
            Files.setPosixFilePermissions(
                    path, PosixFilePermissions.fromString(FILE_MODES[random.nextInt(FILE_MODES.length)]));
        }
    }

    private void touch(Path path) throws IOException {
        Files.setLastModifiedTime(
                path, FileTime.from(1_500_000_000_000_000_000L + random.nextInt(1_000_000_000), TimeUnit.NANOSECONDS));
    }

    private void unlock(Path directory) throws IOException {
        if (!directory.equals(root) && !Files.isWritable(directory)) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private void delete(Path path) throws IOException {
        unlock(path.getParent());
        deleteAll(path);
    }

    private Path pick() throws IOException {
        List<Path> paths = all().collect(Collectors.toList());
        return paths.isEmpty() ? null : paths.get(random.nextInt(paths.size()));
    }

    private Stream<Path> all() throws IOException {
        List<Path> paths = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(root)) {
            walk.filter(path -> !path.equals(root)).forEach(paths::add);
        }
        Collections.sort(paths);
        return paths.stream();
    }

    public static void deleteAll(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            TreeDeletion.delete(path, new DiskOperations());
        }
    }

    /** Describes everything that a restore preserves, by path, without the code under test. */
    public static Map<String, String> describe(Path root) throws IOException {
        Map<String, String> description = new TreeMap<>();
        Files.walkFileTree(root, new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                description.put(root.relativize(directory) + "/", "directory " + mode(directory));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                description.put(
                        root.relativize(file).toString(),
                        attributes.isSymbolicLink()
                                ? "link to " + Files.readSymbolicLink(file)
                                : "file " + mode(file) + " " + attributes.lastModifiedTime() + " "
                                        + Digests.hex(Digests.sha256().digest(Files.readAllBytes(file))));
                return FileVisitResult.CONTINUE;
            }
        });
        return description;
    }

    private static String mode(Path path) throws IOException {
        return Integer.toOctalString((Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS));
    }
}
