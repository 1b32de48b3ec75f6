package org.alien4cloud.plugin.backup.repository;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.alien4cloud.plugin.backup.model.Finding;

/**
 * Collects what one verification learns of parts that other backups may share: contents, and files of Elasticsearch. To be given to
 * {@link BackupVerifier#record} with its result.
 */
public final class FoundDamage {

    private final Set<String> damagedContents = new HashSet<>();
    private final Set<String> wholeContents = new HashSet<>();
    private final Map<String, DamageRecord.LostFile> damagedSnapshotFiles = new HashMap<>();
    private final Map<String, String> wholeSnapshotFiles = new HashMap<>();

    /**
     * Adds a file of Elasticsearch that is damaged or missing.
     *
     * @param path relative to the snapshot repository
     * @param sha256 that it had when it was written
     */
    public void snapshotFile(String path, String sha256, Finding finding) {
        damagedSnapshotFiles.put(path, new DamageRecord.LostFile(sha256, finding));
    }

    /** Adds a file of Elasticsearch that has the digest that it had when it was written. */
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

    /** Of the contents that were known to be damaged, those that are not any more. */
    Set<String> wholeContents() {
        return wholeContents;
    }

    Map<String, DamageRecord.LostFile> damagedSnapshotFiles() {
        return damagedSnapshotFiles;
    }

    /** Digests by path. */
    Map<String, String> wholeSnapshotFiles() {
        return wholeSnapshotFiles;
    }

    boolean any() {
        return !damagedContents.isEmpty() || !damagedSnapshotFiles.isEmpty();
    }
}
