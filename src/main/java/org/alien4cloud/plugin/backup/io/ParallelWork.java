package org.alien4cloud.plugin.backup.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Processes many items, such as files to flush, on several threads. */
public final class ParallelWork {

    /** Threads that wait for the disk at the same time: a file system combines concurrent flushes. */
    public static final int FOR_THE_DISK = 32;

    /** Supplies the items. Called by one thread at a time. */
    public interface Source<T> {
        /** @return null if there are no more items */
        T next() throws IOException;
    }

    /** Handles an item. Called by several threads at the same time. */
    public interface Work<T> {
        void accept(T item) throws IOException;
    }

    private ParallelWork() {}

    /** Returns the number of threads that can compute at the same time. */
    public static int forComputing() {
        return Runtime.getRuntime().availableProcessors();
    }

    /**
     * Handles all items, in any order. When this returns or throws, no thread works on an item any more.
     *
     * @param threads greatest number of threads, the calling thread included
     * @throws IOException the first failure of an item or of the source; any other exception or error is thrown
     *     likewise. Items that come after it are skipped
     */
    public static <T> void share(int threads, Source<T> source, Work<T> work) throws IOException {
        Shared<T> shared = new Shared<>(threads, source, work);
        shared.run();
        shared.awaitOthers();
        shared.throwAny();
    }

    private static final class Shared<T> implements Runnable {

        private final String name = Threads.name("share");
        private final int threads;
        private final Source<T> source;
        private final Work<T> work;
        private final List<Thread> others = new ArrayList<>();
        private Throwable failure;

        Shared(int threads, Source<T> source, Work<T> work) {
            this.threads = threads;
            this.source = source;
            this.work = work;
        }

        @Override
        public void run() {
            try {
                for (T item = next(); item != null; item = next()) {
                    work.accept(item);
                }
            } catch (IOException | RuntimeException | Error e) {
                fail(e);
            }
        }

        /** Each item that is found starts one more thread: few items need few threads. */
        private synchronized T next() throws IOException {
            T item = failure == null ? source.next() : null;
            if (item != null && others.size() < threads - 1) {
                others.add(Threads.start(name, this));
            }
            return item;
        }

        private synchronized void fail(Throwable cause) {
            failure = failure == null ? cause : failure;
        }

        private void awaitOthers() {
            for (int i = 0; i < count(); i++) {
                Threads.join(other(i));
            }
        }

        private synchronized int count() {
            return others.size();
        }

        private synchronized Thread other(int number) {
            return others.get(number);
        }

        private void throwAny() throws IOException {
            if (failure instanceof IOException) {
                throw (IOException) failure;
            } else if (failure instanceof RuntimeException) {
                throw (RuntimeException) failure;
            } else if (failure != null) {
                throw (Error) failure;
            }
        }
    }
}
