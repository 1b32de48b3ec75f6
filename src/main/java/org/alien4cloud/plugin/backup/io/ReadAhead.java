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
 * Goes through something long, such as a list that is unzipped and parsed, on a thread of its own, some steps ahead of
 * who needs it. What the source fails with is thrown where it would have been.
 */
public final class ReadAhead<T> implements Iterator<T>, Closeable {

    private static final int BATCH = 512;
    private static final int BATCHES_AHEAD = 4;
    private static final long POLL_MILLIS = 10;

    private final Iterator<T> source;
    private final BlockingQueue<Batch<T>> ahead = new ArrayBlockingQueue<>(BATCHES_AHEAD);
    private Batch<T> batch;
    private int position;
    private Thread thread;
    private volatile boolean closed;

    /** @param source used by this alone from now on, until {@link #close()} returns, which does not close it */
    public ReadAhead(Iterator<T> source) {
        this.source = source;
    }

    private static final class Batch<T> {

        private final List<T> elements = new ArrayList<>(BATCH);
        /** What comes after the elements; null if only more of them. */
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
            batch = batch == null ? Batch.of(source) : fromOther();
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

    private Batch<T> fromOther() {
        if (thread == null) {
            thread = Threads.start(Threads.name("ahead"), this::readOn);
        }
        // whoever uses the elements sees an interrupt
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

    /** Waits until the source is not used any more. */
    @Override
    public void close() {
        closed = true;
        if (thread != null) {
            Threads.join(thread);
        }
    }
}
