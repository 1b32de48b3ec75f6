package org.alien4cloud.plugin.backup.repository;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.Finding;
import org.alien4cloud.plugin.backup.model.Verification;

/**
 * Records which shared parts are known to be damaged and which backups they affect: the content of {@code damage.json}.
 */
@JsonPropertyOrder({"contents", "snapshotFiles", "backups"})
@JsonIgnoreProperties(ignoreUnknown = true)
final class DamageRecord {

    static final DamageRecord NONE = new DamageRecord(null, null, null);

    /**
     * Describes a lost file of Elasticsearch: the digest that it had, its attributes since then, and what is wrong with
     * it. Elasticsearch may reuse the name: then the file of that name is another one.
     */
    @JsonPropertyOrder({"sha256", "size", "mtime", "inode", "finding"})
    @JsonIgnoreProperties(ignoreUnknown = true)
    static final class LostFile {

        private final String sha256;
        private final long size;
        private final long mtime;
        private final long inode;
        private final Finding finding;

        @JsonCreator
        LostFile(
                @JsonProperty("sha256") String sha256,
                @JsonProperty("size") long size,
                @JsonProperty("mtime") long mtime,
                @JsonProperty("inode") long inode,
                @JsonProperty("finding") Finding finding) {
            this.sha256 = sha256;
            this.size = size;
            this.mtime = mtime;
            this.inode = inode;
            this.finding = finding;
        }

        /**
         * Creates the description of a lost file.
         *
         * @param found what is in its place; null for nothing
         */
        static LostFile of(String sha256, FileEntry found, Finding finding) {
            return found == null
                    ? new LostFile(sha256, 0, 0, 0, finding)
                    : new LostFile(sha256, found.size(), found.mtime(), found.inode(), finding);
        }

        /** Tells whether this is the damaged file, not a newer one of the same name. */
        boolean is(FileEntry live) {
            return size == live.size() && mtime == live.mtime() && inode == live.inode();
        }

        @JsonProperty
        String sha256() {
            return sha256;
        }

        @JsonProperty
        long size() {
            return size;
        }

        @JsonProperty
        long mtime() {
            return mtime;
        }

        @JsonProperty
        long inode() {
            return inode;
        }

        @JsonProperty
        Finding finding() {
            return finding;
        }
    }

    private final Set<String> contents;
    private final Map<String, LostFile> snapshotFiles;
    private final Map<String, Verification> backups;

    /**
     * @param contents SHA-256 of contents that are stored but damaged; missing ones need no record
     * @param snapshotFiles by path, relative to the snapshot repository
     * @param backups what the damage means for each affected backup, by name
     */
    @JsonCreator
    DamageRecord(
            @JsonProperty("contents") Collection<String> contents,
            @JsonProperty("snapshotFiles") Map<String, LostFile> snapshotFiles,
            @JsonProperty("backups") Map<String, Verification> backups) {
        this.contents = contents == null
                ? Collections.<String>emptySet()
                : Collections.unmodifiableSet(new TreeSet<>(contents));
        this.snapshotFiles = snapshotFiles == null
                ? Collections.<String, LostFile>emptyMap()
                : Collections.unmodifiableMap(new TreeMap<>(snapshotFiles));
        this.backups = backups == null
                ? Collections.<String, Verification>emptyMap()
                : Collections.unmodifiableMap(new TreeMap<>(backups));
    }

    @JsonProperty
    Set<String> contents() {
        return contents;
    }

    @JsonProperty
    Map<String, LostFile> snapshotFiles() {
        return snapshotFiles;
    }

    @JsonProperty
    Map<String, Verification> backups() {
        return backups;
    }

    boolean isEmpty() {
        return contents.isEmpty() && snapshotFiles.isEmpty() && backups.isEmpty();
    }

    /** Returns this record with the findings of a verification; the affected backups stay as they are. */
    DamageRecord with(FoundDamage found) {
        Set<String> lost = new TreeSet<>(contents);
        lost.removeAll(found.wholeContents());
        lost.addAll(found.damagedContents());
        Map<String, LostFile> files = new TreeMap<>(snapshotFiles);
        found.wholeSnapshotFiles()
                .forEach((path, sha256) -> files.computeIfPresent(
                        path, (any, file) -> file.sha256().equals(sha256) ? null : file));
        files.putAll(found.damagedSnapshotFiles());
        return new DamageRecord(lost, files, backups);
    }

    /** Returns this record without the contents that match. */
    DamageRecord without(Predicate<String> content) {
        Set<String> left = new TreeSet<>(contents);
        left.removeIf(content);
        return new DamageRecord(left, snapshotFiles, backups);
    }

    /** Returns what is wrong with a listed file of Elasticsearch; empty if nothing is known. */
    Optional<LostFile> lost(FileEntry listed) {
        return Optional.ofNullable(snapshotFiles.get(listed.path()))
                .filter(lost -> lost.sha256().equals(listed.sha256()));
    }

    /** Returns this record reduced to the files of Elasticsearch at these paths and the backups of these names. */
    DamageRecord only(Set<String> paths, Set<String> names) {
        Map<String, LostFile> files = new TreeMap<>(snapshotFiles);
        files.keySet().retainAll(paths);
        Map<String, Verification> left = new TreeMap<>(backups);
        left.keySet().retainAll(names);
        return new DamageRecord(contents, files, left);
    }

    /** Returns this record with other affected backups. */
    DamageRecord concerning(Map<String, Verification> other) {
        return new DamageRecord(contents, snapshotFiles, other);
    }
}
