package org.alien4cloud.plugin.backup.io;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Threads that end with the work that they are for, and that nobody leaves behind: an interrupt is kept until they have
 * ended.
 */
public final class Threads {

    private static final long LONG_MILLIS = TimeUnit.HOURS.toMillis(1);

    /** What is waited for. */
    public interface Wait<T, E extends Exception> {
        T get() throws InterruptedException, E;
    }

    private Threads() {}

    /** Starts one that does not keep the process alive. */
    public static Thread start(String name, Runnable work) {
        Thread thread = made(name, work);
        thread.start();
        return thread;
    }

    private static Thread made(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** The caller's name with what another thread is for. */
    public static String name(String purpose) {
        return Thread.currentThread().getName() + '-' + purpose;
    }

    /** Several such; to be ended by {@link #end}. */
    public static ExecutorService pool(String purpose, int count) {
        String name = name(purpose);
        return Executors.newFixedThreadPool(count, work -> made(name, work));
    }

    /**
     * Several that give way to all others that want a processor, for what is done while users work. What they do must
     * start no thread that outlives it, as a call to Elasticsearch may: it would give way, too.
     */
    public static ExecutorService givingWay(String purpose, int count) {
        String name = name(purpose);
        return Executors.newFixedThreadPool(
                count,
                work -> made(name, () -> {
                    try {
                        new NiceProgram().giveWay();
                    } finally {
                        // whoever waits for the work would wait for good if the thread ended before
                        work.run();
                    }
                }));
    }

    /** Waits until all is done that was handed over. */
    public static void end(ExecutorService pool) {
        pool.shutdown();
        while (!pool.isTerminated()) {
            keepingInterrupts(() -> pool.awaitTermination(LONG_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    /**
     * What was computed, once it is. Throws what it failed with.
     *
     * @throws InterruptedException if the caller is interrupted before
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

    /** Waits until it has ended. */
    public static void join(Thread thread) {
        keepingInterrupts(() -> {
            thread.join();
            return null;
        });
    }

    /**
     * Waits to the end, however often the thread is interrupted meanwhile; it is interrupted again afterwards.
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
