package org.alien4cloud.plugin.backup.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Several threads that share out one work of many pieces, such as writing files out to the disk, which can do so for
 * many at once.
 */
public final class WorkerPool {

    /** So many wait for the disk at once: a file system writes out together what is asked for together. */
    public static final int FOR_THE_DISK = 32;

    /** Where the pieces come from. Asked by one thread at a time. */
    public interface Source<T> {
        /** @return null if there are no more */
        T next() throws IOException;
    }

    /** What is done with a piece, by several threads at once. */
    public interface Work<T> {
        void accept(T piece) throws IOException;
    }

    private WorkerPool() {}

    /** As many as can compute at the same time. */
    public static int forComputing() {
        return Runtime.getRuntime().availableProcessors();
    }

    /**
     * Does all pieces, in any order. When it returns, however it does, nothing of it is still being done.
     *
     * @param threads how many at most, of which the caller's is one
     * @throws IOException the first failure of a piece or of the source, as is any other exception or error of these;
     *     the pieces that come after it are left out
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
                for (T piece = next(); piece != null; piece = next()) {
                    work.accept(piece);
                }
            } catch (IOException | RuntimeException | Error e) {
                fail(e);
            }
        }

        /** Who takes a piece lets another one look for the next: few pieces need few threads. */
        private synchronized T next() throws IOException {
            T piece = failure == null ? source.next() : null;
            if (piece != null && others.size() < threads - 1) {
                others.add(Threads.start(name, this));
            }
            return piece;
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
