package org.alien4cloud.plugin.backup.model;

import org.alien4cloud.plugin.backup.model.FileEntry.Type;

/** Collects the values of a {@link FileEntry}. */
public final class FileEntryBuilder {

    private final String path;
    private final Type type;
    private long size;
    private long mtime;
    private int mode;
    private String owner;
    private String group;
    private String sha256;
    private String target;
    private long ctime;
    private long inode;

    FileEntryBuilder(String path, Type type) {
        this.path = path;
        this.type = type;
    }

    public FileEntryBuilder size(long value) {
        size = value;
        return this;
    }

    public FileEntryBuilder mtime(long value) {
        mtime = value;
        return this;
    }

    /** Sets the POSIX permission bits, such as 0644. */
    public FileEntryBuilder mode(int value) {
        mode = value;
        return this;
    }

    public FileEntryBuilder owner(String value) {
        owner = value;
        return this;
    }

    public FileEntryBuilder group(String value) {
        group = value;
        return this;
    }

    /**
     * Sets the lower-case hex digest of the content; null for directories and links, and for a scanned file that is not
     * read yet.
     */
    public FileEntryBuilder sha256(String value) {
        sha256 = value;
        return this;
    }

    /** Sets where a link points, as it is written in the link; null for others. */
    public FileEntryBuilder target(String value) {
        target = value;
        return this;
    }

    public FileEntryBuilder ctime(long value) {
        ctime = value;
        return this;
    }

    public FileEntryBuilder inode(long value) {
        inode = value;
        return this;
    }

    /** @throws InvalidInputException if the path is absolute or has an empty part, {@code .}, {@code ..} or a NUL */
    public FileEntry build() {
        return new FileEntry(path, type, size, mtime, mode, owner, group, sha256, target, ctime, inode);
    }
}
