package org.alien4cloud.plugin.backup.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.HashSet;
import java.util.Set;
import org.alien4cloud.plugin.backup.io.DiskFailures;

/**
 * Tells where file systems are mounted: a rename cannot cross such a path, and the path itself can be neither renamed
 * nor removed. On Linux the kernel lists them (proc(5), {@code /proc/[pid]/mountinfo}). The list finds mounts of the
 * same disk, such as the volumes of a container, which have the device of their surroundings. A directory whose device
 * differs from that of its parent counts too: not every system has the list, and subvolumes of btrfs are not in it.
 */
public final class MountPoints {

    private static final Path LIST = Paths.get("/proc/self/mountinfo");
    private static final int PATH_FIELD = 4;

    private final Set<String> listed;

    /** @param listed absolute paths of mount points, in addition to those that a changed device reveals */
    public MountPoints(Set<String> listed) {
        this.listed = listed;
    }

    /** Returns the current mount points. */
    public static MountPoints now() throws IOException {
        Set<String> listed = new HashSet<>();
        if (Files.isReadable(LIST)) {
            // This charset preserves bytes that are not UTF-8.
            for (String line : Files.readAllLines(LIST, StandardCharsets.ISO_8859_1)) {
                listed.add(path(line));
            }
        }
        return new MountPoints(listed);
    }

    /**
     * Returns the path in a line of the kernel's list, where blanks and backslashes are written as three octal digits.
     */
    static String path(String line) {
        String field = line.split(" ")[PATH_FIELD];
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < field.length(); i++) {
            if (field.charAt(i) == '\\') {
                bytes.write(Integer.parseInt(field.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                bytes.write(field.charAt(i));
            }
        }
        return PathEncoding.decode(bytes.toByteArray());
    }

    /**
     * Tells whether the path is a mount point.
     *
     * @param path without links above its last part
     */
    public boolean contains(Path path) {
        if (listed.contains(PathEncoding.text(path))) {
            return true;
        }
        try {
            return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                    && !device(path).equals(device(path.getParent()));
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw DiskFailures.DATA_DIRECTORY.reading(path, e);
        }
    }

    /** Returns an object that is equal for all directories that share their free space. */
    public static Object device(Path directory) throws IOException {
        return directory.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? Files.getAttribute(directory, "unix:dev")
                : Files.getFileStore(directory);
    }
}
