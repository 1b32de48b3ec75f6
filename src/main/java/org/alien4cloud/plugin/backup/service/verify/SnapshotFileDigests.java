package org.alien4cloud.plugin.backup.service.verify;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.alien4cloud.plugin.backup.elasticsearch.IndexEngine;
import org.alien4cloud.plugin.backup.elasticsearch.SnapshotOnDisk;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.LstatReader;
import org.alien4cloud.plugin.backup.files.TreeScanner;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.Finding;
import org.alien4cloud.plugin.backup.model.Finding.Problem;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.PathOrder;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.repository.BackupCatalog;
import org.alien4cloud.plugin.backup.repository.BackupDraft;
import org.alien4cloud.plugin.backup.repository.EntryReader;
import org.alien4cloud.plugin.backup.repository.EntryWriter;
import org.alien4cloud.plugin.backup.repository.FoundDamage;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The digests of the files that Elasticsearch keeps for a backup ({@code snapshot-files.jsonl.gz}), where they can be
 * seen from here: Elasticsearch itself does not notice a lost or a damaged one before it is needed.
 */
public final class SnapshotFileDigests {

    /** Paths relative to the directory of the snapshot repository; docs/format.md. */
    static final String LIST = BackupDraft.SNAPSHOT_FILES;

    private static final String UNSEEN = "Elasticsearch's files of this backup cannot be seen as a whole from here: ";
    private static final Logger LOGGER = LoggerFactory.getLogger(SnapshotFileDigests.class);
    private static final int MAX_FINDINGS = 1000;

    private final BackupContext context;
    private final Progress progress;

    public SnapshotFileDigests(BackupContext context, Progress progress) {
        this.context = context;
        this.progress = progress;
    }

    /**
     * Digests the files of a snapshot that was just made; no list is written where they cannot be seen. A file that an
     * earlier backup has digested is not read again: files of snapshots never change.
     *
     * @param directory of the backup that is being made
     * @param full whether to read all of them again
     * @return how many were read
     * @throws BackupException (IO) if one is there and cannot be read, or the list cannot be written
     */
    public long digest(IndexEngine engine, Map<String, String> engineData, Path directory, boolean full) {
        if (engine.isSelfContained()) {
            return 0;
        }
        Optional<SnapshotOnDisk> snapshot = engine.visibleFiles(engineData);
        if (!snapshot.isPresent()) {
            progress.log(UNSEEN + "not digested.");
            return 0;
        }
        try {
            Set<String> wanted = new HashSet<>(snapshot.get().files());
            List<FileEntry> live = scan(snapshot.get().root(), wanted);
            if (live.size() == wanted.size()) {
                return write(snapshot.get().root(), live, directory.resolve(LIST), full);
            }
            progress.log(UNSEEN + "not digested: " + live.size() + " of " + wanted.size() + " are there.");
        } catch (IOException e) {
            // As on a network file system whose directories are some seconds old: Elasticsearch has made the snapshot,
            // and said so.
            progress.log(UNSEEN + "not digested: " + e.getMessage());
        }
        return 0;
    }

    private List<FileEntry> scan(Path root, Set<String> wanted) {
        List<FileEntry> live = new ArrayList<>();
        new TreeScanner(progress.quiet()).scan(new DataTree(root, Collections.emptyList()), entry -> {
            if (entry.type() == FileEntry.Type.FILE && wanted.contains(entry.path())) {
                live.add(entry);
            }
        });
        return live;
    }

    private long write(Path root, List<FileEntry> live, Path list, boolean full) {
        live.forEach(entry -> progress.expect(entry.size()));
        long read = 0;
        try (EntryReader previous = full ? null : previousList();
                EntryWriter entries = new EntryWriter(list)) {
            FileEntry known = null;
            for (FileEntry entry : live) {
                while (previous != null
                        && previous.hasNext()
                        && (known == null || PathOrder.ENTRIES.compare(known, entry) < 0)) {
                    known = previous.next();
                }
                Optional<String> damaged = context.repository().verifier().digestOfDamaged(entry);
                if (damaged.isPresent()) {
                    // what it has now is not what Elasticsearch wrote
                    progress.advance(entry.size());
                    entries.add(entry.withSha256(damaged.get()));
                } else if (known != null && known.path().equals(entry.path()) && known.sameStat(entry)) {
                    progress.advance(entry.size());
                    entries.add(entry.withSha256(known.sha256()));
                } else {
                    entries.add(entry.withSha256(Digests.ofFileRead(root.resolve(entry.path()), progress)));
                    read++;
                }
            }
        } catch (IOException e) {
            throw new BackupException(
                    Kind.IO,
                    "Cannot read Elasticsearch's files in " + root + ": " + e
                            + ". Make them readable for the user that runs Alien4Cloud.",
                    e);
        }
        return read;
    }

    /** The list of the newest backup that has one; null if there is none, or it is damaged. */
    private EntryReader previousList() {
        BackupCatalog catalog = context.repository().catalog();
        for (Manifest manifest : catalog.list()) {
            String digest = manifest.digests().get(LIST);
            if (digest != null) {
                Path list = catalog.directoryOf(manifest.name()).resolve(LIST);
                return isIntact(list, digest) ? new EntryReader(list) : null;
            }
        }
        return null;
    }

