package org.alien4cloud.plugin.backup.io;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Starts daemon threads and thread pools, at low priority if wanted, and waits for their end or result. An interrupt of
 * the waiting thread is kept until then.
 */
public final class Threads {

    private static final long LONG_MILLIS = TimeUnit.HOURS.toMillis(1);

    /** Waits for a result. */
    public interface Wait<T, E extends Exception> {
        T get() throws InterruptedException, E;
    }

    private Threads() {}

    /** Starts a thread that does not keep the process alive. */
    public static Thread start(String name, Runnable work) {
        Thread thread = newDaemon(name, work);
        thread.start();
        return thread;
    }

    private static Thread newDaemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Returns a name for a thread: that of the calling thread, and the purpose. */
    public static String name(String purpose) {
        return Thread.currentThread().getName() + '-' + purpose;
    }

    /** Returns a pool of such threads; end it with {@link #end}. */
    public static ExecutorService pool(String purpose, int count) {
        String name = name(purpose);
        return Executors.newFixedThreadPool(count, work -> newDaemon(name, work));
    }

    /**
     * Returns a pool of threads that run at low priority, so that user requests stay fast. Their work must not start
     * threads that outlive it, as a call to Elasticsearch may: those would have low priority, too.
     */
    public static ExecutorService lowPriority(String purpose, int count) {
        String name = name(purpose);
        return Executors.newFixedThreadPool(
                count,
                work -> newDaemon(name, () -> {
                    try {
                        new NiceProgram().lowerPriority();
                    } finally {
                        // if the thread ended without the work, its result would never come
                        work.run();
                    }
                }));
    }

    /** Waits until all submitted work is done, and ends the threads. */
    public static void end(ExecutorService pool) {
        pool.shutdown();
        while (!pool.isTerminated()) {
            keepingInterrupts(() -> pool.awaitTermination(LONG_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    /**
     * Waits for a result and returns it, or throws what the computation failed with.
     *
     * @throws InterruptedException if the caller is interrupted while it waits
     */
    public static <T> T result(Future<T> computed) throws InterruptedException {
        try {
            return computed.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error) {
                throw (Error) e.getCause();
            }
            throw (RuntimeException) e.getCause();
        }
    }

    /** Waits until a thread has ended. */
    public static void join(Thread thread) {
        keepingInterrupts(() -> {
            thread.join();
            return null;
        });
    }

    /**
     * Waits to the end even if the thread is interrupted; sets its interrupt flag again afterwards.
     *
     * @throws E what the wait throws
     */
    public static <T, E extends Exception> T keepingInterrupts(Wait<T, E> wait) throws E {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
