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
import org.alien4cloud.plugin.backup.io.Threads;
import org.alien4cloud.plugin.backup.io.WorkerPool;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * One way through a tree. While the entries of a directory are handed over, the directories that follow beside it are
 * listed ahead, each with what is below it as far as it is not much. Directories of a git repository are not: they are
 * listed after their names were handed over.
 */
final class TreeWalk implements Closeable {

    /** A piece that has so many entries goes into no further directory, nor into one that has more. */
    private static final int PIECE_ENTRIES = 128;

    private static final int PIECES_AHEAD = 8;
    /** Of a larger directory so many are looked at before they are handed over. */
    private static final int ENTRIES_AT_ONCE = 1024;
    /** Fewer entries need no other thread. */
    private static final int FEW_ENTRIES = 256;

    private final DataTree tree;
    private final DirectoryLister lister;
    private final Consumer<FileEntry> consumer;
    private final Progress progress;
    private ExecutorService threads;
    private long handedOver;
    private volatile boolean closed;

    TreeWalk(DataTree tree, DirectoryLister lister, Consumer<FileEntry> consumer, Progress progress) {
        this.tree = tree;
        this.lister = lister;
        this.consumer = consumer;
        this.progress = progress;
    }

    /** What is below a directory, in order. */
    private final class Piece {

        private final List<FileEntry> entries = new ArrayList<>();
        /** Which entries are directories that were not gone into. */
        private final BitSet left = new BitSet();

        private boolean listed;

        private Piece list(FileEntry directory) {
            listed = list(directory.path(), tree.resolve(directory.path()));
            return this;
        }

        /** @return whether it went into the directory */
        private boolean list(String directory, Path file) {
            if (closed || entries.size() >= PIECE_ENTRIES) {
                return false;
            }
            progress.checkCancelled();
            List<String> names = lister.names(file);
            if (names.size() > PIECE_ENTRIES || DirectoryLister.isGit(names)) {
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
     * Hands over what is below a directory.
     *
     * @throws BackupException (IO) if the thread is interrupted; (CANCELLED) if the operation shall stop
     */
    void below(String directory) {
        progress.checkCancelled();
        Path file = tree.resolve(directory);
        List<String> names = lister.names(file);
        boolean isGit = DirectoryLister.isGit(names);
        for (int from = 0; from < names.size(); from += ENTRIES_AT_ONCE) {
            List<FileEntry> entries = new ArrayList<>();
            BitSet directories = new BitSet();
            for (String name : names.subList(from, Math.min(names.size(), from + ENTRIES_AT_ONCE))) {
                FileEntry entry = lister.entry(tree, file, directory, name);
                if (entry != null) {
                    directories.set(entries.size(), entry.type() == Type.DIRECTORY);
                    entries.add(entry);
                }
            }
            handOver(entries, directories, isGit ? 1 : PIECES_AHEAD);
        }
    }

    /**
     * @param toEnter which of the entries are directories whose content is to be handed over, too
     * @param most how many of these are listed before it is their turn; with 1 none is
     */
    private void handOver(List<FileEntry> entries, BitSet toEnter, int most) {
        Deque<FutureTask<Piece>> ahead = new ArrayDeque<>();
        int next = toEnter.nextSetBit(0);
        for (int i = 0; i < entries.size(); i++) {
            handOver(entries.get(i));
            if (toEnter.get(i)) {
                for (; next >= 0 && ahead.size() < most; next = toEnter.nextSetBit(next + 1)) {
                    ahead.add(listAhead(entries.get(next)));
                }
                Piece piece = listed(ahead.remove());
                if (piece.listed) {
                    handOver(piece.entries, piece.left, PIECES_AHEAD);
                } else {
                    below(entries.get(i).path());
                }
            }
        }
    }

    private void handOver(FileEntry entry) {
        handedOver++;
        consumer.accept(entry);
    }

    private FutureTask<Piece> listAhead(FileEntry directory) {
        FutureTask<Piece> piece = new FutureTask<>(() -> new Piece().list(directory));
        if (handedOver >= FEW_ENTRIES) {
            threads().execute(piece);
        }
        return piece;
    }

    private Piece listed(FutureTask<Piece> piece) {
        // unless another thread has begun it
        piece.run();
        try {
            return Threads.result(piece);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackupException(BackupException.Kind.IO, "Interrupted while listing files.", e);
        }
    }

    private ExecutorService threads() {
        if (threads == null) {
            threads = Threads.pool("list", WorkerPool.forComputing());
        }
        return threads;
    }

    /** Waits for the directory that each thread is listing, and leaves out the rest. */
    @Override
    public void close() {
        closed = true;
        if (threads != null) {
            Threads.end(threads);
        }
    }
}