    /** What a verification found, and how much it read. */
    static final class Result {
        final List<Finding> findings = new ArrayList<>();
        long bytes;
        /**
         * Why it could not be told whether Elasticsearch still has the backup's snapshot as it was; null if it could.
         */
        BackupException unanswered;

        private void unanswered(BackupException why) {
            unanswered = unanswered == null ? why : unanswered;
        }
    }

    /**
     * Asks Elasticsearch for the backup's snapshot, and compares its files with their digests. What cannot be checked
     * from here is told in the log, and is no finding; {@link Result#unanswered} tells whether Elasticsearch gave no
     * answer at all, does not have the snapshot repository of this backup, or what could be seen of it went away or may
     * not be read.
     *
     * @param found gets what is learnt of files that other backups may count on as well
     */
    Result verify(Manifest manifest, FoundDamage found) {
        Result result = new Result();
        if (context.engineOf(manifest).isSelfContained()) {
            return result;
        }
        tellOrFind(manifest, result, () -> context.engineOf(manifest).requireCaptured(manifest));
        if (result.unanswered == null) {
            tellOrFind(manifest, result, () -> compare(manifest, result, found));
        }
        return result;
    }

    private void tellOrFind(Manifest manifest, Result result, Runnable check) {
        try {
            check.run();
        } catch (BackupException e) {
            if (e.kind() == Kind.CANCELLED) {
                throw e;
            } else if (e.kind() == Kind.CHECK_FAILED) {
                result.findings.add(
                        new Finding("snapshot of " + manifest.name(), Problem.DAMAGED, e.getMessage(), true, 0, null)
                                .ofIndex(Finding.ALL_INDICES));
                return;
            }
            progress.log("Elasticsearch's part of this backup: not checked. " + e.getMessage());
            result.unanswered(e);
        }
    }

    private void compare(Manifest manifest, Result result, FoundDamage found) {
        String digest = manifest.digests().get(LIST);
        if (digest == null) {
            progress.log("Elasticsearch's files of this backup were not digested when it was made: not checked.");
            return;
        }
        Path list = context.repository().catalog().directoryOf(manifest.name()).resolve(LIST);
        Optional<SnapshotOnDisk> snapshot = context.engineOf(manifest).visibleFiles(manifest.engineData());
        if (!snapshot.isPresent()) {
            progress.log(UNSEEN + "not checked.");
        } else if (!isIntact(list, digest)) {
            progress.log(
                    "Elasticsearch's files of this backup: not checked, since " + LIST + " is damaged or missing.");
        } else {
            compare(snapshot.get(), list, result, found);
        }
    }

    private boolean isIntact(Path list, String digest) {
        try {
            return Digests.ofFile(list, progress).equals(digest);
        } catch (IOException e) {
            return false;
        }
    }

    private void compare(SnapshotOnDisk snapshot, Path list, Result result, FoundDamage found) {
        try (EntryReader entries = new EntryReader(list)) {
            entries.forEachRemaining(entry -> progress.expect(entry.size()));
        }
        try (EntryReader entries = new EntryReader(list)) {
            while (entries.hasNext() && result.findings.size() < MAX_FINDINGS) {
                compare(snapshot, entries.next(), result, found);
            }
        }
    }

    private void compare(SnapshotOnDisk snapshot, FileEntry entry, Result result, FoundDamage found) {
        Path file = snapshot.root().resolve(entry.path());
        try {
            if (!Digests.ofFileRead(file, progress).equals(entry.sha256())) {
                add(
                        snapshot,
                        entry,
                        Problem.DAMAGED,
                        "its SHA-256 is not the one that it had when the backup was made",
                        result,
                        found);
            } else {
                found.wholeSnapshotFile(entry.path(), entry.sha256());
            }
            result.bytes += entry.size();
        } catch (NoSuchFileException e) {
            add(snapshot, entry, Problem.MISSING, "it is missing", result, found);
        } catch (AccessDeniedException e) {
            throw new BackupException(
                    Kind.IO, "The user that runs Alien4Cloud may not read " + file + ". Let that user read it.", e);
        } catch (IOException e) {
            add(snapshot, entry, Problem.DAMAGED, "it cannot be read (" + e + ")", result, found);
        }
    }

    /** @return null also if that cannot be told: what is there later then counts as another file, and is read */
    private static FileEntry live(Path file, String path) {
        try {
            return new LstatReader().read(file, path);
        } catch (IOException e) {
            LOGGER.warn("What is at {} cannot be told: {}", file, e.toString());
            return null;
        }
    }

    private static void add(
            SnapshotOnDisk snapshot,
            FileEntry entry,
            Problem problem,
            String reason,
            Result result,
            FoundDamage found) {
        if (problem == Problem.MISSING && !Files.isDirectory(snapshot.root())) {
            throw new BackupException(
                    Kind.IO,
                    "The snapshot repository " + snapshot.root() + " went away meanwhile. Is its disk mounted?");
        }
        String index = snapshot.indexOf(entry.path());
        String consequence =
                index == null ? "; no index can be restored" : "; the index " + index + " cannot be restored";
        Finding finding = new Finding(
                        snapshot.root().resolve(entry.path()).toString(), problem, reason + consequence, true, 0, null)
                .ofIndex(index == null ? Finding.ALL_INDICES : index);
        result.findings.add(finding);
        found.snapshotFile(entry, live(snapshot.root().resolve(entry.path()), entry.path()), finding);
    }
}
