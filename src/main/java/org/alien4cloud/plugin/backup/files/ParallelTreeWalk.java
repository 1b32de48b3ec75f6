package org.alien4cloud.plugin.backup.files;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.io.ParallelWork;
import org.alien4cloud.plugin.backup.io.Threads;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * Walks once through a directory tree in order, while other threads list the next directories in advance. While the
 * entries of a directory are passed on, other threads list the following directories beside it, with their
 * subdirectories if these are small. Directories of a git repository are listed only after their names were passed on.
 */
final class ParallelTreeWalk implements Closeable {

    /** A chunk with this many entries enters no further directory, nor one that has more. */
    private static final int CHUNK_ENTRIES = 128;

    private static final int CHUNKS_AHEAD = 8;
    /** Entries of a larger directory that are read before they are passed on. */
    private static final int ENTRIES_PER_STEP = 1024;
    /** With fewer entries, no other thread is used. */
    private static final int FEW_ENTRIES = 256;

    private final DataTree tree;
    private final SingleDirectoryLister lister;
    private final Consumer<FileEntry> consumer;
    private final Progress progress;
    private ExecutorService threads;
    private long handedOver;
    private volatile boolean closed;

    ParallelTreeWalk(DataTree tree, SingleDirectoryLister lister, Consumer<FileEntry> consumer, Progress progress) {
        this.tree = tree;
        this.lister = lister;
        this.consumer = consumer;
        this.progress = progress;
    }

    /** Lists the entries below a directory, in order. */
    private final class Chunk {

        private final List<FileEntry> entries = new ArrayList<>();
        /** Marks the entries that are directories but were not entered. */
        private final BitSet left = new BitSet();

        private boolean listed;

        private Chunk list(FileEntry directory) {
            listed = list(directory.path(), tree.resolve(directory.path()));
            return this;
        }

        /**
         * Lists a directory unless the chunk is full or the directory is large.
         *
         * @return whether it was listed
         */
        private boolean list(String directory, Path file) {
            if (closed || entries.size() >= CHUNK_ENTRIES) {
                return false;
            }
            progress.checkCancelled();
            List<String> names = lister.names(file);
            if (names.size() > CHUNK_ENTRIES || SingleDirectoryLister.isGit(names)) {
                return false;
            }
            for (String name : names) {
                FileEntry entry = lister.entry(tree, file, directory, name);
                if (entry != null) {
                    int index = entries.size();
                    entries.add(entry);
                    left.set(
                            index,
                            entry.type() == Type.DIRECTORY && !list(entry.path(), PathEncoding.resolve(file, name)));
                }
            }
            return true;
        }
    }

    /**
     * Passes on the entries below a directory.
     *
     * @throws BackupException (IO) if the thread is interrupted; (CANCELLED) if the operation must stop
     */
    void walkBelow(String directory) {
        progress.checkCancelled();
        Path file = tree.resolve(directory);
        List<String> names = lister.names(file);
        boolean isGit = SingleDirectoryLister.isGit(names);
        for (int from = 0; from < names.size(); from += ENTRIES_PER_STEP) {
            List<FileEntry> entries = new ArrayList<>();
            BitSet directories = new BitSet();
            for (String name : names.subList(from, Math.min(names.size(), from + ENTRIES_PER_STEP))) {
                FileEntry entry = lister.entry(tree, file, directory, name);
                if (entry != null) {
                    directories.set(entries.size(), entry.type() == Type.DIRECTORY);
                    entries.add(entry);
                }
            }
            handOver(entries, directories, isGit ? 1 : CHUNKS_AHEAD);
        }
    }

    /**
     * @param toEnter marks the directories whose entries are passed on, too
     * @param most how many of these are listed before their turn; 1 for none
     */
    private void handOver(List<FileEntry> entries, BitSet toEnter, int most) {
        Deque<FutureTask<Chunk>> ahead = new ArrayDeque<>();
        int next = toEnter.nextSetBit(0);
        for (int i = 0; i < entries.size(); i++) {
            handOver(entries.get(i));
            if (toEnter.get(i)) {
                for (; next >= 0 && ahead.size() < most; next = toEnter.nextSetBit(next + 1)) {
                    ahead.add(listAhead(entries.get(next)));
                }
                Chunk chunk = listed(ahead.remove());
                if (chunk.listed) {
                    handOver(chunk.entries, chunk.left, CHUNKS_AHEAD);
                } else {
                    walkBelow(entries.get(i).path());
                }
            }
        }
    }

    private void handOver(FileEntry entry) {
        handedOver++;
        consumer.accept(entry);
    }

    private FutureTask<Chunk> listAhead(FileEntry directory) {
        FutureTask<Chunk> chunk = new FutureTask<>(() -> new Chunk().list(directory));
        if (handedOver >= FEW_ENTRIES) {
            threads().execute(chunk);
        }
        return chunk;
    }

    private Chunk listed(FutureTask<Chunk> chunk) {
        // does nothing if another thread has begun it
        chunk.run();
        try {
            return Threads.result(chunk);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackupException(BackupException.Kind.IO, "Interrupted while listing files.", e);
        }
    }

    private ExecutorService threads() {
        if (threads == null) {
            threads = Threads.pool("list", ParallelWork.forComputing());
        }
        return threads;
    }

    /** Waits for the directories that threads are listing, and cancels the others. */
    @Override
    public void close() {
        closed = true;
        if (threads != null) {
            Threads.end(threads);
        }
    }
}
