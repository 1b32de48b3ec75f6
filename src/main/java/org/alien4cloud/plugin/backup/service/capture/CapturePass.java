package org.alien4cloud.plugin.backup.service.capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.elasticsearch.IndexState;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.ListComparison;
import org.alien4cloud.plugin.backup.files.capture.CaptureResult;
import org.alien4cloud.plugin.backup.files.capture.ContentSink;
import org.alien4cloud.plugin.backup.files.capture.FileCapture;
import org.alien4cloud.plugin.backup.io.ReadAheadIterator;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.repository.ContentWriter;
import org.alien4cloud.plugin.backup.repository.FileEntryReader;
import org.alien4cloud.plugin.backup.repository.IncrementalListWriter;

/** Holds the result of one scan of the files: the captured entries, and the states of the indices when it began. */
public final class CapturePass {

    private final long beganAt;
    private final DataTree tree;
    private final Map<String, IndexState> states;
    private final Path list;
    private final CaptureResult files;

    private CapturePass(long beganAt, DataTree tree, Map<String, IndexState> states, Path list, CaptureResult files) {
        this.beganAt = beganAt;
        this.tree = tree;
        this.states = states;
        this.list = list;
        this.files = files;
    }

    /**
     * Scans the files, and stores contents that are not stored yet.
     *
     * @param states of the indices, sampled a moment ago, before any document was captured
     * @param list gets the entries
     * @param previous list whose unchanged files are not read again
     * @param full whether to read every file nevertheless
     * @throws BackupException as {@link FileCapture#capture}
     */
    static CapturePass run(
            DataTree tree,
            Map<String, IndexState> states,
            Path list,
            PreviousFiles previous,
            boolean full,
            ContentWriter contents,
            Progress progress) {
        long beganAt = System.nanoTime();
        try (FileEntryReader known = previous.open();
                ReadAheadIterator<FileEntry> before =
                        new ReadAheadIterator<>(known == null ? Collections.emptyIterator() : known);
                IncrementalListWriter entries = new IncrementalListWriter(list, previous.list(), before)) {
            CaptureResult files = new FileCapture(tree, sink(contents), progress)
                    .capture(entries.earlierEntries(), previous.scanStartedAt(), full, entries::add);
            entries.end();
            return new CapturePass(beganAt, tree, states, list, files);
        }
    }

    /** Returns a sink that stores contents in the backup repository. */
    public static ContentSink sink(ContentWriter contents) {
        return new ContentSink() {
            @Override
            public String store(InputStream in, long size) throws IOException {
                return contents.store(in, size);
            }

            @Override
            public boolean contains(String sha256) {
                return contents.contains(sha256);
            }
        };
    }

    /** Returns a pass that begins now and has the same files; it is valid if {@link #isUnchanged} confirms that. */
    CapturePass repeated(Map<String, IndexState> statesNow) {
        return new CapturePass(System.nanoTime(), tree, statesNow, list, files);
    }

    /** Tells whether no file was changed during the scan, nor within the given time before it. */
    boolean wasQuietFor(Duration time) {
        long since = TimeUnit.MILLISECONDS.toNanos(files.scanStartedAt()) - time.toNanos();
        return files.unstable().isEmpty() && files.newestChange() < since;
    }

    /** Returns the states of the wanted indices when the pass began. */
    List<IndexState> states(Collection<String> wanted) {
        return states.values().stream()
                .filter(state -> wanted.contains(state.name()))
                .collect(Collectors.toList());
    }

    /** Tells whether the live files surely are as captured. The answer is no if a file changed while it was read. */
    boolean isUnchanged(Progress progress) {
        if (!files.unstable().isEmpty() || !files.canBeCompared()) {
            return false;
        }
        try (FileEntryReader known = new FileEntryReader(list);
                ReadAheadIterator<FileEntry> ahead = new ReadAheadIterator<>(known)) {
            return ListComparison.isStillSo(tree, ahead, files.scanStartedAt(), progress);
        }
    }

    /**
     * Passes on the paths that differ from an earlier pass, were written during it, or changed while they were read. A
     * file that the earlier pass already found written may belong to a document that was written later.
     */
    void forEachChange(CapturePass earlier, Consumer<String> consumer) {
        files.unstable().forEach(consumer);
        if (!list.equals(earlier.list)) {
            try (FileEntryReader old = new FileEntryReader(earlier.list);
                    FileEntryReader now = new FileEntryReader(list)) {
                ListComparison.forEachDifference(old, now, consumer);
            }
            try (FileEntryReader now = new FileEntryReader(list)) {
                ListComparison.forEachWritten(now, earlier.files.scanStartedAt(), files.scanStartedAt(), consumer);
            }
        }
    }

    /** Returns, as {@code index <name>}, the wanted indices that changed since an earlier pass. */
    TreeSet<String> changedIndices(CapturePass earlier, Collection<String> wanted) {
        return states(wanted).stream()
                .filter(state -> !state.stoodStillSince(earlier.states.get(state.name())))
                .map(state -> "index " + state.name())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the {@link System#nanoTime()} before the first file was scanned. */
    long beganAt() {
        return beganAt;
    }

    /** Returns the file that lists the entries. */
    Path list() {
        return list;
    }

    CaptureResult files() {
        return files;
    }

    PreviousFiles asPrevious() {
        return new PreviousFiles(list, files.scanStartedAt());
    }

    /** Deletes the list if a later pass has another one. */
    void deleteIfReplacedBy(CapturePass later) {
        if (list.equals(later.list)) {
            return;
        }
        try {
            Files.delete(list);
        } catch (IOException e) {
            throw new BackupException(Kind.IO, "Cannot remove " + list + ": " + e, e);
        }
    }
}
