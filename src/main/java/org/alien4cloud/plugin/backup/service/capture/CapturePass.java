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
import org.alien4cloud.plugin.backup.io.ReadAhead;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.repository.ContentWriter;
import org.alien4cloud.plugin.backup.repository.EntryReader;
import org.alien4cloud.plugin.backup.repository.IncrementalListWriter;

/** The files at a time, captured, and the indices as they were when the look at the files began. */
public final class CapturePass {

    private final long beganAt = System.nanoTime();
    private final DataTree tree;
    private final Map<String, IndexState> states;
    private final Path list;
    private final CaptureResult files;

    /**
     * Looks at the files, and stores what is new.
     *
     * @param states of the indices, a moment ago, before anything was taken of their documents
     * @param list gets the entries
     * @param previous what it knows is not read again, unless all is to be read in full
     * @throws BackupException as {@link FileCapture#capture}
     */
    CapturePass(
            DataTree tree,
            Map<String, IndexState> states,
            Path list,
            PreviousFiles previous,
            boolean full,
            ContentWriter contents,
            Progress progress) {
        this.tree = tree;
        this.states = states;
        this.list = list;
        try (EntryReader known = previous.open();
                ReadAhead<FileEntry> before = new ReadAhead<>(known == null ? Collections.emptyIterator() : known);
                IncrementalListWriter entries = new IncrementalListWriter(list, previous.list(), before)) {
            this.files = new FileCapture(tree, sink(contents), progress)
                    .capture(entries.earlierEntries(), previous.scanStartedAt(), full, entries::add);
            entries.end();
        }
    }

    private CapturePass(CapturePass before, Map<String, IndexState> states) {
        this.tree = before.tree;
        this.states = states;
        this.list = before.list;
        this.files = before.files;
    }

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

    /** A later look that finds the same files, should {@link #isStillSo} say so. */
    CapturePass again(Map<String, IndexState> statesNow) {
        return new CapturePass(this, statesNow);
    }

    /** Whether nothing that was found had been written since so long before the look began. */
    boolean foundAtRest(Duration time) {
        long since = TimeUnit.MILLISECONDS.toNanos(files.scanStartedAt()) - time.toNanos();
        return files.unstable().isEmpty() && files.newestChange() < since;
    }

    /** Those of the indices that are wanted, as they were. */
    List<IndexState> states(Collection<String> wanted) {
        return states.values().stream()
                .filter(state -> wanted.contains(state.name()))
                .collect(Collectors.toList());
    }

    /**
     * Whether the files surely are as they were found. What changed while it was read did not even then stand still.
     */
    boolean isStillSo(Progress progress) {
        if (!files.unstable().isEmpty() || !files.canBeCompared()) {
            return false;
        }
        try (EntryReader known = new EntryReader(list);
                ReadAhead<FileEntry> ahead = new ReadAhead<>(known)) {
            return ListComparison.isStillSo(tree, ahead, files.scanStartedAt(), progress);
        }
    }

    /**
     * The paths that are not as an earlier look found them, were written while it went on, or did not stand still. What
     * that look found written already may belong to a document that was not yet.
     */
    void forEachMoved(CapturePass before, Consumer<String> consumer) {
        files.unstable().forEach(consumer);
        if (!list.equals(before.list)) {
            try (EntryReader old = new EntryReader(before.list);
                    EntryReader now = new EntryReader(list)) {
                ListComparison.forEachDifference(old, now, consumer);
            }
            try (EntryReader now = new EntryReader(list)) {
                ListComparison.forEachWritten(now, before.files.scanStartedAt(), files.scanStartedAt(), consumer);
            }
        }
    }

    /** Those of the indices that are not as an earlier look found them, in words. */
    TreeSet<String> movedIndices(CapturePass before, Collection<String> wanted) {
        return states(wanted).stream()
                .filter(state -> !state.stoodStillSince(before.states.get(state.name())))
                .map(state -> "index " + state.name())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** {@link System#nanoTime()} before the first file was looked at. */
    long beganAt() {
        return beganAt;
    }

    /** Where the entries are. */
    Path list() {
        return list;
    }

    CaptureResult files() {
        return files;
    }

    PreviousFiles asPrevious() {
        return new PreviousFiles(list, files.scanStartedAt());
    }

    /** Removes the list if the later look has another one. */
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
