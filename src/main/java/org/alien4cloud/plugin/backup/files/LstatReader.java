package org.alien4cloud.plugin.backup.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;

/**
 * Reads the attributes of a path (lstat) as a {@link FileEntry} without a digest. Caches the names of owners;
 * thread-safe.
 */
public final class LstatReader {

    private static final String ATTRIBUTES = "unix:mode,ino,size,lastModifiedTime,ctime,uid,gid";
    private static final int TYPE_MASK = 0170000;
    private static final int PERMISSIONS = 07777;

    private final Map<Object, String> owners = new ConcurrentHashMap<>();
    private final Map<Object, String> groups = new ConcurrentHashMap<>();

    /**
     * Reads the entry at a path; links are not followed.
     *
     * @param path that the entry gets
     * @return null if there is nothing at the path, or something that is not a file, directory or link: see
     *     {@link #isSpecial}
     * @throws IOException if the attributes cannot be read
     */
    public FileEntry read(Path file, String path) throws IOException {
        try {
            return file.getFileSystem().supportedFileAttributeViews().contains("unix")
                    ? readUnix(file, path)
                    : readBasic(file, path);
        } catch (NoSuchFileException e) {
            return null;
        } catch (FileSystemException e) {
            // ENOTDIR has no type in the JDK: if a directory above became a file, nothing is below it.
            if (isBelowAFile(file)) {
                return null;
            }
            throw e;
        }
    }

    private static boolean isBelowAFile(Path file) {
        Path above = file.getParent();
        while (above != null && !Files.exists(above)) {
            above = above.getParent();
        }
        return above != null && !Files.isDirectory(above);
    }

    /** Tells whether the path is a socket, a FIFO or a device. */
    static boolean isSpecial(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isOther();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private FileEntry readUnix(Path file, String path) throws IOException {
        Map<String, Object> values = Files.readAttributes(file, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        int mode = (Integer) values.get("mode");
        Type type = type(mode & TYPE_MASK);
        if (type == null) {
            return null;
        }
        return FileEntry.builder(path, type)
                .size(type == Type.FILE ? (Long) values.get("size") : 0)
                .mtime(nanos((FileTime) values.get("lastModifiedTime")))
                .mode(mode & PERMISSIONS)
                .owner(name(owners, values.get("uid"), file, "unix:owner"))
                .group(name(groups, values.get("gid"), file, "unix:group"))
                .target(type == Type.LINK ? target(file) : null)
                .ctime(nanos((FileTime) values.get("ctime")))
                .inode((Long) values.get("ino"))
                .build();
    }

    private static FileEntry readBasic(Path file, String path) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isOther()) {
            return null;
        }
        Type type = attributes.isDirectory() ? Type.DIRECTORY : attributes.isSymbolicLink() ? Type.LINK : Type.FILE;
        return FileEntry.builder(path, type)
                .size(type == Type.FILE ? attributes.size() : 0)
                .mtime(nanos(attributes.lastModifiedTime()))
                .target(type == Type.LINK ? target(file) : null)
                .build();
    }

    private static Type type(int bits) {
        switch (bits) {
            case 0100000:
                return Type.FILE;
            case 0040000:
                return Type.DIRECTORY;
            case 0120000:
                return Type.LINK;
            default:
                return null;
        }
    }

    private static String target(Path link) throws IOException {
        return PathEncoding.text(Files.readSymbolicLink(link));
    }

    private static String name(Map<Object, String> known, Object number, Path file, String attribute)
            throws IOException {
        String name = known.get(number);
        if (name == null) {
            name = String.valueOf(Files.getAttribute(file, attribute, LinkOption.NOFOLLOW_LINKS));
            known.put(number, name);
        }
        return name;
    }

    static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }
}
