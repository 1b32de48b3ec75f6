package org.alien4cloud.plugin.backup.repository;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.DirectoryEntry;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;
import org.alien4cloud.plugin.backup.model.Finding.Problem;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.PathOrder;
import org.alien4cloud.plugin.backup.model.Progress;

/** Checks that a list of files is as docs/format.md specifies: each line, the order, and the totals in the manifest. */
final class FileListCheck {

    private final Path list;
    private final Findings findings;
    private final Progress progress;
    private final List<String> openDirectories = new ArrayList<>();
    private final Map<String, long[]> perDirectory = new TreeMap<>();
    private String previous = "";
    private long files;
    private long bytes;

    FileListCheck(Path list, Findings findings, Progress progress) {
        this.list = list;
        this.findings = findings;
        this.progress = progress;
    }

    /**
     * Checks the list as far as it can be read.
     *
     * @param manifest with the totals that the list must have; null if unknown
     * @param consumer receives each regular file that has a digest
     */
    void run(Manifest manifest, Consumer<FileEntry> consumer) {
        try (FileEntryReader entries = new FileEntryReader(list)) {
            while (entries.hasNext()) {
                FileEntry entry = entries.next();
                checkPlace(entry);
                checkShape(entry);
                count(entry);
                if (entry.type() == Type.FILE && Digests.isDigest(entry.sha256())) {
                    consumer.accept(entry);
                }
                progress.checkCancelled();
            }
        } catch (BackupException e) {
            if (e.kind() == BackupException.Kind.CANCELLED) {
                throw e;
            }
            if (DiskFailures.isRefused(e.getCause())) {
                findings.refused(list);
                return;
            }
            wrong("it cannot be read to its end (" + e.getMessage() + ")");
            return;
        }
        if (manifest != null) {
            checkTotals(manifest);
        }
    }

    long files() {
        return files;
    }

    private void checkPlace(FileEntry entry) {
        String path = entry.path();
        if (PathOrder.PATHS.compare(previous, path) >= 0) {
            wrong(path + " comes after " + previous + ", which is the wrong order");
        }
        previous = path;
        String parent = PathOrder.parent(path);
        while (!openDirectories.isEmpty()
                && !openDirectories.get(openDirectories.size() - 1).equals(parent)) {
            openDirectories.remove(openDirectories.size() - 1);
        }
        if (openDirectories.isEmpty() && !parent.isEmpty()) {
            wrong(path + " comes without its directory");
        }
        if (entry.type() == Type.DIRECTORY) {
            openDirectories.add(path);
        }
    }

    private void checkShape(FileEntry entry) {
        boolean isFile = entry.type() == Type.FILE;
        if (isFile != Digests.isDigest(entry.sha256())
                || (entry.type() == Type.LINK) != (entry.target() != null)
                || entry.size() < 0
                || !isFile && entry.size() != 0) {
            wrong(entry.path() + " lacks a property that a " + entry.type() + " must have, or has a wrong one");
        }
    }

    private void count(FileEntry entry) {
        int slash = entry.path().indexOf('/');
        long[] sums = perDirectory.computeIfAbsent(
                slash < 0 ? entry.path() : entry.path().substring(0, slash), name -> new long[2]);
        if (entry.type() == Type.FILE) {
            files++;
            bytes += entry.size();
            sums[0]++;
            sums[1] += entry.size();
        }
    }

    private void checkTotals(Manifest manifest) {
        if (files != manifest.files() || bytes != manifest.bytes()) {
            wrong(String.format(
                    Locale.ROOT,
                    "it has %,d files of %,d bytes, the manifest says %,d of %,d",
                    files,
                    bytes,
                    manifest.files(),
                    manifest.bytes()));
        }
        for (DirectoryEntry directory : manifest.directories()) {
            long[] sums = perDirectory.getOrDefault(directory.name(), new long[2]);
            if (sums[0] != directory.files() || sums[1] != directory.bytes()) {
                wrong(String.format(
                        Locale.ROOT,
                        "it has %,d files of %,d bytes in %s, the manifest says %,d of %,d",
                        sums[0],
                        sums[1],
                        directory.name(),
                        directory.files(),
                        directory.bytes()));
            }
        }
    }

    private void wrong(String reason) {
        findings.add(list, Problem.DAMAGED, reason, true);
    }
}
