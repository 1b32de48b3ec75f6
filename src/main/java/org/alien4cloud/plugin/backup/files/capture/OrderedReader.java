package org.alien4cloud.plugin.backup.files.capture;

import java.io.Closeable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.alien4cloud.plugin.backup.io.ParallelWork;
import org.alien4cloud.plugin.backup.io.Threads;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.FileEntry;

/** Reads files on several threads and passes all entries on in their original order, on the caller's thread. */
final class OrderedReader implements Closeable {

    private static final int MOST_THREADS = 4;
    /** Maximum entries of a batch; {@link #BATCH_BYTES} limits its bytes to read. */
    private static final int BATCH_ENTRIES = 128;

    private static final long BATCH_BYTES = 4 << 20;
    private static final int BATCHES_WAITING = 16;

    private final UnaryOperator<FileEntry> reader;
    private final Consumer<FileEntry> consumer;
    private final Deque<FutureTask<Batch>> waiting = new ArrayDeque<>();
    private Batch batch = new Batch();
    private ExecutorService threads;
    private volatile boolean closed;

    /**
     * @param reader reads a file and returns its entry with the digest, or null to leave it out; called by several
     *     threads
     * @param consumer receives the entries
     */
    OrderedReader(UnaryOperator<FileEntry> reader, Consumer<FileEntry> consumer) {
        this.reader = reader;
        this.consumer = consumer;
    }

    private final class Batch {

        private final List<FileEntry> entries = new ArrayList<>();
        private final BitSet toRead = new BitSet();
        private long bytes;

        private boolean isFull() {
            return entries.size() >= BATCH_ENTRIES || bytes >= BATCH_BYTES;
        }

        private Batch read() {
            for (int i = toRead.nextSetBit(0); i >= 0 && !closed; i = toRead.nextSetBit(i + 1)) {
                entries.set(i, reader.apply(entries.get(i)));
            }
            return this;
        }

        private void handOver() {
            for (FileEntry entry : entries) {
                if (entry != null) {
                    consumer.accept(entry);
                }
            }
        }
    }

    /** Adds an entry that is complete. */
    void add(FileEntry entry) {
        batch.entries.add(entry);
        submitFullBatch();
    }

    /** Adds a file that is to be read. Fails as {@link #end}. */
    void read(FileEntry scanned) {
        batch.toRead.set(batch.entries.size());
        batch.entries.add(scanned);
        batch.bytes += scanned.size();
        submitFullBatch();
    }

    private void submitFullBatch() {
        if (!batch.isFull()) {
            return;
        }
        FutureTask<Batch> task = new FutureTask<>(batch::read);
        if (batch.toRead.isEmpty()) {
            task.run();
        } else {
            threads().execute(task);
        }
        batch = new Batch();
        waiting.add(task);
        while (waiting.size() > BATCHES_WAITING
                || !waiting.isEmpty() && waiting.peek().isDone()) {
            handOverFirst();
        }
    }

    /**
     * Reads all remaining files and passes their entries on.
     *
     * @throws BackupException (IO) if the thread is interrupted; or any failure of reading a file
     */
    void end() {
        while (!waiting.isEmpty()) {
            handOverFirst();
        }
        batch.read().handOver();
        batch = new Batch();
    }

    private void handOverFirst() {
        try {
            Threads.result(waiting.remove()).handOver();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackupException(BackupException.Kind.IO, "Interrupted while reading files.", e);
        }
    }

    /** Starts the threads; if there are few files, the caller's thread reads them. */
    private ExecutorService threads() {
        if (threads == null) {
            threads = Threads.lowPriority("read", Math.min(MOST_THREADS, ParallelWork.forComputing()));
        }
        return threads;
    }

    /** Waits for the files that threads are reading, and cancels the others. */
    @Override
    public void close() {
        closed = true;
        if (threads != null) {
            Threads.end(threads);
        }
    }
}
