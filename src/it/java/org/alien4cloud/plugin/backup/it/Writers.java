package org.alien4cloud.plugin.backup.it;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.alien4cloud.plugin.backup.it.AlienClient.Answer;

/**
 * Simulates a server in use: 20 users who change everything over REST, each in its own thread, and four background
 * threads that write directly, as plugins do. Users wait while Alien4Cloud is in maintenance mode; background threads
 * do not. {@link History} records what they wrote.
 */
final class Writers implements AutoCloseable {
    private static final long PAUSE_OF_USERS = 200;
    private static final long PAUSE_OF_BACKGROUND = 100;
    private static final long PAUSE_IN_MAINTENANCE = 300;
    /** Broken connections in a row that are taken for refusals. */
    private static final int MOST_CUT = 200;

    private static final String REFUSED = "refused in maintenance";

    private final BackupHost host;
    private final String prefix;
    private final History history;
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, LongAdder> done = new ConcurrentHashMap<>();
    private final List<Throwable> failures = new ArrayList<>();
    private BackgroundWriters background;
    private volatile boolean running = true;

    private Writers(BackupHost host, String prefix, History history) {
        this.host = host;
        this.prefix = prefix;
        this.history = history;
    }

    /** @param prefix of all names, so that writers who start later share nothing with these; letters and digits */
    static Writers start(BackupHost host, String prefix, History history) {
        Writers writers = users(host, prefix, history);
        writers.background = new BackgroundWriters(writers);
        writers.start("set-up in place", PAUSE_OF_BACKGROUND, writers.background.smallSetUp());
        writers.start("large set-up in place", PAUSE_OF_BACKGROUND, writers.background.largeSetUp());
        writers.start("git commits", PAUSE_OF_BACKGROUND, writers.background.gitCommits());
        writers.start("documents", PAUSE_OF_BACKGROUND, writers.background.documents());
        return writers;
    }

    /** Only the 20 users: what they write stands still in maintenance mode. */
    static Writers users(BackupHost host, String prefix, History history) {
        Writers writers = new Writers(host, prefix, history);
        Users users = new Users(writers);
        writers.start(5, "archives", users::archives);
        writers.start(3, "images", users::images);
        writers.start(4, "set-ups", users::setUps);
        writers.start(3, "edits", users::edits);
        writers.start(2, "applications", users::applications);
        writers.start(2, "deployments", users::deployments);
        writers.start(1, "plugins", users::plugins);
        return writers;
    }

    private void start(int count, String kind, WriterMaker maker) {
        for (int i = 0; i < count; i++) {
            start(kind, PAUSE_OF_USERS, maker.writer(prefix + kind.replace("-", "") + i));
        }
    }

    private void start(String kind, long pauseMillis, Writer writer) {
        LongAdder count = done.computeIfAbsent(kind, none -> new LongAdder());
        Thread thread = new Thread(
                () -> {
                    try {
                        while (running) {
                            writer.write();
                            count.increment();
                            Thread.sleep(pauseMillis);
                        }
                    } catch (Stopped | InterruptedException e) {
                        // asked to
                    } catch (Throwable e) {
                        fail(e);
                    }
                },
                prefix + "-" + kind + "-" + threads.size());
        threads.add(thread);
        thread.start();
    }

    private synchronized void fail(Throwable e) {
        failures.add(e);
    }

    /**
     * Sends a request that writes; waits and sends it again while Alien4Cloud is in maintenance.
     *
     * @param piece what gets a new version by it; null if it is not followed
     * @throws Stopped if the writers were stopped while it had to wait
     */
    Answer send(String piece, long number, int expectedStatus, Supplier<Answer> request) {
        return send(piece, number, expectedStatus, expectedStatus, request);
    }

    /**
     * As above; a connection may break after the request was carried out, so that it is answered {@code statusAgain}
     * when it is sent again.
     */
    Answer send(String piece, long number, int expectedStatus, int statusAgain, Supplier<Answer> request) {
        long start = System.nanoTime();
        for (int cut = 0; ; ) {
            Answer answer = null;
            try {
                answer = request.get();
            } catch (UncheckedIOException e) {
                // maintenance mode answers an upload without reading it, and the connection breaks: it may have been
                // something else though
                if (++cut > MOST_CUT) {
                    throw e;
                }
            }
            if (answer != null && !isMaintenance(answer)) {
                answer.expect(cut > 0 && answer.status() == statusAgain ? statusAgain : expectedStatus);
                if (piece != null) {
                    history.written(piece, number, start, System.nanoTime());
                }
                return answer;
            }
            done.computeIfAbsent(REFUSED, none -> new LongAdder()).increment();
            pause(PAUSE_IN_MAINTENANCE);
            if (!running) {
                throw new Stopped();
            }
            start = answer == null ? start : System.nanoTime();
        }
    }

    private static boolean isMaintenance(Answer answer) {
        return answer.status() == 503 && answer.errorCode() == 0;
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stopped();
        }
    }

    BackupHost host() {
        return host;
    }

    String prefix() {
        return prefix;
    }

    History history() {
        return history;
    }

    /** How many writes were done so far, by kind; the first failure is thrown. */
    Map<String, Long> done() {
        synchronized (this) {
            if (!failures.isEmpty()) {
                throw new AssertionError("A writer failed", failures.get(0));
            }
        }
        Map<String, Long> counts = new TreeMap<>();
        done.forEach((kind, count) -> counts.put(kind, count.sum()));
        return counts;
    }

    /** Waits until each kind of writer wrote once more than it had. */
    void awaitOneMoreOfEach() {
        Map<String, Long> before = done();
        before.remove(REFUSED);
        Await.until("all writers write", BackupHost.LIMIT, () -> {
            Map<String, Long> now = done();
            return before.entrySet().stream().allMatch(kind -> now.get(kind.getKey()) > kind.getValue());
        });
    }

    /** Lets each finish the request that it is at, and ends. Throws the first failure. */
    void stop() {
        running = false;
        threads.forEach(
                thread -> Await.until(thread.getName() + " has ended", BackupHost.LIMIT, () -> !thread.isAlive()));
        System.out.println("Writers " + prefix + ": " + done());
    }

    /** Ends the threads, also when their server is gone. */
    @Override
    public void close() {
        running = false;
        threads.forEach(Thread::interrupt);
        if (background != null) {
            background.close();
        }
    }

    /** Writes once. */
    interface Writer {
        void write() throws Exception;
    }

    private interface WriterMaker {
        Writer writer(String name);
    }

    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
