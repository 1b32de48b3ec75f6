package org.alien4cloud.plugin.backup.operation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.alien4cloud.plugin.backup.model.BackupException;

/**
 * Acquires the lock in another process, and keeps it until it is killed or has lost it: on this machine, or as if on
 * another one.
 */
final class LockHolder implements AutoCloseable {

    /** As a machine whose file system has no locks of the operating system. */
    static final LocalLock.OperatingSystem NO_LOCKS = channel -> {
        throw new IOException("No locks available");
    };

    private final Process process;
    private final BlockingQueue<String> words = new LinkedBlockingQueue<>();

    private LockHolder(Process process) {
        this.process = process;
        Thread reader = new Thread(this::listen);
        reader.setDaemon(true);
        reader.start();
    }

    private void listen() {
        try (BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith("holder: ")) {
                    words.add(line.substring("holder: ".length()));
                }
            }
        } catch (IOException e) {
            // it was killed
        }
    }

    static LockHolder onThisMachine(Path directory) throws IOException {
        return start(directory, "here");
    }

    static LockHolder onAnotherMachine(Path directory) throws IOException {
        return start(directory, "elsewhere");
    }

    private static LockHolder start(Path directory, String where) throws IOException {
        Process process = new ProcessBuilder(
                        Paths.get(System.getProperty("java.home"), "bin", "java")
                                .toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        directory.toString(),
                        where)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new LockHolder(process);
    }

    /** The next word of the other process: {@code got}, {@code refused}, {@code lost <why>}, {@code closed}. */
    String says() throws InterruptedException {
        return String.valueOf(words.poll(60, TimeUnit.SECONDS));
    }

    long pid() {
        return process.pid();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As a virtual machine that is paused. */
    void suspend() throws Exception {
        signal("-STOP");
    }

    void goOn() throws Exception {
        signal("-CONT");
    }

    private void signal(String name) throws Exception {
        if (new ProcessBuilder("kill", name, Long.toString(process.pid()))
                        .inheritIO()
                        .start()
                        .waitFor()
                != 0) {
            throw new IllegalStateException("kill " + name + " failed");
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
    }

    public static void main(String[] arguments) throws Exception {
        endWithParent();
        Path directory = Paths.get(arguments[0]);
        RepositoryLocks locks = arguments[1].equals("here")
                ? new RepositoryLocks(directory)
                : new RepositoryLocks(
                        new LockFile(directory.resolve("lock")),
                        new ProcessIdentity("elsewhere", "boot-of-elsewhere", "4711", "then"),
                        new LockTiming(
                                System::nanoTime, Duration.ofMillis(20), Duration.ofSeconds(30), Duration.ofMillis(1)),
                        NO_LOCKS);
        Optional<RepositoryLock> lock = locks.tryAcquire("BACKUP of nightly");
        System.out.println("holder: " + (lock.isPresent() ? "got" : "refused"));
        if (!lock.isPresent()) {
            return;
        }
        try (RepositoryLock held = lock.get()) {
            while (true) {
                held.requireNotLost();
                Thread.sleep(5);
            }
        } catch (BackupException e) {
            System.out.println("holder: lost " + e.getMessage());
        }
        System.out.println("holder: closed");
    }

    /** A test run that is cut off leaves no process behind. */
    private static void endWithParent() {
        Thread watch = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {
                    Thread.yield();
                }
            } catch (IOException e) {
                // the parent is gone
            }
            Runtime.getRuntime().halt(1);
        });
        watch.setDaemon(true);
        watch.start();
    }
}
