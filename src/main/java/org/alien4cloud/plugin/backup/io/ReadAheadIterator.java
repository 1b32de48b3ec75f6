package org.alien4cloud.plugin.backup.io;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Reads a long source, such as a list that must be unzipped and parsed, on a thread of its own ahead of the consumer. A
 * failure of the source is thrown at the element where it happened.
 */
public final class ReadAheadIterator<T> implements Iterator<T>, Closeable {

    private static final int BATCH = 512;
    private static final int BATCHES_AHEAD = 4;
    private static final long POLL_MILLIS = 10;

    private final Iterator<T> source;
    private final BlockingQueue<Batch<T>> ahead = new ArrayBlockingQueue<>(BATCHES_AHEAD);
    private Batch<T> batch;
    private int position;
    private Thread thread;
    private volatile boolean closed;

    /** @param source used only by this object until {@link #close()} returns, which does not close it */
    public ReadAheadIterator(Iterator<T> source) {
        this.source = source;
    }

    private static final class Batch<T> {

        private final List<T> elements = new ArrayList<>(BATCH);
        /** What the source failed with after these elements; null if it did not fail. */
        private Throwable failure;

        private boolean last;

        static <T> Batch<T> of(Iterator<T> source) {
            Batch<T> batch = new Batch<>();
            try {
                while (batch.elements.size() < BATCH && source.hasNext()) {
                    batch.elements.add(source.next());
                }
                batch.last = batch.elements.size() < BATCH;
            } catch (RuntimeException | Error e) {
                batch.failure = e;
            }
            return batch;
        }

        private boolean isEnd() {
            return last || failure != null;
        }
    }

    @Override
    public boolean hasNext() {
        while (batch == null || position == batch.elements.size() && !batch.isEnd()) {
            // a short list needs no other thread
            batch = batch == null ? Batch.of(source) : fromThread();
            position = 0;
        }
        if (position < batch.elements.size()) {
            return true;
        }
        if (batch.failure instanceof RuntimeException) {
            throw (RuntimeException) batch.failure;
        } else if (batch.failure != null) {
            throw (Error) batch.failure;
        }
        return false;
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return batch.elements.get(position++);
    }

    private Batch<T> fromThread() {
        if (thread == null) {
            thread = Threads.start(Threads.name("ahead"), this::readOn);
        }
        // the consumer of the elements handles an interrupt
        return Threads.keepingInterrupts(ahead::take);
    }

    private void readOn() {
        try {
            Batch<T> read;
            do {
                read = Batch.of(source);
                while (!closed && !ahead.offer(read, POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    // it is not wanted yet
                    continue;
                }
            } while (!closed && !read.isEnd());
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody has this thread to interrupt it", e);
        }
    }

    /** Stops reading, and waits until the source is no longer used. */
    @Override
    public void close() {
        closed = true;
        if (thread != null) {
            Threads.join(thread);
        }
    }
}
