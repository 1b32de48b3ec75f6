package org.alien4cloud.plugin.backup.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Writes a file continuously until it is closed, and then removes it. */
final class MovingFile implements AutoCloseable {

    private static final int PAUSE_MILLIS = 20;

    private final Path file;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread writer = new Thread(this::write, "moving-file");

    MovingFile(Path file) {
        this.file = file;
        writer.setDaemon(true);
        writer.start();
    }

    private void write() {
        try {
            do {
                Files.writeString(file, String.valueOf(System.nanoTime()));
            } while (!closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        closed.countDown();
        writer.join();
        Files.delete(file);
    }
}
