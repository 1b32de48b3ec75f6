package org.alien4cloud.plugin.backup.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Objects;

/**
 * Describes a regular file, a directory or a symbolic link below Alien4Cloud's directory: one line of a backup's
 * {@code files.jsonl.gz}.
 *
 * <p>{@code path} is relative to {@code directories.alien}, with {@code /} between its parts, and never leaves it.
 * Times are nanoseconds since the epoch, sizes bytes. {@code ctime} and {@code inode} only tell whether a live file is
 * still the one that was read; they are 0 where the file system has none.
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
@JsonPropertyOrder({"path", "type", "size", "mtime", "mode", "owner", "group", "sha256", "target", "ctime", "inode"})
public final class FileEntry {

    /** Names the kinds of entries. */
    public enum Type {
        FILE,
        DIRECTORY,
        LINK
    }

    private final String path;
    private final Type type;
    private final long size;
    private final long mtime;
    private final int mode;
    private final String owner;
    private final String group;
    private final String sha256;
    private final String target;
    private final long ctime;
    private final long inode;

    @JsonCreator
    FileEntry(
            @JsonProperty("path") String path,
            @JsonProperty("type") Type type,
            @JsonProperty("size") long size,
            @JsonProperty("mtime") long mtime,
            @JsonProperty("mode") int mode,
            @JsonProperty("owner") String owner,
            @JsonProperty("group") String group,
            @JsonProperty("sha256") String sha256,
            @JsonProperty("target") String target,
            @JsonProperty("ctime") long ctime,
            @JsonProperty("inode") long inode) {
        this.path = checked(path);
        this.type = Objects.requireNonNull(type, "type");
        this.size = size;
        this.mtime = mtime;
        this.mode = mode;
        this.owner = owner;
        this.group = group;
        this.sha256 = sha256;
        this.target = target;
        this.ctime = ctime;
        this.inode = inode;
    }

    private static String checked(String path) {
        if (path == null || path.isEmpty() || path.indexOf('\0') >= 0) {
            throw new InvalidInputException("A file entry has no usable path.");
        }
        for (int begin = 0; begin <= path.length(); ) {
            int slash = path.indexOf('/', begin);
            int end = slash < 0 ? path.length() : slash;
            boolean nothingButDots = end - begin <= 2 && path.startsWith("..".substring(0, end - begin), begin);
            if (nothingButDots) {
                throw new InvalidInputException("The path of a file entry leaves its directory: " + path);
            }
            begin = end + 1;
        }
        return path;
    }

    /** Begins an entry whose other values are 0 or null. */
    public static FileEntryBuilder builder(String path, Type type) {
        return new FileEntryBuilder(path, type);
    }

    /** Begins the entry of a regular file. */
    public static FileEntryBuilder file(String path) {
        return builder(path, Type.FILE);
    }

    /** Begins the entry of a directory. */
    public static FileEntryBuilder directory(String path) {
        return builder(path, Type.DIRECTORY);
    }

    /** Begins the entry of a symbolic link. */
    public static FileEntryBuilder link(String path, String target) {
        return builder(path, Type.LINK).target(target);
    }

    /** Begins another entry with the values of this one. */
    public FileEntryBuilder toBuilder() {
        return builder(path, type)
                .size(size)
                .mtime(mtime)
                .mode(mode)
                .owner(owner)
                .group(group)
                .sha256(sha256)
                .target(target)
                .ctime(ctime)
                .inode(inode);
    }

    /** Returns this entry with the digest of the content that was read. */
    public FileEntry withSha256(String digest) {
        return toBuilder().sha256(digest).build();
    }

    /** Returns the same entry at another path. */
    public FileEntry at(String otherPath) {
        return new FileEntry(otherPath, type, size, mtime, mode, owner, group, sha256, target, ctime, inode);
    }

    /** Tells whether size, mtime, ctime and inode say that this is the file {@code other} describes, unchanged. */
    public boolean sameStat(FileEntry other) {
        return type == other.type
                && size == other.size
                && mtime == other.mtime
                && ctime == other.ctime
                && inode == other.inode;
    }

    /**
     * Tells whether a restored file could not be distinguished from this one: same path, type, size, mode, mtime of
     * files, content, link target.
     */
    public boolean sameState(FileEntry other) {
        return path.equals(other.path)
                && type == other.type
                && mode == other.mode
                && Objects.equals(sha256, other.sha256)
                && Objects.equals(target, other.target)
                && (type != Type.FILE || size == other.size && mtime == other.mtime);
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof FileEntry)) {
            return false;
        }
        FileEntry that = (FileEntry) other;
        return sameStat(that)
                && path.equals(that.path)
                && mode == that.mode
                && Objects.equals(sha256, that.sha256)
                && Objects.equals(owner, that.owner)
                && Objects.equals(group, that.group)
                && Objects.equals(target, that.target);
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }

    @JsonProperty
    public String path() {
        return path;
    }

    @JsonProperty
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public Type type() {
        return type;
    }

    @JsonProperty
    public long size() {
        return size;
    }

    @JsonProperty
    public long mtime() {
        return mtime;
    }

    @JsonProperty
    public int mode() {
        return mode;
    }

    @JsonProperty
    public String owner() {
        return owner;
    }

    @JsonProperty
    public String group() {
        return group;
    }

    @JsonProperty
    public String sha256() {
        return sha256;
    }

    @JsonProperty
    public String target() {
        return target;
    }

    @JsonProperty
    public long ctime() {
        return ctime;
    }

    @JsonProperty
    public long inode() {
        return inode;
    }

    @Override
    public String toString() {
        return type + " " + path;
    }
}
