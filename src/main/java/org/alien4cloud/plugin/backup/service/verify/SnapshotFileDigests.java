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
import org.alien4cloud.plugin.backup.repository.FileEntryReader;
import org.alien4cloud.plugin.backup.repository.FileEntryWriter;
import org.alien4cloud.plugin.backup.repository.FoundDamage;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records digests of the files of a backup's snapshot in {@code snapshot-files.jsonl.gz}, and checks them later, where
 * this server can read these files. Elasticsearch itself does not notice a lost or damaged file before it needs it.
 */
public final class SnapshotFileDigests {

    /** Paths relative to the directory of the snapshot repository; docs/format.md. */
    static final String LIST = BackupDraft.SNAPSHOT_FILES;

    private static final String UNSEEN = "This server cannot see all files of the snapshot: ";
    private static final Logger LOGGER = LoggerFactory.getLogger(SnapshotFileDigests.class);
    private static final int MAX_FINDINGS = 1000;

    private final BackupContext context;
    private final Progress progress;

    public SnapshotFileDigests(BackupContext context, Progress progress) {
        this.context = context;
        this.progress = progress;
    }

    /**
     * Writes the digests of the files of a new snapshot; no list is written if this server cannot see them. A file that
     * an earlier backup has digested is not read again, since files of snapshots never change.
     *
     * @param directory of the backup that is being made
     * @param full whether to read all files again
     * @return the number of files read
     * @throws BackupException (IO) if a file cannot be read, or the list cannot be written
     */
    public long digest(IndexEngine engine, Map<String, String> engineData, Path directory, boolean full) {
        if (engine.isSelfContained()) {
            return 0;
        }
        Optional<SnapshotOnDisk> snapshot = engine.visibleFiles(engineData);
        if (!snapshot.isPresent()) {
            progress.log(UNSEEN + "they are not digested.");
            return 0;
        }
        try {
            Set<String> wanted = new HashSet<>(snapshot.get().files());
            List<FileEntry> live = scan(snapshot.get().root(), wanted);
            if (live.size() == wanted.size()) {
                return write(snapshot.get().root(), live, directory.resolve(LIST), full);
            }
            progress.log(
                    UNSEEN + "only " + live.size() + " of " + wanted.size() + " are there. They are not digested.");
        } catch (IOException e) {
            // as on a network file system that shows directories some seconds late: Elasticsearch did make the snapshot
            progress.log(UNSEEN + e.getMessage() + ". They are not digested.");
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
        try (FileEntryReader previous = full ? null : previousList();
                FileEntryWriter entries = new FileEntryWriter(list)) {
            FileEntry known = null;
            for (FileEntry entry : live) {
                while (previous != null
                        && previous.hasNext()
                        && (known == null || PathOrder.ENTRIES.compare(known, entry) < 0)) {
                    known = previous.next();
                }
                Optional<String> damaged = context.repository().verifier().digestOfDamaged(entry);
                if (damaged.isPresent()) {
                    // its present content is not what Elasticsearch wrote
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
                    "Cannot read the snapshot files in " + root + ": " + e
                            + ". Make them readable for the user that runs Alien4Cloud.",
                    e);
        }
        return read;
    }

    /** Returns the list of the newest backup that has one; null if there is none, or it is damaged. */
    private FileEntryReader previousList() {
        BackupCatalog catalog = context.repository().catalog();
        for (Manifest manifest : catalog.list()) {
            String digest = manifest.digests().get(LIST);
            if (digest != null) {
                Path list = catalog.directoryOf(manifest.name()).resolve(LIST);
                return isIntact(list, digest) ? new FileEntryReader(list) : null;
            }
        }
        return null;
    }

    /** The findings of a verification, and how many bytes it read. */
    static final class Result {
        final List<Finding> findings = new ArrayList<>();
        long bytes;
        /** Why the snapshot of the backup could not be checked in Elasticsearch; null if it could. */
        BackupException unanswered;

        private void unanswered(BackupException why) {
            unanswered = unanswered == null ? why : unanswered;
        }
    }

    /**
     * Asks Elasticsearch for the snapshot of the backup, and compares its files with their digests. What this server
     * cannot check is logged, and is no finding. {@link Result#unanswered} is set if Elasticsearch does not answer or
     * does not have the snapshot repository of the backup, or if its files became unavailable or may not be read.
     *
     * @param found collects the states of files that other backups may need as well
     */
    Result verify(Manifest manifest, FoundDamage found) {
        Result result = new Result();
        if (context.engineOf(manifest).isSelfContained()) {
            return result;
        }
        check(manifest, result, () -> context.engineOf(manifest).requireCaptured(manifest));
        if (result.unanswered == null) {
            check(manifest, result, () -> compare(manifest, result, found));
        }
        return result;
    }

    private void check(Manifest manifest, Result result, Runnable check) {
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
            progress.log("The snapshot of this backup was not checked. " + e.getMessage());
            result.unanswered(e);
        }
    }

    private void compare(Manifest manifest, Result result, FoundDamage found) {
        String digest = manifest.digests().get(LIST);
        if (digest == null) {
            progress.log(
                    "The snapshot files of this backup were not checked: they were not digested when it was made.");
            return;
        }
        Path list = context.repository().catalog().directoryOf(manifest.name()).resolve(LIST);
        Optional<SnapshotOnDisk> snapshot = context.engineOf(manifest).visibleFiles(manifest.engineData());
        if (!snapshot.isPresent()) {
            progress.log(UNSEEN + "they are not checked.");
        } else if (!isIntact(list, digest)) {
            progress.log(
                    "The snapshot files of this backup were not checked, since " + LIST + " is damaged or missing.");
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
        try (FileEntryReader entries = new FileEntryReader(list)) {
            entries.forEachRemaining(entry -> progress.expect(entry.size()));
        }
        try (FileEntryReader entries = new FileEntryReader(list)) {
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
                        "its SHA-256 differs from the one when the backup was made",
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
                    Kind.IO,
                    "The user that runs Alien4Cloud may not read " + file + ". Allow that user to read it.",
                    e);
        } catch (IOException e) {
            add(snapshot, entry, Problem.DAMAGED, "it cannot be read (" + e + ")", result, found);
        }
    }

    /**
     * @return null also if the file cannot be examined: what is there later then counts as another file, and is read
     */
    private static FileEntry live(Path file, String path) {
        try {
            return new LstatReader().read(file, path);
        } catch (IOException e) {
            LOGGER.warn("Backup: cannot examine {}: {}", file, e.toString());
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
                    "The snapshot repository " + snapshot.root()
                            + " disappeared during the check. Is its disk mounted?");
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
