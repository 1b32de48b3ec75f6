package org.alien4cloud.plugin.backup.repository;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.Finding;

/**
 * Collects what one verification learns about parts that other backups may share: contents, and files of Elasticsearch.
 * It is passed to {@link BackupVerifier#record} with the result.
 */
public final class FoundDamage {

    private final Set<String> damagedContents = new HashSet<>();
    private final Set<String> wholeContents = new HashSet<>();
    private final Map<String, DamageRecord.LostFile> damagedSnapshotFiles = new HashMap<>();
    private final Map<String, String> wholeSnapshotFiles = new HashMap<>();

    /**
     * Adds a file of Elasticsearch that is damaged or missing.
     *
     * @param listed the file in the backup's list, its path relative to the snapshot repository
     * @param live what is at that path now; null for nothing
     */
    public void snapshotFile(FileEntry listed, FileEntry live, Finding finding) {
        damagedSnapshotFiles.put(listed.path(), DamageRecord.LostFile.of(listed.sha256(), live, finding));
    }

    /** Adds a file of Elasticsearch that still has its original digest. */
    public void wholeSnapshotFile(String path, String sha256) {
        wholeSnapshotFiles.put(path, sha256);
    }

    void damaged(ContentId content) {
        damagedContents.add(content.hex());
    }

    void whole(Collection<String> contents) {
        wholeContents.addAll(contents);
    }

    Set<String> damagedContents() {
        return damagedContents;
    }

    /** Returns the contents that were known to be damaged and are intact again. */
    Set<String> wholeContents() {
        return wholeContents;
    }

    Map<String, DamageRecord.LostFile> damagedSnapshotFiles() {
        return damagedSnapshotFiles;
    }

    /** Returns the digests of intact files by path. */
    Map<String, String> wholeSnapshotFiles() {
        return wholeSnapshotFiles;
    }

    boolean any() {
        return !damagedContents.isEmpty() || !damagedSnapshotFiles.isEmpty();
    }
}
